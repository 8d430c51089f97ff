import type { Diagnostic, NamedText } from '../engine.ts';
import { compilePolicy, type ReadPolicy, readSource } from '../policy/compile.ts';

/** Documents that somebody sent, and how they are read. Plain data: it goes to another thread. */
export interface GivenPolicy {
  readonly documents: readonly NamedText[];
  readonly catalogs: readonly NamedText[];
  readonly agentFile: boolean;
}

/** What is to be found out about them. */
export type GivenTask =
  | { readonly step: 'check'; readonly given: GivenPolicy }
  | { readonly step: 'read'; readonly given: GivenPolicy };

/** Every mistake. */
export interface CheckedPolicy {
  /** `null` where there is an error. */
  readonly version: string | null;
  readonly diagnostics: readonly Diagnostic[];
}

export function checkGiven({ documents, catalogs, agentFile }: GivenPolicy): CheckedPolicy {
  const { policy, diagnostics } = compilePolicy(documents, { catalogs, agentFile });
  return { version: policy?.version ?? null, diagnostics };
}

/** The first stage of compiling alone: most of the work, and it gives plain data. */
export const readGiven = ({ documents, agentFile }: GivenPolicy): readonly ReadPolicy[] =>
  documents.map((document) => readSource(document, agentFile));
