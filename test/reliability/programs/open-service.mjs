import { randomIds } from '../../../dist/approvals/random-ids.js';
import { ApprovalService } from '../../../dist/approvals/service/approval-service.js';
import { storeClock } from '../../../dist/approvals/store-clock.js';
import { compilePolicy } from '../../../dist/index.js';
import { broken } from './report.mjs';

/** Policy texts, compiled. */
export const compileAll = (texts) =>
  texts.map((text) => compilePolicy([{ name: 'pay.yaml', text }]).policy);

/** The service of this process on a store, with the first policy, or whatever is active already. */
export async function openService(store, policies) {
  const clock = await storeClock(store);
  const service = new ApprovalService(policies[0], {
    store,
    clock,
    ids: randomIds(),
    onError: (error) => {
      if (error?.name !== 'StoreError') broken('looking after deadlines', error);
    },
  });
  await service.activate(policies[0], undefined);
  await service.start();
  return { service, clock };
}
