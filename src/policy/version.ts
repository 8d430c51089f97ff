import { compareText } from '../diagnostics/order.ts';
import { digestText } from '../json/digest.ts';

/** A named text, as a policy file or a catalog. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
}

/** All that a policy set is made of. Plain data, so that it can be stored and compiled again. */
export interface PolicySources {
  readonly documents: readonly NamedText[];
  /** Those that documents name. */
  readonly catalogs: readonly NamedText[];
  /** Whether the documents are agent definition files. */
  readonly agentFile: boolean;
}

/**
 * `sha256:` of everything that decides: names and contents of documents and catalogs, and how they were
 * read. Equal on every machine; the order in which files were given does not matter.
 */
export function policyVersion({ documents, catalogs, agentFile }: PolicySources): string {
  const listed = (texts: readonly NamedText[]) =>
    [...texts]
      .sort((a, b) => compareText(a.name, b.name) || compareText(a.text, b.text))
      .map(({ name, text }) => [name, text]);
  return digestText(
    JSON.stringify({ v: 1, documents: listed(documents), catalogs: listed(catalogs), agentFile }),
  );
}
