import type { PolicyReading } from './read-policies.ts';

/** What came into force: versions, and the file names of the documents that differ, each list sorted. */
export interface PolicyChange {
  /** The version that was in force. */
  readonly from: string;
  /** The version that is in force now. */
  readonly to: string;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Documents whose text, or whose catalog's text, is another one. */
  readonly changed: readonly string[];
}

/** Which documents differ between two readings of a set. */
export function documentsChanged(
  before: PolicyReading,
  after: PolicyReading,
): Pick<PolicyChange, 'added' | 'removed' | 'changed'> {
  const old = contentByName(before);
  const now = contentByName(after);
  return {
    added: [...now.keys()].filter((name) => !old.has(name)).sort(),
    removed: [...old.keys()].filter((name) => !now.has(name)).sort(),
    changed: [...now.keys()]
      .filter((name) => old.has(name) && old.get(name) !== now.get(name))
      .sort(),
  };
}

function contentByName({ policies, catalogs }: PolicyReading): ReadonlyMap<string, string> {
  const contents = policies.map(({ source, document }) => {
    const catalog = catalogs.find(({ name }) => name === document?.catalog?.text);
    return [source.name, JSON.stringify([source.text, catalog?.text])] as const;
  });
  return new Map(contents);
}
