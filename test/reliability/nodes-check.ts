import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { AuditEvent } from '../../src/audit/event.ts';
import { eventTypeOf } from '../../src/server/event-frame.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { Acknowledged } from './acknowledged.ts';
import { checkStore } from './check-store.ts';
import type { Told } from './child.ts';
import type { LoggedEvent } from './replay.ts';

const ALL = 10_000_000;

/** What a database was found to hold after the servers have gone. */
export interface Found {
  readonly entries: number;
  readonly requests: number;
  readonly acknowledged: number;
  readonly runs: number;
  readonly decisionsChecked: number;
  readonly activations: number;
  readonly ambiguous: number;
  /** Places of the events that listeners are told of. */
  readonly told: readonly number[];
  readonly endings: Readonly<Record<string, number>>;
}

/**
 * Checks a database that several servers worked on against everything that their clients were told: nothing
 * acknowledged is lost, nothing is resolved or run twice, and each decision is by the version that was in
 * force at its place in the log.
 *
 * @param told by agents and reviewers
 * @param executed the file that the tools write
 */
export async function checkNodes(
  url: string,
  told: readonly Told[],
  executed: string,
): Promise<Found> {
  const store = await openStore(url);
  const acknowledged = new Acknowledged();
  acknowledged.take(told.filter(({ kind }) => kind !== 'ended'));
  const requests = await store.list({}, ALL);
  const byKey = new Map(requests.map((request) => [request.idempotencyKey, request]));
  const entries = await store.entries(0, ALL);
  const events = entries.map(({ seq, event }) => ({ seq, event: JSON.parse(event) as Logged }));

  const runs = runsIn(executed);
  const twice = runs.filter((key, index) => runs.indexOf(key) !== index);
  expect(twice).toEqual([]);
  const held = runs.flatMap((key) => {
    const request = byKey.get(key);
    if (request === undefined) return [];
    const { execution } = request;
    return [{ id: request.id, claimId: 'claimId' in execution ? execution.claimId : 'none' }];
  });
  // everything about requests, claims, votes and versions in the log
  const checked = await checkStore(store, acknowledged, held);

  const decided = decisionsOf(events.map(({ event }) => event));
  const allowed = runs.filter((key) => !byKey.has(key));
  expect(allowed.filter((key) => !hasDecision(decided, key, 'allow'))).toEqual([]);
  const decisions = told.filter(({ kind }) => kind === 'decided');
  const unknown = decisions.filter(
    ({ key, decision, version }) =>
      !hasDecision(decided, String(key), String(decision), String(version)),
  );
  expect(unknown).toEqual([]);
  const ran = new Set(runs);
  const endings: Record<string, number> = {};
  for (const { key, how } of told.filter(({ kind }) => kind === 'ended')) {
    endings[String(how)] = (endings[String(how)] ?? 0) + 1;
    expectEnding(String(key), String(how), ran, byKey.get(String(key))?.execution.status);
  }
  await store.close();
  return {
    entries: entries.length,
    requests: requests.length,
    acknowledged: acknowledged.count,
    runs: runs.length,
    decisionsChecked: decisions.length,
    activations: checked.log.activations.length,
    ambiguous: requests.filter(({ execution }) => execution.status === 'ambiguous').length,
    told: events.flatMap(({ seq, event }) => (eventTypeOf(event.action) === undefined ? [] : seq)),
    endings,
  };
}

type Logged = LoggedEvent & Pick<AuditEvent, 'run'>;

/** Whoever was told that its call is done has run it, and nobody else who was told how theirs ended. */
function expectEnding(
  key: string,
  how: string,
  ran: ReadonlySet<string>,
  execution: string | undefined,
): void {
  // an earlier life of the same agent has claimed it, and may have run it
  if (how === 'approval/already-claimed') return;
  if (ran.has(key) !== (how === 'done')) {
    throw new Error(`\`${key}\` ended as ${how}, and ${ran.has(key) ? 'ran' : 'did not run'}`);
  }
  if (how === 'done' && execution !== undefined) {
    // a report that came late, or never
    expect(['succeeded', 'executing', 'ambiguous']).toContain(execution);
  }
}

function decisionsOf(events: readonly Logged[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { action, run, decision, policy_version: version } of events) {
    if (action !== 'call.decided' || run === undefined) continue;
    const known = found.get(run) ?? new Set();
    found.set(run, known.add(`${decision}`).add(`${decision} ${version}`));
  }
  return found;
}

const hasDecision = (
  decided: ReadonlyMap<string, ReadonlySet<string>>,
  key: string,
  decision: string,
  version?: string,
): boolean =>
  decided.get(key)?.has(version === undefined ? decision : `${decision} ${version}`) === true;

/** A run whose line was cut did not take place. */
const runsIn = (path: string): readonly string[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split(' ')[0] ?? '');
