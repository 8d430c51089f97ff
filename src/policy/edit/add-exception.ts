import { isMap, parseDocument } from 'yaml';
import type { RuleReference } from '../decision.ts';
import { type EntryTexts, type ExceptionEntry, entryTexts } from './exception-entry.ts';
import { byHand, findBlock } from './find-block.ts';
import { insertionOf } from './insertion.ts';
import { type EditRefusal, refuse } from './refusal.ts';

/** A policy file with one more exception. */
export interface AddedException {
  readonly ok: true;
  /** The whole text: the old one with something put in at one place. */
  readonly text: string;
  readonly entry: EntryTexts;
}

/**
 * Adds an entry to `except` of the approval block that a rule stands in. Everything else stays as it is,
 * letter for letter. Whether the edited policy does what it should is for `proposeException` to prove.
 *
 * @param text of a file that compiles
 * @param rule an approval rule of that file
 * @param agentFile whether it is an agent definition file
 */
export function addException(
  text: string,
  rule: RuleReference,
  entry: ExceptionEntry,
  agentFile = false,
): AddedException | EditRefusal {
  if (rule.kind !== 'approval') {
    return refuse(
      'edit/not-held',
      `\`${rule.policy}\` has no approval block that holds such calls`,
    );
  }
  const texts = entryTexts(entry);
  if (!texts.ok) return texts;
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    merge: false,
    // read within limits already, and the library's own check compares every key with every other
    uniqueKeys: false,
    logLevel: 'silent',
  });
  const block = findBlock(text, document, rule, agentFile);
  if (!isMap(block)) return block;
  const insertion = insertionOf(text, block, texts);
  if (insertion === undefined) return byHand(rule, 'is laid out in an unusual way');
  const { offset, text: added } = insertion;
  return { ok: true, text: text.slice(0, offset) + added + text.slice(offset), entry: texts };
}
