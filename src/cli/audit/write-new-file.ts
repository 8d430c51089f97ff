import { type FileHandle, open, rm } from 'node:fs/promises';

/** In UTF-16 units: lines are short, and each write costs the same. */
const BLOCK = 2 ** 16;

/**
 * Writes texts to a file that is not there yet, and that only its owner may read. What could not be written
 * to its end is removed.
 *
 * @param texts nothing is asked of it where the file cannot be made
 * @throws Error that says what to do; what `texts` throws
 */
export async function writeNewFile(path: string, texts: AsyncIterable<string>): Promise<void> {
  const file = await open(path, 'wx', 0o600).catch((error) => {
    throw unwritable(path, error);
  });
  try {
    for await (const block of inBlocks(texts)) await write(path, file, block);
    await file.sync();
    await file.close();
  } catch (error) {
    await file.close().catch(() => {});
    await rm(path, { force: true });
    throw error;
  }
}

async function write(path: string, file: FileHandle, block: string): Promise<void> {
  try {
    await file.writeFile(block);
  } catch (error) {
    throw unwritable(path, error);
  }
}

async function* inBlocks(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let block = '';
  for await (const text of texts) {
    block += text;
    if (block.length < BLOCK) continue;
    yield block;
    block = '';
  }
  yield block;
}

function unwritable(path: string, error: unknown): Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  const why =
    code === 'EEXIST'
      ? `\`${path}\` exists, and an export never replaces a file: name another one`
      : `\`${path}\` cannot be written (${code})`;
  return new Error(why, { cause: error });
}
