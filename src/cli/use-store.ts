import { existsSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import type { Clock } from '../approvals/clock.ts';
import { type Store, StoreError, type Transaction, type WriteOptions } from '../approvals/store.ts';
import { storeClock } from '../approvals/store-clock.ts';
import { ownerOf } from '../server/store-owner.ts';
import { openStore } from '../storage/open-store.ts';

/** Where a store is looked for when none is named. */
export const USUAL_STORE = 'sqlite:./data/assent.db';

/** The option that names a store. */
export const STORE = '--store <url>';

/** What names a file, as far as it can be looked for before it is opened. */
const SQLITE_FILE = /^sqlite:(?!\/\/|:)(.+)$/s;

/**
 * Works on a store that is there already, and closes it in the end. Looking at a store never makes one. While
 * a server works on it, it can be read only: who decides there has signed in, and is not merely somebody who
 * can reach the file.
 *
 * @param work is given the store, and a clock that is not behind it
 * @throws StoreError when there is no such store, or it cannot be used; Error where `work` writes to a
 *   server's store
 */
export async function useStore<Result>(
  url: string,
  work: (store: Store, clock: Clock) => Promise<Result>,
): Promise<Result> {
  refuseToMake(url);
  const store = await openStore(url, { mustExist: true });
  try {
    const clock = await storeClock(store);
    return await work(readableOnly(store, clock), clock);
  } finally {
    await store.close();
  }
}

/** A store's URL for people to read: without what may be a password. */
export function shownStore(url: string): string {
  if (!/^postgres(ql)?:/.test(url)) return url;
  try {
    const { protocol, host, pathname } = new URL(url);
    return `${protocol}//${host}${pathname}`;
  } catch {
    return 'postgres://...';
  }
}

/** A store that refuses to be written to while a server works on it. */
function readableOnly(store: Store, clock: Clock): Store {
  const write = async <T>(
    work: (tx: Transaction) => Promise<T>,
    options?: WriteOptions,
  ): Promise<T> => {
    const owner = await ownerOf(store, clock.now(), hostname());
    if (owner === undefined) return store.write(work, options);
    throw new Error(
      `a server works on this store, process ${owner.pid} on \`${owner.host}\`: sign in there with \`assent login\`, and leave \`--store\` out`,
    );
  };
  return new Proxy(store, {
    get: (target, name) => {
      if (name === 'write') return write;
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}

function refuseToMake(url: string): void {
  if (url === 'memory:') {
    throw missing('a store in memory belongs to its own process: name a file, as `sqlite:PATH`');
  }
  const path = SQLITE_FILE.exec(url)?.[1];
  if (path === undefined || path.includes('\0') || isThere(resolve(path))) return;
  throw missing(
    `there is no store at \`${path}\`: name the one that the gate uses with \`--store sqlite:PATH\``,
  );
}

/** An empty file is one that a process which opens a new store has just made. */
const isThere = (path: string): boolean => existsSync(path) && statSync(path).size > 0;

const missing = (message: string): StoreError => new StoreError('store/unavailable', message);
