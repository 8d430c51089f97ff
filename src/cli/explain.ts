import { loadPolicy } from '../policy/files/load.ts';
import { toWire } from '../policy/wire.ts';
import type { EvalOptions } from './eval.ts';
import { paletteFor } from './palette.ts';
import { forEachCall } from './read-calls.ts';
import { renderExplanation } from './render-explanation.ts';
import type { ExitCode, Terminal } from './terminal.ts';
import { jsonLine } from './visible-text.ts';

export type ExplainOptions = Omit<EvalOptions, 'watch'>;

/**
 * `assent explain`: what a policy decides about calls, with every rule that was considered and the value
 * of each part of its conditions.
 *
 * @throws PolicyError when the policy cannot be used
 */
export function explain(options: ExplainOptions, terminal: Terminal): Promise<ExitCode> {
  const policy = loadPolicy(options.policy, { agentFile: options.agentFile === true });
  const palette = paletteFor(terminal.outColor);
  let separator = '';
  return forEachCall(options.call, terminal, (call) => {
    const explanation = policy.explain(call);
    if (options.json === true) {
      terminal.out(jsonLine(toWire(explanation)));
      return;
    }
    terminal.out(separator + renderExplanation(call, explanation, palette));
    separator = '\n';
  });
}
