import { randomUUID } from 'node:crypto';
import { constants, readFileSync, realpathSync, renameSync } from 'node:fs';
import { access, type FileHandle, open, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { findPolicies } from '../policy/files/find-policies.ts';

/** A policy file that this node reads. */
export interface ServedFile {
  /** Where the file itself is, behind any links. */
  readonly path: string;
  /** Without its byte order mark. */
  readonly text: string;
}

/** A new text for a file, complete and durable beside it. */
export interface PreparedFile {
  /**
   * Puts it in the file's place at once, unless the file says something else by now; then it is given up.
   *
   * @returns whether it was put there
   */
  readonly replace: () => Promise<boolean>;
  readonly discard: () => Promise<void>;
}

const MARK = '\ufeff';

/**
 * The file of a name among the policies at some paths; `undefined` where there is none that could be read.
 *
 * @param name the base name under which the policy reads it, which a link may have too
 */
export function servedFile(paths: readonly string[], name: string): ServedFile | undefined {
  const found = findPolicies(paths).find((one) => one.name === name && one.mistake === undefined);
  if (found === undefined) return undefined;
  try {
    const path = realpathSync(found.path);
    return { path, text: withoutMark(readFileSync(path, 'utf8')) };
  } catch {
    return undefined;
  }
}

/**
 * Whether a file may be replaced. A file or directory that nobody may write is meant to stay as it is, even
 * where the user of this process could write it all the same.
 */
export async function isWritable({ path }: ServedFile): Promise<boolean> {
  for (const place of [path, dirname(path)]) {
    try {
      await access(place, constants.W_OK);
      if (((await stat(place)).mode & ANYBODY_WRITES) === 0) return false;
    } catch {
      return false;
    }
  }
  return true;
}

const ANYBODY_WRITES = 0o222;

/**
 * Writes a text beside a file, with the file's mode and owner, so that nothing but a change of names is left
 * to do: whoever reads the file meets the old text or the new one, whenever this process ends.
 *
 * @throws Error of the file system; then nothing is left behind
 */
export async function prepareFile(file: ServedFile, text: string): Promise<PreparedFile> {
  const { path } = file;
  // no name of a policy, so that no watcher takes it for one
  const beside = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`);
  const discard = () => rm(beside, { force: true });
  try {
    await writeLike(path, beside, text);
  } catch (error) {
    await discard();
    throw error;
  }
  return {
    discard,
    replace: async () => {
      try {
        // nothing comes between these two but another process
        const isSame = withoutMark(readFileSync(path, 'utf8')) === file.text;
        if (isSame) renameSync(beside, path);
        else await discard();
        if (isSame) await makeDurable(dirname(path));
        return isSame;
      } catch (error) {
        await discard();
        throw error;
      }
    },
  };
}

async function writeLike(path: string, beside: string, text: string): Promise<void> {
  const { mode, uid, gid } = await stat(path);
  const mark = readFileSync(path, 'utf8').startsWith(MARK) ? MARK : '';
  const handle = await open(beside, 'wx', 0o600);
  try {
    await handle.writeFile(mark + text);
    await keepOwner(handle, uid, gid);
    await handle.chmod(mode & 0o7777);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** As far as this process may: a file that it may replace can be another user's. */
async function keepOwner(handle: FileHandle, uid: number, gid: number): Promise<void> {
  try {
    await handle.chown(uid, gid);
  } catch {
    // the file then belongs to the user of this process, as with any editor
  }
}

/** The change of names survives a loss of power; not every file system can say so. */
async function makeDurable(directory: string): Promise<void> {
  try {
    const handle = await open(directory, 'r');
    await handle.sync().finally(() => handle.close());
  } catch {
    // the file has been replaced all the same
  }
}

const withoutMark = (text: string): string => (text.startsWith(MARK) ? text.slice(1) : text);
