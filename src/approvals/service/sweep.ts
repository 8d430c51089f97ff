import type { AfterCommit } from './apply-transition.ts';
import { applyTransition } from './apply-transition.ts';
import { lettingTimePass } from './change-request.ts';
import type { ReviewContext } from './service-context.ts';

/** Requests that one transaction brings up to date: each may hold megabytes. */
const PAGE = 100;

/**
 * Brings everything up to date that time alone changes: deadlines, escalations, approvals that nobody
 * claimed, leases that lapsed.
 *
 * @returns how many requests changed
 */
export async function sweep(context: ReviewContext): Promise<number> {
  let total = 0;
  for (;;) {
    const { changed, more, done } = await sweepPage(context);
    context.afterCommit(done);
    total += changed;
    if (!more) return total;
  }
}

async function sweepPage({ store, clock, trail }: ReviewContext) {
  return store.write(async (tx) => {
    const now = clock.now();
    const due = await tx.due(now, PAGE);
    const active = (await tx.activePolicy())?.version;
    const applied = due.map((request) => {
      const moment = { now, policyVersion: active ?? request.ruling.policyVersion };
      return applyTransition(tx, request, lettingTimePass(request, moment), trail, now);
    });
    const done: AfterCommit = {
      released: applied.flatMap(({ released }) => released),
      wakes: applied.flatMap(({ wakes }) => wakes),
    };
    const changed = applied.filter(({ request }, index) => request !== due[index]).length;
    return { changed, more: changed > 0 && due.length === PAGE, done };
  });
}
