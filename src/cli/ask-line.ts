import type { Terminal } from './terminal.ts';
import { typeKey } from './typed-line.ts';

/** What is asked for, and whether what is typed is shown. */
export interface Question {
  readonly question: string;
  readonly hidden?: true;
}

/**
 * Asks the person at the keyboard for a line.
 *
 * @returns `undefined` when they give up, or nobody is there
 */
export function askLine(
  { question, hidden }: Question,
  { keyboard, err }: Pick<Terminal, 'keyboard' | 'err'>,
): Promise<string | undefined> {
  if (keyboard === undefined) return Promise.resolve(undefined);
  err(question);
  return new Promise((resolve) => {
    let text = '';
    const stop = keyboard.listen((key) => {
      const line = typeKey(text, key);
      if (line.status === 'typing') {
        if (hidden !== true) err(echo(text, line.text));
        text = line.text;
        return;
      }
      stop();
      err('\n');
      resolve(line.status === 'entered' ? line.text : undefined);
    });
  });
}

/** What brings the screen from one text to another that has been typed or taken back. */
const echo = (from: string, to: string): string =>
  to.startsWith(from) ? to.slice(from.length) : '\b \b'.repeat([...from].length - [...to].length);
