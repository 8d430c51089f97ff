import { type Call, toolName } from '../call.ts';
import { compilePolicy } from '../compile.ts';
import type { Decision } from '../decision.ts';
import type { Policy } from '../policy.ts';
import { addException } from './add-exception.ts';
import type { Pin } from './exception-entry.ts';
import { objectionTo } from './prove-exception.ts';
import { type EditRefusal, refuse } from './refusal.ts';

/** An edit of one policy file that lets calls pass, proven by the engine. */
export interface ProposedException {
  readonly ok: true;
  /** The file's name in the set. */
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

/**
 * The edit that lets calls such as one that is held pass: of that tool, with the same values in the pinned
 * arguments.
 *
 * @param policy as it is in force
 * @param at when the call was made, in milliseconds since the Unix epoch
 * @param pins values that the call has
 */
export function proposeException(
  policy: Policy,
  call: Call,
  at: number,
  pins: readonly Pin[],
): ProposedException | EditRefusal {
  const held = policy.decideAt(call, at);
  const { rule } = held;
  const { documents, catalogs, agentFile } = policy.sources;
  const source = documents.find(({ name }) => name === rule?.file);
  if (held.decision !== 'require_approval' || rule?.kind !== 'approval' || source === undefined) {
    return notHeld(held);
  }
  const file = source.name;
  const tool = toolName(call) ?? '';
  const added = addException(source.text, rule, { tool, pins }, agentFile);
  if (!added.ok) return added;
  const edited = documents.map((one) => (one === source ? { name: file, text: added.text } : one));
  const compiled = compilePolicy(edited, { catalogs, agentFile });
  if (compiled.policy === undefined) {
    const [mistake] = compiled.diagnostics.filter(({ severity }) => severity === 'error');
    const why = mistake === undefined ? '' : `, as ${mistake.message}`;
    return refuse('edit/unproven', `\`${file}\` would not compile any more${why}: edit it by hand`);
  }
  const { entry } = added;
  const edit = { before: policy, after: compiled.policy, file, entry, pins, call, at };
  return objectionTo(edit) ?? { ok: true, file, before: source.text, after: added.text };
}

function notHeld({ decision, rule }: Decision): EditRefusal {
  if (decision === 'require_approval') {
    const policy = rule?.policy ?? '';
    const message = `the default of \`${policy}\` holds such calls, and has no exceptions: add an \`allow\` block`;
    return refuse('edit/not-held', message);
  }
  const message =
    decision === 'block'
      ? 'the policy blocks such calls by now: an exception of an approval would change nothing'
      : 'the policy lets such calls pass by now: approve this one alone';
  return refuse('edit/not-held', message);
}
