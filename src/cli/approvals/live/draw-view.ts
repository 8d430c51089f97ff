import { escapeJson } from '../../../diagnostics/escape-json.ts';
import type { Palette } from '../../palette.ts';
import { visible } from '../../visible-text.ts';
import { tableOf } from '../render-list.ts';
import { renderRequest } from '../render-request.ts';
import { clip, fits, wrap } from './clip.ts';
import type { ViewState } from './view-state.ts';

/** What a view is drawn on. */
export interface Screen {
  readonly columns: number;
  readonly rows: number;
}

const LIST_KEYS = 'a approve  r reject  enter details  j/k move  q quit';
const DETAIL_KEYS = 'a approve  r reject  j/k scroll  enter back';

/** A view as it is on a screen. */
export interface Drawn {
  /** One for each row of the screen at most, none wider than it. */
  readonly lines: readonly string[];
  /** The line of the details at which what was not shown yet of the chosen request begins. */
  readonly unseenFrom: number | undefined;
}

/**
 * Draws a view.
 *
 * @param name of the server or store
 * @param now milliseconds since the Unix epoch
 */
export function drawView(
  state: ViewState,
  name: string,
  now: number,
  { columns, rows }: Screen,
  palette: Palette,
): Drawn {
  const said = wrap(sayings(state), columns).slice(-Math.max(1, Math.floor(rows / 3)));
  const room = Math.max(1, rows - 2 - said.length);
  const count = `${state.pending.length} pending`;
  const away = state.isListening ? '' : `  ${palette.error('no connection, trying again')}`;
  const whole = details(state, now, columns, room, palette);
  const listed = whole === undefined ? list(state, now, room, palette) : undefined;
  const body = whole?.lines ?? listed?.lines ?? [];
  const lines = [
    `${palette.strong(count)} at ${visible(name)}${away}`,
    ...body.slice(0, room),
    ...said,
    palette.faint(whole === undefined ? LIST_KEYS : DETAIL_KEYS),
  ];
  const shown = new Set(body);
  const isCut = listed?.chosen.some((line) => !shown.has(line) || !fits(line, columns));
  return {
    lines: lines.map((line) => clip(line, columns)),
    unseenFrom: isCut === true ? 0 : whole?.unseenFrom,
  };
}

/** What happened last, or the reason that is being typed: shown to its end, where it says what to do. */
const sayings = ({ note, reason }: ViewState): string =>
  visible(
    reason === undefined
      ? note
      : `reject \`${reason.id}\` because (enter to reject, escape to leave it): ${reason.text}`,
  );

interface Listed {
  readonly lines: readonly string[];
  /** Those of the chosen request. */
  readonly chosen: readonly string[];
}

/** The rows around the chosen one, as many as there is room for, and its arguments. */
function list(state: ViewState, now: number, room: number, palette: Palette): Listed {
  if (state.pending.length === 0) return { lines: ['', 'no request is pending'], chosen: [] };
  const { heading, rows } = tableOf(state.pending, now, palette);
  let chosen: readonly string[] = [];
  let chosenAt = 0;
  const lines: string[] = [];
  for (const [index, { id, lines: own }] of rows.entries()) {
    if (id !== state.chosen) {
      lines.push(...own.map((line) => `  ${line}`));
      continue;
    }
    const param = escapeJson(JSON.stringify(state.pending[index]?.param ?? {}));
    chosen = [...own, `  ${param}`].map((line, at) => `${at === 0 ? '>' : ' '} ${line}`);
    chosenAt = lines.length;
    lines.push(...chosen);
  }
  const seen = Math.max(1, room - 1);
  const middle = chosenAt - Math.floor(seen / 2);
  const from = Math.max(0, Math.min(middle, lines.length - seen));
  return { lines: [`  ${heading}`, ...lines.slice(from, from + seen)], chosen };
}

/** All of the chosen request, its lines wrapped: nothing of it is cut off. */
function details(
  { details: shown, pending, chosen }: ViewState,
  now: number,
  columns: number,
  room: number,
  palette: Palette,
): Drawn | undefined {
  const request = pending.find(({ id }) => id === chosen);
  if (shown === undefined || request === undefined) return undefined;
  const text = renderRequest(request, { param: request.param }, now, palette);
  const lines = text
    .trimEnd()
    .split('\n')
    .flatMap((line) => wrap(line, columns));
  const from = Math.min(shown.from, Math.max(0, lines.length - room));
  const end = from + room;
  return { lines: lines.slice(from, end), unseenFrom: end < lines.length ? end : undefined };
}
