import type { Key, Keyboard } from '../../src/cli/keyboard.ts';

/** Somebody at a keyboard. */
export interface Typist {
  readonly keyboard: Keyboard;
  /** Presses keys now, if anybody listens: `up`, `ctrl-c`, or text that is typed. */
  readonly press: (...keys: readonly string[]) => void;
}

const NAMED = new Set(['up', 'down', 'return', 'escape', 'backspace']);

/** @param script what is pressed as soon as somebody listens; each listener goes on where the last one ended */
export function typist(...script: readonly string[]): Typist {
  const waiting = script.flatMap(keysOf);
  const listeners = new Set<(key: Key) => void>();
  const tell = (key: Key): void => {
    for (const listener of [...listeners]) listener(key);
  };
  const play = (): void => {
    while (listeners.size > 0) {
      const key = waiting.shift();
      if (key === undefined) return;
      tell(key);
    }
  };
  return {
    keyboard: {
      listen: (handle) => {
        listeners.add(handle);
        setImmediate(play);
        return () => listeners.delete(handle);
      },
    },
    press: (...keys) => {
      for (const key of keys.flatMap(keysOf)) tell(key);
    },
  };
}

function keysOf(text: string): readonly Key[] {
  if (NAMED.has(text)) return [{ name: text, text: '', ctrl: false }];
  if (text.startsWith('ctrl-')) return [{ name: text.slice(5), text: '', ctrl: true }];
  return [...text].map((one) => ({ name: one.toLowerCase(), text: one, ctrl: false }));
}
