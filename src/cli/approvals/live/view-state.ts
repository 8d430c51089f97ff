import type { ApprovalWire } from '../../../contract/approval.ts';
import type { Key } from '../../keyboard.ts';
import { typeKey } from '../../typed-line.ts';

/** What the live view shows. Immutable: keys and news make another one. */
export interface ViewState {
  /** What waits, newest first. */
  readonly pending: readonly ApprovalWire[];
  /**
   * The request that keys act on. None, once the one that was chosen is gone or has changed: what takes its
   * place on the screen was not chosen by anybody.
   */
  readonly chosen: string | undefined;
  /** Where the next choice begins. */
  readonly place: number;
  /** The chosen request is shown in full, from this line on. */
  readonly details: { readonly from: number } | undefined;
  /** The reason to reject the request with this id, as far as it is typed. */
  readonly reason: { readonly id: string; readonly text: string } | undefined;
  /** What happened last. */
  readonly note: string;
  /** Whether news come in. */
  readonly isListening: boolean;
}

export const EMPTY_VIEW: ViewState = {
  pending: [],
  chosen: undefined,
  place: 0,
  details: undefined,
  reason: undefined,
  note: '',
  isListening: false,
};

/** What a key asks for, beside another view. */
export type Act =
  | { readonly kind: 'approve'; readonly id: string }
  | { readonly kind: 'reject'; readonly id: string; readonly reason: string | null }
  | { readonly kind: 'quit' };

/** What a key brings about. */
export interface Pressed {
  readonly state: ViewState;
  readonly act?: Act;
}

/** What waits now, as the server or the store says it. The first time, the newest one is chosen. */
export function withPending(state: ViewState, pending: readonly ApprovalWire[]): ViewState {
  const shown = state.pending.find(({ id }) => id === state.chosen);
  const now = pending.find(({ id }) => id === state.chosen);
  const next = { ...state, pending, isListening: true };
  if (shown === undefined) return state === EMPTY_VIEW ? { ...next, chosen: pending[0]?.id } : next;
  if (now !== undefined && asksTheSame(shown, now)) return next;
  return unchosen(
    next,
    `\`${shown.id}\` ${now === undefined ? 'is decided' : 'has changed: look again'}`,
  );
}

/** One request as it is now. Who watches it is told what became of it. */
export function withRequest(state: ViewState, request: ApprovalWire): ViewState {
  const others = state.pending.filter(({ id }) => id !== request.id);
  const pending = request.status === 'pending' ? [...others, request].sort(newestFirst) : others;
  const next = withPending(state, pending);
  if (request.status === 'pending' || request.id !== state.chosen) return next;
  const by = request.resolution?.resolved_by ?? null;
  const who = by === null ? '' : ` by \`${by}\``;
  return { ...next, note: `\`${request.id}\`: ${request.status}${who}` };
}

/** Nothing but a vote, or less, makes no other request of it. */
const asksTheSame = (one: ApprovalWire, other: ApprovalWire): boolean =>
  JSON.stringify(asked(one)) === JSON.stringify(asked(other));

const asked = ({ tool, agent, digest, ruling, requirements }: ApprovalWire) => ({
  tool,
  agent,
  digest,
  ruling,
  approvers: requirements.map(({ approvers, quorum }) => ({ approvers, quorum })),
});

const newestFirst = (one: ApprovalWire, other: ApprovalWire): number =>
  one.id < other.id ? 1 : -1;

const unchosen = (state: ViewState, note: string): ViewState => ({
  ...state,
  chosen: undefined,
  details: undefined,
  reason: undefined,
  note,
});

/**
 * What a key does. What it acts on is the chosen request, by its id.
 *
 * @param unseenFrom where what was not shown of the chosen request begins: it is shown before it is approved
 */
export function press(state: ViewState, key: Key, unseenFrom: number | undefined): Pressed {
  if (state.reason !== undefined) return pressInReason(state, state.reason, key);
  if (key.ctrl) return key.name === 'c' ? { state, act: { kind: 'quit' } } : { state };
  switch (key.name) {
    case 'q':
    case 'escape':
      if (state.details === undefined) {
        return key.name === 'q' ? { state, act: { kind: 'quit' } } : { state };
      }
      return { state: { ...state, details: undefined } };
    case 'j':
    case 'down':
      return { state: moved(state, 1) };
    case 'k':
    case 'up':
      return { state: moved(state, -1) };
    default:
      return state.chosen === undefined ? { state } : pressOn(state, state.chosen, key, unseenFrom);
  }
}

const SHOWN_FIRST = 'all of it is shown first: `a` goes on, and approves it at its end';

function pressOn(
  state: ViewState,
  id: string,
  { name, text }: Key,
  unseenFrom: number | undefined,
): Pressed {
  if (name === 'return' || name === 'enter') {
    return { state: { ...state, details: state.details === undefined ? { from: 0 } : undefined } };
  }
  // in upper case these are other keys
  if (text === 'a' && unseenFrom !== undefined) {
    return { state: { ...state, details: { from: unseenFrom }, note: SHOWN_FIRST } };
  }
  if (text === 'a') {
    return { state: { ...state, note: `approving \`${id}\`` }, act: { kind: 'approve', id } };
  }
  return text === 'r' ? { state: { ...state, reason: { id, text: '' } } } : { state };
}

function pressInReason(
  state: ViewState,
  { id, text }: { readonly id: string; readonly text: string },
  key: Key,
): Pressed {
  const line = typeKey(text, key);
  if (line.status === 'typing') return { state: { ...state, reason: { id, text: line.text } } };
  const done = { ...state, reason: undefined };
  if (line.status === 'given-up') return { state: { ...done, note: 'nothing was rejected' } };
  const reason = line.text.trim() === '' ? null : line.text.trim();
  return { state: { ...done, note: `rejecting \`${id}\`` }, act: { kind: 'reject', id, reason } };
}

/** In details, to other lines; else to another request. Without a choice, to where the last one was. */
function moved(state: ViewState, by: 1 | -1): ViewState {
  const { pending, chosen, details } = state;
  if (details !== undefined) {
    return { ...state, details: { from: Math.max(0, details.from + by) } };
  }
  const at = pending.findIndex(({ id }) => id === chosen);
  const to = at < 0 ? state.place : at + by;
  const place = Math.max(0, Math.min(pending.length - 1, to));
  return { ...state, chosen: pending[place]?.id, place, note: '' };
}
