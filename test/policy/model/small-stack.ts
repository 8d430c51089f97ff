/** Run by a process of its own, with a small stack: prints what came of every hostile row. */
import { HOSTILE_DECISIONS } from '../generate/hostile-decisions.ts';
import { HOSTILE_LOADS } from '../generate/hostile-loads.ts';
import { decide, load } from './run-hostile.ts';

const outcome = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return `thrown: ${error}`;
  }
};

const loads = HOSTILE_LOADS.map((row) =>
  outcome(() => {
    const { diagnostics } = load(row).result;
    return diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code);
  }),
);
const decisions = HOSTILE_DECISIONS.map((row) =>
  outcome(() => {
    const { decision, errors } = decide(row).result;
    return `${decision} ${errors[0]?.code ?? ''}`;
  }),
);
process.stdout.write(JSON.stringify({ loads, decisions }));
