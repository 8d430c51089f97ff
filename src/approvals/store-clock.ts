import type { Clock } from './clock.ts';
import { steadyClock } from './steady-clock.ts';
import type { Store } from './store.ts';

/** Clocks of machines that are set right differ by less. */
const ODD_MS = 60_000;

/**
 * The system's clock without its jumps, and not behind the last entry of a store's log: time does not go
 * back behind what is written, whichever process wrote it.
 *
 * @param onError is told when that entry is of a time that the system's clock has yet to reach: one of
 *   the two clocks is wrong
 */
export async function storeClock(
  store: Pick<Store, 'logHead' | 'entries'>,
  onError: (error: Error) => void = () => {},
): Promise<Clock> {
  const { seq } = await store.logHead();
  const [last] = await store.entries(seq - 1, 1);
  if (last === undefined) return steadyClock();
  const { at }: { at: string } = JSON.parse(last.event);
  const ahead = Date.parse(at) - Date.now();
  if (ahead > ODD_MS) onError(new Error(aheadMessage(at, ahead)));
  return steadyClock(Date.parse(at));
}

const aheadMessage = (at: string, ahead: number): string =>
  `the last entry of the audit log is of \`${at}\`, ${Math.round(ahead / 1000)} seconds ahead of ` +
  "the system's clock: time goes on from that entry; set the clock that is wrong";
