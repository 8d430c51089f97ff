import { randomBytes } from 'node:crypto';
import { onTestFinished } from 'vitest';
import type { Store } from '../../src/approvals/store.ts';
import type { AuditEvent } from '../../src/audit/event.ts';
import type { Actor } from '../../src/identity/audited.ts';
import { Identity } from '../../src/identity/identity.ts';
import type { IdentityKind } from '../../src/identity/identity-store.ts';
import type { PersonPrincipal } from '../../src/identity/principal.ts';
import type { PersonRole } from '../../src/identity/role.ts';
import type { SignedIn } from '../../src/identity/session.ts';
import { openMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { type ManualClock, manualClock } from '../support/manual-clock.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

export const KINDS: readonly IdentityKind[] = [
  'user',
  'group',
  'key',
  'session',
  'link',
  'throttle',
];

export const ADDRESS = '192.0.2.1';

/** Who an administrator is to the audit log, where a test does not look at it. */
export const BOSS: Actor = { person: 'user:boss', via: 'session' };

/** People and keys over a store of the test's own, with a clock that stands still. */
export interface Office {
  readonly identity: Identity;
  readonly store: Store;
  readonly clock: ManualClock;
  /** What the audit log tells of people and keys, in order. */
  readonly events: () => Promise<readonly AuditEvent[]>;
  /** Everything that is kept, as text. */
  readonly kept: () => Promise<string>;
  /** Adds a person who has signed in with their link. */
  readonly person: (name: string, role: PersonRole, password?: string) => Promise<SignedIn>;
}

export const STORES = {
  memory: async (): Promise<Store> => openMemoryStore(),
  sqlite: async (): Promise<Store> => openStore(`sqlite:${temporaryDirectory()}/assent.db`),
};

/** An office without anybody. */
export async function emptyOffice(open: () => Promise<Store> = STORES.memory): Promise<Office> {
  const store = await open();
  onTestFinished(() => store.close());
  const clock = manualClock();
  const identity = new Identity(store, clock, randomBytes);
  return {
    identity,
    store,
    clock,
    events: async () =>
      (await store.entries(0, 10_000))
        .map((entry): AuditEvent => JSON.parse(entry.event))
        .filter(({ action }) => /^(?:user|group|key|session)\./.test(action)),
    kept: async () => {
      const records = await Promise.all(
        KINDS.map((kind) => store.records(kind, undefined, 10_000)),
      );
      return JSON.stringify(records);
    },
    person: async (name, role, password) => {
      const { token } = await identity.createUser(BOSS, { user: name, role });
      return redeem(identity, token, { password: password ?? null });
    },
  };
}

/** An office with `user:boss`, its administrator. */
export async function office(
  open?: () => Promise<Store>,
): Promise<Office & { readonly boss: PersonPrincipal }> {
  const empty = await emptyOffice(open);
  const token = (await empty.identity.firstLink()) ?? '';
  const { principal } = await redeem(empty.identity, token, { user: 'boss' });
  return { ...empty, boss: principal };
}

export const redeem = (
  identity: Identity,
  token: string,
  given: { readonly user?: string | null; readonly password?: string | null } = {},
): Promise<SignedIn> =>
  identity.redeemLink({
    token,
    user: given.user ?? null,
    password: given.password ?? null,
    address: ADDRESS,
  });

/** The code with which something is refused; `undefined` when it is not. */
export async function refusal(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return String(error.code);
    throw error;
  }
}
