import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

const PROGRAM = new URL('./listening-process.mjs', import.meta.url);

/** Files that a process has open besides its connections. */
const OTHER_FILES = 200;

/**
 * Listeners in a process of their own.
 *
 * @param {string} url of the events
 * @param {readonly { headers: Record<string, string>, count: number }[]} groups
 * @returns {Promise<{ heard: (heard: readonly Heard[]) => Promise<any>, close: () => Promise<void> }>} once all of
 *   them listen
 *
 * @typedef {{ subject: string, by: number, asked: number, answered: number }} Heard what happened, how many
 *   hear of it, and when it was asked for and answered
 */
export async function gather(url, groups) {
  const child = fork(PROGRAM);
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`the process that listens ended with ${code}`);
  });
  // told where something is waited for
  failed.catch(() => {});
  const answer = () => Promise.race([once(child, 'message').then(([message]) => message), failed]);
  child.send({ url, groups });
  await answer();
  return {
    heard(heard) {
      child.send({ heard });
      return answer();
    },
    async close() {
      child.disconnect();
      await failed.catch(() => {});
    },
  };
}

/**
 * @param {number} connections of one process
 * @throws Error when a process may not have so many
 */
export function checkOpenFiles(connections) {
  const needed = connections + OTHER_FILES;
  const allowed = openFiles();
  if (allowed >= needed) return;
  throw new Error(
    `a process may have ${allowed} files open, and ${needed} are needed: run \`ulimit -n ${needed}\` first`,
  );
}

/** What a process may raise its own limit to, as Node does when it starts; unknown beyond Linux. */
function openFiles() {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8');
    const [, hard] = /^Max open files +\S+ +(\S+)/m.exec(limits) ?? [];
    return hard === 'unlimited' ? Number.POSITIVE_INFINITY : Number(hard);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
