import type { Call } from '../policy/call.ts';
import { loadPolicy } from '../policy/files/load.ts';
import type { PolicyChange } from '../policy/files/policy-change.ts';
import { watchPolicy } from '../policy/files/watch.ts';
import type { Policy } from '../policy/policy.ts';
import { toWire } from '../policy/wire.ts';
import { paletteFor } from './palette.ts';
import { forEachCall } from './read-calls.ts';
import { renderDecision } from './render-decision.ts';
import { reportDiagnostics } from './report-diagnostics.ts';
import type { ExitCode, Terminal } from './terminal.ts';
import { jsonLine, visible } from './visible-text.ts';

export interface EvalOptions {
  /** Files and directories. */
  readonly policy: readonly string[];
  /** JSON, or `@` and a path; calls come from standard input where absent. */
  readonly call?: string;
  readonly json?: true;
  readonly watch?: true;
  readonly agentFile?: true;
}

/**
 * `assent eval`: what a policy decides about calls. A dry run: nothing is recorded, requested or executed.
 *
 * @throws PolicyError when the policy cannot be used to begin with
 */
export function evaluate(options: EvalOptions, terminal: Terminal): Promise<ExitCode> {
  return options.watch === true
    ? evaluateWatching(options, terminal)
    : evaluateOnce(options, terminal);
}

function evaluateOnce(options: EvalOptions, terminal: Terminal): Promise<ExitCode> {
  const policy = loadPolicy(options.policy, { agentFile: options.agentFile === true });
  const show = decisionWriter(options, terminal);
  return forEachCall(options.call, terminal, (call) => show(policy, call));
}

/** Decides every call so far again whenever another version comes into force, until the user ends it. */
async function evaluateWatching(options: EvalOptions, terminal: Terminal): Promise<ExitCode> {
  const watcher = watchPolicy(options.policy, { agentFile: options.agentFile === true });
  const show = decisionWriter(options, terminal);
  const calls: Call[] = [];
  watcher.on('change', (change) => {
    terminal.err(describeChange(change));
    for (const call of calls) show(watcher.current, call);
  });
  watcher.on('refused', (diagnostics, sources) => {
    reportDiagnostics(diagnostics, sources, terminal);
    terminal.err('the changed policy is refused; the last good one stays in force\n');
  });
  const ended = terminal.untilEnded();
  let code: ExitCode = 0;
  const decided = forEachCall(options.call, terminal, (call) => {
    calls.push(call);
    show(watcher.current, call);
  }).then((outcome) => {
    code = outcome;
    // a call that cannot be read at all leaves nothing to decide again
    return calls.length === 0 && code !== 0 ? undefined : ended;
  });
  await Promise.race([ended, decided]);
  await watcher.close();
  return code;
}

/** Writes decisions as lines of JSON, or as paragraphs. */
function decisionWriter(
  options: EvalOptions,
  terminal: Terminal,
): (policy: Policy, call: Call) => void {
  const palette = paletteFor(terminal.outColor);
  let separator = '';
  return (policy, call) => {
    if (options.json === true) {
      terminal.out(jsonLine(toWire(policy.decide(call))));
      return;
    }
    const { rules, ...decision } = policy.explain(call);
    terminal.out(separator + renderDecision(call, decision, rules, palette));
    separator = '\n';
  };
}

function describeChange({ to, added, removed, changed }: PolicyChange): string {
  const parts = [
    ...changed.map((file) => `${file} changed`),
    ...added.map((file) => `${file} added`),
    ...removed.map((file) => `${file} removed`),
  ];
  return `\n${visible(parts.join(', ') || 'policy changed')}; now ${to}\n`;
}
