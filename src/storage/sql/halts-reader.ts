import type { Halt } from '../../approvals/halt.ts';
import { deepFreeze } from '../../json/freeze.ts';
import { storedJson } from './stored-json.ts';

/** Reads halts of heads: a text that is the same as before, as it nearly always is, once. */
export class HaltsReader {
  #text = '[]';
  #halts: readonly Halt[] = Object.freeze([]);

  read(text: string): readonly Halt[] {
    if (text !== this.#text) {
      this.#halts = deepFreeze(storedJson<readonly Halt[]>(text));
      this.#text = text;
    }
    return this.#halts;
  }
}
