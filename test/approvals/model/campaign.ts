import fc from 'fast-check';
import type { Model } from './at-once.ts';
import { BELIEFS, begin, histories } from './commands.ts';
import { Tally } from './tally.ts';
import { type Place, World } from './world.ts';

const SEED = Number(process.env['ASSENT_SEED'] ?? 1_789);
/** Of one history at most; it has half as many on average. Durable stores take their time. */
const MAX_COMMANDS = { memory: 80, durable: 40 };

/**
 * Runs histories, each in a place of its own, and fails with the shortest one that breaks an invariant.
 *
 * @param lane tells campaigns apart that run side by side
 */
export async function campaign(
  cases: number,
  kind: keyof typeof MAX_COMMANDS,
  makePlace: () => Promise<Place>,
  lane = 0,
): Promise<Tally> {
  const tally = new Tally();
  await fc.assert(
    fc.asyncProperty(histories(MAX_COMMANDS[kind]), async (history) => {
      const world = await World.open(await makePlace(), BELIEFS);
      try {
        const model = await begin(world, tally);
        await fc.asyncModelRun(() => ({ model, real: world }), history);
        if (!(await world.observed.isLogKept(world.node(1).store)))
          throw new Error('the log changed');
        countEnds(model);
      } finally {
        await world.close();
      }
    }),
    { numRuns: cases, seed: SEED + lane },
  );
  return tally;
}

function countEnds({ state, tally }: Model): void {
  tally.count('history');
  for (const { end, run, hold } of state.held.values()) {
    const by = 'by' in end && end.by === null ? ', by nobody' : '';
    tally.count(end.status === 'pending' ? 'pending' : `${end.status}: ${end.code}${by}`);
    tally.count(run.status === 'ambiguous' ? `ambiguous, late ${run.late}` : run.status);
    if (hold) tally.count('hold');
  }
}

/**
 * How many histories: `ordinary`, or as many as a full run asks for, of which a slower store takes its share.
 *
 * @param share between 0 and 1
 */
export const casesOf = (ordinary: number, share: number): number => {
  const asked = process.env['ASSENT_CASES'];
  return asked === undefined ? ordinary : Math.ceil(Number(asked) * share);
};
