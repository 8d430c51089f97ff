import { existsSync, statfsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Store } from '../../approvals/store.ts';
import { describeDuration } from '../describe-terms.ts';
import { shownStore, useStore } from '../use-store.ts';
import { type Finding, ok, problem, warning } from './finding.ts';

const CHECK = 'store';

const MiB = 2 ** 20;
const LOW_SPACE = 1024 * MiB;
const NO_SPACE = 64 * MiB;

/** Clocks of machines that are set right differ by less, in milliseconds. */
const ODD_MS = 60_000;

/** Whether a store can be used, who can read it, what room it has, and whether the clock agrees with its log. */
export async function storeFindings(url: string, now: number): Promise<readonly Finding[]> {
  const path = url.startsWith('sqlite:') ? resolve(url.slice('sqlite:'.length)) : undefined;
  if (url === 'memory:') {
    const mend = 'set `store` to `sqlite:./data/assent.db` to keep it';
    return [warning(CHECK, 'it is in memory: all is lost when the server ends', mend)];
  }
  if (path !== undefined && !existsSync(path)) {
    return [
      ok(CHECK, `there is none at \`${path}\` yet: \`assent serve\` makes it`),
      ...room(path),
    ];
  }
  const files = path === undefined ? [] : [...permissions(path), ...room(path)];
  try {
    return await useStore(url, async (store) => [...(await contents(url, store, now)), ...files]);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const mend = 'name another with `store`, or put back a copy that works';
    return [problem(CHECK, message, mend), ...files];
  }
}

async function contents(url: string, store: Store, now: number): Promise<readonly Finding[]> {
  const { seq } = await store.logHead();
  const [last] = await store.entries(Math.max(0, seq - 1), 1);
  const at = last === undefined ? now : Date.parse(JSON.parse(last.event).at);
  const ahead = at - now;
  return [
    ok(CHECK, `\`${shownStore(url)}\` opens; its log has ${seq} entries`),
    ahead > ODD_MS
      ? problem(
          'clock',
          `the last entry of the log is ${describeDuration(ahead)} ahead of the clock of this machine`,
          'set the clock, as with `timedatectl set-ntp true`',
        )
      : ok('clock', 'not behind the log of the store'),
  ];
}

/** Whoever reads the store reads every argument, and whoever writes it can forge. */
function permissions(path: string): readonly Finding[] {
  if (process.platform === 'win32') return [];
  const open = [path, `${path}-wal`, `${path}-shm`].filter(
    (file) => existsSync(file) && (statSync(file).mode & 0o077) !== 0,
  );
  return open.map((file) =>
    problem(CHECK, `others than its owner may open \`${file}\``, `chmod 600 ${file}`),
  );
}

function room(path: string): readonly Finding[] {
  let directory = dirname(path);
  while (!existsSync(directory)) directory = dirname(directory);
  const { bavail, bsize } = statfsSync(directory);
  const free = bavail * bsize;
  if (free >= LOW_SPACE) return [];
  const message = `${Math.floor(free / MiB)} MiB are left on the disk of \`${directory}\``;
  const mend = 'make room: without any, nothing is decided in favour of a call';
  return [free < NO_SPACE ? problem(CHECK, message, mend) : warning(CHECK, message, mend)];
}
