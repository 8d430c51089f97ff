import type { Keyboard } from '../../keyboard.ts';
import { paletteFor } from '../../palette.ts';
import type { Terminal } from '../../terminal.ts';
import { describeProgress } from '../describe-request.ts';
import type { Desk } from '../desk.ts';
import { drawView } from './draw-view.ts';
import {
  type Act,
  EMPTY_VIEW,
  press,
  type ViewState,
  withPending,
  withRequest,
} from './view-state.ts';

/** What waits is shown up to so many. */
const MOST_SHOWN = 500;

/** How often ages and times left are drawn anew. */
const TICK_MS = 1_000;

/** The other screen of the terminal, without a cursor; and back. */
const ENTER = '\u001b[?1049h\u001b[?25l';
const LEAVE = '\u001b[?25h\u001b[?1049l';
const HOME = '\u001b[H';
const CLEAR_LINE = '\u001b[K';
const CLEAR_REST = '\u001b[J';

const LEAVING = 'waiting for an answer to what you decided; once more ends without it';

/**
 * Shows what waits for approval, as it changes, and lets the person at the keyboard decide it, until they
 * quit. When the server goes, it waits for it to come back.
 *
 * @throws what `Desk.follow` and `Desk.list` throw at first
 */
export async function liveView(
  desk: Desk,
  terminal: Terminal & { readonly keyboard: Keyboard },
): Promise<void> {
  const palette = paletteFor(terminal.outColor);
  const ending = new AbortController();
  const end = (): void => ending.abort();
  void terminal.untilEnded().then(end);
  let state: ViewState = EMPTY_VIEW;
  let unseenFrom: number | undefined;
  let isOver = false;
  let hurry = (): void => {};
  const hurried = new Promise<void>((resolve) => {
    hurry = resolve;
  });

  const draw = (): void => {
    // what was left undone may still be answered
    if (isOver) return;
    const drawn = drawView(state, desk.name, desk.now(), terminal.size(), palette);
    const { lines } = drawn;
    unseenFrom = drawn.unseenFrom;
    terminal.out(`${HOME}${lines.map((line) => `${line}${CLEAR_LINE}`).join('\r\n')}${CLEAR_REST}`);
  };
  const show = (next: ViewState): void => {
    state = next;
    draw();
  };
  const acting = new Set<Promise<void>>();
  const act = async (asked: Exclude<Act, { kind: 'quit' }>): Promise<void> => {
    const outcome = await outcomeOf(desk, asked);
    // meanwhile news may have come
    show({ ...state, ...outcome });
  };
  terminal.out(ENTER);
  const stop = terminal.keyboard.listen((key) => {
    const pressed = press(state, key, unseenFrom);
    show(pressed.state);
    if (pressed.act?.kind === 'quit') {
      if (ending.signal.aborted) hurry();
      end();
      if (acting.size > 0) show({ ...state, note: LEAVING });
    } else if (pressed.act !== undefined) {
      const running = act(pressed.act).finally(() => acting.delete(running));
      acting.add(running);
    }
  });
  const tick = setInterval(draw, TICK_MS);
  try {
    await desk.follow(
      {
        onListening: async () => {
          show(withPending(state, await desk.list({ status: 'pending' }, MOST_SHOWN)));
        },
        onLost: () => show({ ...state, isListening: false }),
        onNews: async ({ approval }) => show(withRequest(state, approval)),
      },
      ending.signal,
    );
    await Promise.race([Promise.all(acting), hurried]);
  } finally {
    isOver = true;
    clearInterval(tick);
    stop();
    terminal.out(LEAVE);
  }
}

/** Says what became of it; the request itself goes when the news of it come. */
async function outcomeOf(
  desk: Desk,
  asked: Exclude<Act, { kind: 'quit' }>,
): Promise<Pick<ViewState, 'note'>> {
  try {
    const reason = asked.kind === 'reject' ? asked.reason : null;
    const { id, status, requirements } = await desk.act(asked.kind, asked.id, reason);
    return { note: `\`${id}\`: ${status === 'pending' ? describeProgress(requirements) : status}` };
  } catch (error) {
    return { note: `\`${asked.id}\`: ${error instanceof Error ? error.message : String(error)}` };
  }
}
