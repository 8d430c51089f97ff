import type { Palette } from '../../palette.ts';
import { visible } from '../../visible-text.ts';
import { tableOf } from '../render-list.ts';
import { renderRequest } from '../render-request.ts';
import { clip, wrap } from './clip.ts';
import type { ViewState } from './view-state.ts';

/** What a view is drawn on. */
export interface Screen {
  readonly columns: number;
  readonly rows: number;
}

const LIST_KEYS = 'a approve  r reject  enter details  j/k move  q quit';
const DETAIL_KEYS = 'a approve  r reject  j/k scroll  enter back';

/**
 * A view as the lines of a screen, one for each of its rows at most, none wider than it.
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
): readonly string[] {
  const room = Math.max(1, rows - 3);
  const count = `${state.pending.length} pending`;
  const away = state.isListening ? '' : `  ${palette.error('no connection, trying again')}`;
  const body = details(state, now, columns, room, palette) ?? list(state, now, room, palette);
  return [
    `${palette.strong(count)} at ${visible(name)}${away}`,
    ...body.slice(0, room),
    state.reason === undefined
      ? visible(state.note)
      : `reject \`${visible(state.reason.id)}\` because (enter to reject, escape to leave it): ${visible(state.reason.text)}`,
    palette.faint(state.details === undefined ? LIST_KEYS : DETAIL_KEYS),
  ].map((line) => clip(line, columns));
}

/** The rows around the chosen one, as many as there is room for. */
function list(state: ViewState, now: number, room: number, palette: Palette): readonly string[] {
  if (state.pending.length === 0) return ['', 'no request is pending'];
  const { heading, rows } = tableOf(state.pending, now, palette);
  const lines = rows.flatMap(({ id, lines: own }) =>
    own.map((line, index) => (id === state.chosen && index === 0 ? `> ${line}` : `  ${line}`)),
  );
  const chosenAt = lines.findIndex((line) => line.startsWith('> '));
  const seen = room - 1;
  const from = Math.max(0, Math.min(chosenAt - Math.floor(seen / 2), lines.length - seen));
  return [`  ${heading}`, ...lines.slice(from, from + seen)];
}

/** All of the chosen request, its lines wrapped: nothing of it is cut off. */
function details(
  { details: shown, pending, chosen }: ViewState,
  now: number,
  columns: number,
  room: number,
  palette: Palette,
): readonly string[] | undefined {
  const request = pending.find(({ id }) => id === chosen);
  if (shown === undefined || request === undefined) return undefined;
  const text = renderRequest(request, { param: request.param }, now, palette);
  const lines = text
    .trimEnd()
    .split('\n')
    .flatMap((line) => wrap(line, columns));
  const from = Math.min(shown.from, Math.max(0, lines.length - room));
  return lines.slice(from, from + room);
}
