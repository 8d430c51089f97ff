/** Counts what happened in the histories of a campaign, so that it shows when something never does. */
export class Tally {
  readonly counts = new Map<string, number>();

  count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  /** What of a list never happened. */
  missing(list: readonly string[]): readonly string[] {
    return list.filter((what) => !this.counts.has(what));
  }
}
