/** What the models need to know of a described policy set, for one agent and the generators' tool. */

import type { KnownCondition } from '../generate/known-conditions.ts';
import {
  type DocumentDescription,
  type EntryDescription,
  type SetDescription,
  TOOL,
} from '../generate/policy-set.ts';
import { type WrittenDocument, writeSet } from '../generate/policy-yaml.ts';
import type { Outcome } from './combine.ts';
import { globMatches } from './glob.ts';
import { termsOf } from './terms.ts';
import type { DocumentFacts, RuleFacts } from './verdict.ts';

/** The documents in order of their files, as they stand to calls of the agent. */
export function factsOf(
  set: SetDescription<KnownCondition>,
  agent: string | undefined,
  written: readonly WrittenDocument[] = writeSet(set),
): readonly DocumentFacts[] {
  return set.documents
    .map((document, at) => ({
      file: document.file,
      facts: documentFacts(document, written[at], agent),
    }))
    .sort((a, b) => (a.file < b.file ? -1 : 1))
    .map(({ facts }) => facts);
}

function documentFacts(
  document: DocumentDescription<KnownCondition>,
  written: WrittenDocument | undefined,
  agent: string | undefined,
): DocumentFacts {
  const onPolicyChange = document.onPolicyChange ?? 'resolve';
  const governs = governsAgent(document.agents, agent);
  const defaultKey = `${document.file}:${written?.defaultLine} default`;
  const rules = document.blocks.flatMap((block, at): RuleFacts[] => {
    const except = block.except.filter(({ pattern }) => globMatches(pattern, TOOL));
    const entries = block.entries ?? [{ pattern: '*', condition: undefined }];
    return entries.map((entry: EntryDescription<KnownCondition>, position) => {
      const key = `${document.file}:${written?.lines[at]?.[position]} ${block.kind} ${entry.pattern}`;
      const parts = [block.when, entry.condition, ...except.map(({ condition }) => condition)];
      return {
        kind: block.kind,
        matches: globMatches(entry.pattern, TOOL),
        when: block.when?.outcome ?? true,
        condition: entry.condition?.outcome ?? true,
        except: except.map(({ condition }) => condition?.outcome ?? true),
        key,
        unconditional:
          block.when === undefined &&
          entry.condition === undefined &&
          except.length === 0 &&
          governs === true,
        errors: parts.flatMap((part) =>
          part?.code === undefined ? [] : [`${part.code} at ${key}`],
        ),
        message: block.message,
        terms: { ...termsOf(block.terms), onPolicyChange },
      };
    });
  });
  return {
    mode: document.mode ?? 'enforce',
    default: document.default ?? 'allow',
    governs,
    rules,
    defaultKey,
    onPolicyChange,
    scopeError: `call/agent-unknown at ${defaultKey}`,
  };
}

function governsAgent(globs: readonly string[] | undefined, agent: string | undefined): Outcome {
  if (globs === undefined) return true;
  if (agent === undefined) return 'error';
  return globs.some((glob) => globMatches(glob, agent));
}
