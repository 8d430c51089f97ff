import type { Clock } from './clock.ts';
import { steadyClock } from './steady-clock.ts';
import type { Store } from './store.ts';

/**
 * The system's clock without its jumps, and not behind the last entry of a store's log: time does not go
 * back behind what is written, whichever process wrote it.
 */
export async function storeClock(store: Pick<Store, 'logHead' | 'entries'>): Promise<Clock> {
  const { seq } = await store.logHead();
  const [last] = await store.entries(seq - 1, 1);
  if (last === undefined) return steadyClock();
  const { at }: { at: string } = JSON.parse(last.event);
  return steadyClock(Date.parse(at));
}
