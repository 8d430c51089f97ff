import { readdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { isPolicyName } from './policy-path.ts';

/** What the file system says about a policy set without reading it. */
export interface Fingerprint {
  /** Differs when a file was added, removed, replaced or written, or a link leads elsewhere. */
  readonly files: string;
  /** Differs when a directory was replaced, so that watches on the old one have gone deaf. */
  readonly directories: string;
  /** Size of all the files together. */
  readonly bytes: number;
  /**
   * Something was written so lately that another write could leave the same size and the same time stamp:
   * file systems count time in steps of up to two seconds.
   */
  readonly fresh: boolean;
}

const COARSEST_CLOCK_MS = 2_000;

/** The fingerprint of the given policy paths and of the catalogs that the set uses. */
export async function takeFingerprint(
  paths: readonly string[],
  catalogs: readonly string[],
): Promise<Fingerprint> {
  const taken: Taken = { files: [], directories: [], bytes: 0, newest: Number.NEGATIVE_INFINITY };
  const now = Date.now();
  for (const path of paths) {
    await addPath(taken, path);
    await addDirectory(taken, dirname(resolve(path)));
  }
  for (const path of catalogs) await addPath(taken, path);
  return {
    files: taken.files.join('\n'),
    directories: taken.directories.join('\n'),
    bytes: taken.bytes,
    // a time stamp in the future tells nothing, and would make every look a fresh one
    fresh: Math.abs(now - taken.newest) < COARSEST_CLOCK_MS,
  };
}

interface Taken {
  readonly files: string[];
  readonly directories: string[];
  bytes: number;
  newest: number;
}

async function addPath(taken: Taken, path: string): Promise<void> {
  try {
    const stats = await stat(path, { bigint: true });
    if (!stats.isDirectory()) {
      const written = `${stats.size} ${stats.mtimeNs} ${stats.ctimeNs}`;
      taken.files.push(`${path} ${stats.dev} ${stats.ino} ${written}`);
      taken.bytes += Number(stats.size);
      taken.newest = Math.max(taken.newest, Number(stats.mtimeMs), Number(stats.ctimeMs));
      return;
    }
    taken.files.push(path);
    await addDirectory(taken, path);
    const names = (await readdir(path)).filter(isPolicyName).sort();
    for (const name of names) await addPath(taken, join(path, name));
  } catch (error) {
    taken.files.push(
      `${path} ${error instanceof Error && 'code' in error ? error.code : 'unreadable'}`,
    );
  }
}

async function addDirectory(taken: Taken, path: string): Promise<void> {
  const stats = await stat(path, { bigint: true }).catch(() => undefined);
  taken.directories.push(`${path} ${stats?.dev} ${stats?.ino}`);
}
