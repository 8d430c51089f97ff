import { emitKeypressEvents } from 'node:readline';
import type { ReadStream } from 'node:tty';

/** A key as it was pressed. */
export interface Key {
  /** `up`, `return`, `a`; absent for what has no name. */
  readonly name: string | undefined;
  /** What it types; empty for keys that type nothing. */
  readonly text: string;
  readonly ctrl: boolean;
}

/** The keys that somebody presses, one by one, nothing of them shown. */
export interface Keyboard {
  /** Listens until the function that it gives is called. */
  readonly listen: (handle: (key: Key) => void) => () => void;
}

/** What a terminal sends for a key that types nothing. */
const isTyped = (sequence: string): boolean => /^[^\p{Cc}\p{Cs}]+$/u.test(sequence);

/** The keyboard of a terminal. It is set back as it was when nobody listens. */
export function processKeyboard(stdin: ReadStream): Keyboard {
  return {
    listen: (handle) => {
      const pressed = (
        _: string | undefined,
        key: { name?: string; sequence?: string; ctrl?: boolean; meta?: boolean },
      ): void => {
        const { name, sequence = '', ctrl = false, meta = false } = key;
        const text = !ctrl && !meta && isTyped(sequence) ? sequence : '';
        handle({ name, text, ctrl });
      };
      emitKeypressEvents(stdin);
      stdin.setRawMode(true);
      stdin.on('keypress', pressed);
      stdin.resume();
      return () => {
        stdin.off('keypress', pressed);
        stdin.setRawMode(false);
        stdin.pause();
      };
    },
  };
}
