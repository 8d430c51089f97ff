import type { PolicyDocument } from './document/policy-document.ts';
import type { Exception, Rule } from './rules/rule.ts';

/**
 * All that a policy says of the calls of one tool, as text: where it is equal, the decisions of two
 * policies on such a call bind alike. Places in files, and documents that have no say, are left out.
 *
 * @param documents in order of their files
 * @param rules those whose pattern matches the tool, in order
 */
export function describeRules(
  documents: readonly PolicyDocument[],
  rules: readonly Rule[],
): string {
  const says = documents.map((document, index) => {
    const own = rules.filter((rule) => rule.document === index);
    if (own.length === 0 && document.default === 'allow') return undefined;
    const { name, mode, default: fallback, agents, onPolicyChange } = document;
    return [name, mode, fallback, agents, onPolicyChange, own.map(describeRule)];
  });
  return JSON.stringify(says.filter((one) => one !== undefined));
}

const describeRule = ({ kind, pattern, when, condition, except, message, terms }: Rule) => [
  kind,
  pattern,
  when?.text,
  condition?.text,
  except.map(describeException),
  message?.template,
  terms,
];

const describeException = ({ glob, condition }: Exception) => [glob.pattern, condition?.text];
