import { readFileSync } from 'node:fs';
import type { Told } from './child.ts';

/** One run of the tool, as it stands in the file that the tool writes. */
export interface Run {
  readonly id: string;
  readonly claimId: string;
}

/** How often a claim was to be renewed, and how often that was acknowledged. */
export interface Renewals {
  readonly tried: number;
  readonly done: number;
}

export const NO_RENEWALS: Renewals = { tried: 0, done: 0 };

/** What tells of no acknowledgement. */
const ASIDE: ReadonlySet<string> = new Set([
  'ready',
  'executed',
  'swept',
  'failed',
  'renewing',
  'dying',
]);

/** How many of these lines are acknowledgements that something was written. */
export const acknowledgedIn = (lines: readonly Told[]): number =>
  lines.filter(({ kind }) => !ASIDE.has(kind)).length;

/** Everything that processes were told by a store, over all their lives. */
export class Acknowledged {
  readonly requests = new Map<string, string>();
  readonly votes: { readonly id: string; readonly voter: string; readonly choice: string }[] = [];
  readonly resolved = new Map<string, string>();
  readonly claims = new Map<string, string>();
  readonly reports = new Map<string, { readonly claimId: string; readonly outcome: string }>();
  readonly renewals = new Map<string, Renewals>();
  readonly activations: string[] = [];
  decided = 0;
  /** Calls of the store that failed. */
  failures = 0;
  /** All acknowledgements. */
  count = 0;

  /**
   * @throws Error when a process saw what never may happen, or was told two things that do not fit
   */
  take(lines: readonly Told[]): void {
    for (const line of lines) this.#takeOne(line);
  }

  #takeOne(line: Told): void {
    const { kind } = line;
    const text = (field: string): string => String(line[field]);
    const id = text('id');
    if (kind === 'broken') throw new Error(`${text('what')}: ${text('error')}`);
    if (kind === 'failed') this.failures += 1;
    const { tried, done } = this.renewals.get(id) ?? NO_RENEWALS;
    if (kind === 'renewing') this.renewals.set(id, { tried: tried + 1, done });
    if (ASIDE.has(kind)) return;
    this.count += 1;
    switch (kind) {
      case 'decided':
        this.decided += 1;
        return;
      case 'requested':
        only(this.requests, `${text('agent')} ${text('key')}`, id);
        return;
      case 'voted':
        this.votes.push({ id, voter: text('voter'), choice: text('choice') });
        return;
      case 'resolved':
        only(this.resolved, id, text('status'));
        return;
      case 'claimed':
        only(this.claims, id, text('claimId'));
        return;
      case 'renewed':
        this.renewals.set(id, { tried, done: done + 1 });
        return;
      case 'reported':
        this.reports.set(id, { claimId: text('claimId'), outcome: text('outcome') });
        return;
      case 'activated':
        this.activations.push(text('version'));
        return;
      default:
        throw new Error(`nobody knows what \`${kind}\` is`);
    }
  }
}

/** Whoever asks twice has to be told the same. */
function only(map: Map<string, string>, key: string, value: string): void {
  const known = map.get(key);
  if (known !== undefined && known !== value) {
    throw new Error(`\`${key}\` was told \`${known}\`, and then \`${value}\``);
  }
  map.set(key, value);
}

/** Reads the file that the tool writes; a run whose line was cut did not take place. */
export function readRuns(path: string): readonly Run[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.slice(0, -1).map((line) => {
    const [id = '', claimId = ''] = line.split(' ');
    return { id, claimId };
  });
}
