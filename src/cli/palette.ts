import type { Decided } from '../policy/decision.ts';

/** Styles for human output; all of them leave the text as it is where there is no colour. */
export interface Palette {
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly error: (text: string) => string;
  /** The colour of a decision. */
  readonly decision: (decided: Decided, text: string) => string;
}

const sgr = (code: number) => (text: string) => `\u001b[${code}m${text}\u001b[0m`;
const plain = (text: string) => text;

const DECISION_COLOR: Readonly<Record<Decided, number>> = {
  allow: 32,
  require_approval: 33,
  block: 31,
};

const NO_COLOR: Palette = {
  strong: plain,
  faint: plain,
  error: plain,
  decision: (_decided, text) => text,
};

const COLOR: Palette = {
  strong: sgr(1),
  faint: sgr(2),
  error: sgr(31),
  decision: (decided, text) => sgr(1)(sgr(DECISION_COLOR[decided])(text)),
};

export const paletteFor = (color: boolean): Palette => (color ? COLOR : NO_COLOR);
