import { askLine } from '../ask-line.ts';
import type { Terminal } from '../terminal.ts';

/** In bytes; nobody's password is longer. */
const LONGEST = 4_096;

/**
 * A password: typed without being shown, or else the first line of standard input.
 *
 * @throws Error when there is none
 */
export async function readPassword(question: string, terminal: Terminal): Promise<string> {
  const password =
    terminal.keyboard === undefined
      ? await firstLine(terminal.input())
      : await askLine({ question, hidden: true }, terminal);
  if (password === undefined || password === '') throw new Error('no password was given');
  return password;
}

/**
 * A password that is to be set: typed twice.
 *
 * @throws Error when there is none, or two
 */
export async function readNewPassword(terminal: Terminal): Promise<string> {
  const password = await readPassword('new password, 12 characters or more: ', terminal);
  if (terminal.keyboard === undefined) return password;
  if ((await readPassword('the same once more: ', terminal)) === password) return password;
  throw new Error('these are two passwords: try again');
}

async function firstLine(input: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of input) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > LONGEST || chunk.includes(0x0a)) break;
  }
  const [line = ''] = Buffer.concat(chunks).toString('utf8').split(/\r?\n/);
  return line;
}
