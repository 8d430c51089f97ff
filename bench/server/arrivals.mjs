import { quantile } from '../approvals/quantile.mjs';
import { now } from './client.mjs';

/** When which event reached whom. All listeners get the same text of an event, so it is read once. */
export class Arrivals {
  /** What an event is about, by its id; `undefined` for one that nobody measures. */
  #subjects = new Map();
  #moments = new Map();

  /** @param {string} frame that has arrived now */
  note(frame) {
    const [, id] = /^id: (\d+)/.exec(frame) ?? [];
    if (!this.#subjects.has(id)) this.#subjects.set(id, subjectOf(frame));
    const subject = this.#subjects.get(id);
    if (subject === undefined) return;
    const moments = this.#moments.get(subject);
    if (moments === undefined) this.#moments.set(subject, [now()]);
    else moments.push(now());
  }

  /** How many have heard of something. @param {string} subject */
  count(subject) {
    return this.#moments.get(subject)?.length ?? 0;
  }

  /**
   * How long after a moment listeners heard of what happened then.
   *
   * @param {readonly { subject: string, at: number }[]} happened
   */
  since(happened) {
    const times = happened.flatMap(({ subject, at }) =>
      this.#moments.get(subject).map((moment) => moment - at),
    );
    return summary(times);
  }
}

/** Of the events that come with an approval, the one that says it is approved. */
function subjectOf(frame) {
  const { action, event } = JSON.parse(frame.slice(frame.indexOf('\ndata: ') + 7));
  return action === 'approval.approved' ? event.request : undefined;
}

/** What is heard before the answer to whoever did it took no time. @param {readonly number[]} times */
export function summary(times) {
  const sorted = Float64Array.from(times, (time) => Math.max(0, time)).sort();
  return { p50Ms: quantile(sorted, 0.5), p99Ms: quantile(sorted, 0.99), maxMs: sorted.at(-1) };
}
