import { heldCalls } from './orders.mjs';

/**
 * Makes calls that are held, and tells when each of them goes on, in nanoseconds of the machine's clock.
 *
 * @param {import('../../dist/approvals/index.js').Gate} gate
 * @param {{ how: 'wait' | 'withTool', count: number, seed: number }} what
 * @param {(order: string, at: bigint) => void} tell
 */
export async function holdCalls(gate, { how, count, seed }, tell) {
  const next = heldCalls(seed);
  await Promise.all(
    Array.from({ length: count }, async () => {
      const call = next();
      const goOn = () => tell(call.param.order, process.hrtime.bigint());
      if (how === 'withTool') return gate.withTool(call, goOn);
      const { approval } = await gate.request(call);
      await gate.approvals.wait({ approvalId: approval.id });
      goOn();
    }),
  );
}
