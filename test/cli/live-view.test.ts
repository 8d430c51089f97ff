import { describe, expect, test } from 'vitest';
import type { Desk } from '../../src/cli/approvals/desk.ts';
import { clip, wrap } from '../../src/cli/approvals/live/clip.ts';
import { drawView } from '../../src/cli/approvals/live/draw-view.ts';
import { liveView } from '../../src/cli/approvals/live/live-view.ts';
import {
  EMPTY_VIEW,
  press,
  withPending,
  withRequest,
} from '../../src/cli/approvals/live/view-state.ts';
import { paletteFor } from '../../src/cli/palette.ts';
import { run } from '../../src/cli/program.ts';
import type { ApprovalWire } from '../../src/contract/approval.ts';
import { until } from '../support/until.ts';
import { HELD, openSite, REFUND, type Site } from './site.ts';
import { typist } from './typist.ts';

/** The live view of `user:root`, and the keys under their fingers. */
async function watching(site: Site) {
  const { keyboard, press: pressed } = typist();
  const size = () => ({ columns: 100, rows: 20 });
  const terminal = site.root.terminal({ keyboard, outIsTerminal: true, size });
  const running = run(['approvals', 'watch'], terminal);
  const frame = (): string => {
    const frames = terminal.written().out.split('\u001b[H');
    return (frames.at(-1) ?? '').replaceAll('\u001b[K', '').replaceAll('\r', '');
  };
  const shows = (text: string | RegExp): Promise<void> =>
    until(`it shows ${text}`, () =>
      typeof text === 'string' ? frame().includes(text) : text.test(frame()),
    );
  await shows(/\d+ pending at/);
  return { frame, shows, press: pressed, running, terminal };
}

const statusOf = async (site: Site, id: string): Promise<ApprovalWire> =>
  JSON.parse((await site.root.assent('approvals', 'show', id, '--json')).out);

describe('assent approvals watch, live', () => {
  test('I03: what waits, the newest on top; a approves, r rejects with a reason, q quits', async () => {
    const site = await openSite(HELD);
    const { request } = await site.agent('a');
    const first = await request(REFUND);
    const second = await request({ ...REFUND, tool: 'orders.cancel' });
    const view = await watching(site);
    await view.shows('2 pending');
    expect(view.frame().indexOf(second)).toBeLessThan(view.frame().indexOf(first));
    expect(view.frame()).toContain(`> ${second}`);
    view.press('j');
    expect(view.frame()).toContain(`> ${first}`);
    view.press('a');
    await view.shows('1 pending');
    await view.shows(`\`${first}\`: approved by \`user:root\``);
    view.press('k', 'r');
    expect(view.frame()).toContain(`reject \`${second}\` because`);
    view.press('wrongg', 'backspace', ' acc', 'return');
    await view.shows('no request is pending');
    view.press('q');
    expect(await view.running).toBe(0);
    expect((await statusOf(site, first)).resolution).toMatchObject({ resolved_by: 'user:root' });
    expect((await statusOf(site, second)).resolution).toMatchObject({
      status: 'rejected',
      reason: 'wrong acc',
    });
    expect(view.terminal.written().out.endsWith('\u001b[?25h\u001b[?1049l')).toBe(true);
  });

  test('I03: a key never acts on a request that slipped under the cursor', async () => {
    const site = await openSite(HELD);
    const { request } = await site.agent('a');
    const older = await request(REFUND);
    const newer = await request(REFUND);
    const view = await watching(site);
    await view.shows(`> ${newer}`);
    await site.root.assent('approvals', 'cancel', newer);
    await view.shows('1 pending');
    expect(view.frame()).not.toContain('> ');
    view.press('a', 'r', 'return');
    const latest = await request(REFUND);
    await view.shows('2 pending');
    view.press('a');
    view.press('j');
    expect(view.frame()).toContain('> ');
    view.press('q');
    expect(await view.running).toBe(0);
    expect((await statusOf(site, older)).status).toBe('pending');
    expect((await statusOf(site, latest)).status).toBe('pending');
  });

  test('I03: survives a restart of the server, and shows what happened meanwhile', {
    timeout: 30_000,
  }, async () => {
    const site = await openSite(HELD);
    const { request } = await site.agent('a');
    const view = await watching(site);
    await view.shows('no request is pending');
    await site.stop();
    await view.shows('no connection, trying again');
    await site.start();
    const id = await request(REFUND);
    await view.shows(id);
    await until('it is back', () => !view.frame().includes('no connection'));
    expect(view.frame()).not.toContain('> ');
    view.press('ctrl-c');
    expect(await view.running).toBe(0);
  });

  test('I03: details show all of a request, whatever the size of the screen', async () => {
    const site = await openSite(HELD);
    const { request } = await site.agent('a');
    const param = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`p${at}`, at]));
    await request({ ...REFUND, param });
    const view = await watching(site);
    await view.shows('1 pending');
    view.press('return');
    expect(view.frame()).toContain('pending orders.refund');
    expect(view.frame()).not.toContain('"p59"');
    view.press(...Array.from({ length: 200 }, () => 'down'));
    expect(view.frame()).toContain('"p59": 59');
    view.press('k');
    view.press('escape');
    expect(view.frame()).toContain('> apr_');
    view.press('q');
    expect(await view.running).toBe(0);
  });

  test('I03: text of an agent cannot act on the terminal, and no line is wider than it', async () => {
    const site = await openSite('default: require_approval');
    const { request } = await site.agent('a');
    await request({
      tool: `x\u202e\u001b[2J\n${'y'.repeat(200)}`,
      param: { a: '\u001b]0;\u0007\u202e' },
      runId: 'r\u202e',
    });
    const view = await watching(site);
    await view.shows('1 pending');
    for (const key of ['j', 'return']) {
      view.press(key);
      const [text = ''] = view.frame().split('\u001b[J');
      for (const odd of ['\u001b', '\u0007', '\u202e']) expect(text).not.toContain(odd);
      for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
      expect(text.split('\n').length).toBeLessThanOrEqual(20);
    }
    view.press('ctrl-c');
    expect(await view.running).toBe(0);
  });

  test('I03, I07: what is refused is said, and the view goes on', async () => {
    const site = await openSite(HELD.replace('approval:', 'approval:\n  approvers: ["group:x"]'));
    const id = await (await site.agent('a')).request(REFUND);
    const view = await watching(site);
    await view.shows(`> ${id}`);
    view.press('a');
    await view.shows('is not among those who may decide');
    view.press('q');
    expect(await view.running).toBe(0);
    expect((await statusOf(site, id)).status).toBe('pending');
  });
});

describe('what does not fit', () => {
  test('A10, I03: is shown in full before it can be approved', async () => {
    const site = await openSite(HELD);
    const { request } = await site.agent('a');
    const small = await request(REFUND);
    const large = await request({ ...REFUND, param: { amount: 1, note: 'x'.repeat(200) } });
    const view = await watching(site);
    await view.shows(`> ${large}`);
    view.press('a');
    expect(view.frame()).toContain('all of it is shown first: `a` goes on');
    expect((await statusOf(site, large)).status).toBe('pending');
    // one press for each screen of it
    expect(view.frame()).not.toContain('"note"');
    view.press('a');
    expect(view.frame()).toContain('"note"');
    expect(view.frame()).toContain('2 pending');
    view.press('a');
    await view.shows('1 pending');
    expect((await statusOf(site, large)).status).toBe('approved');
    view.press('j');
    expect(view.frame()).toContain('{"amount":1290}');
    view.press('a');
    await view.shows('no request is pending');
    expect((await statusOf(site, small)).status).toBe('approved');
    view.press('q');
    expect(await view.running).toBe(0);
  });
});

describe('who leaves', () => {
  test('I03: waits for what they decided, and no longer than they like', async () => {
    const site = await openSite(HELD);
    const request = await statusOf(site, await (await site.agent('a')).request(REFUND));
    const unused = () => Promise.reject(new Error('not asked'));
    const silent: Desk = {
      name: 'silent',
      now: Date.now,
      list: async () => [request],
      find: unused,
      reveal: unused,
      act: () => new Promise(() => {}),
      describeRefusal: () => '',
      follow: async ({ onListening }, signal) => {
        await onListening();
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
      },
    };
    const { keyboard, press: pressed } = typist();
    const size = () => ({ columns: 200, rows: 20 });
    const terminal = { ...site.root.terminal({ outIsTerminal: true, size }), keyboard };
    const viewing = liveView(silent, terminal);
    await until('it is listed', () => terminal.written().out.includes(`> ${request.id}`));
    pressed('a', 'q');
    await until('it waits', () => terminal.written().out.includes('once more ends without it'));
    expect(terminal.written().out).not.toContain('\u001b[?1049l');
    pressed('q');
    await viewing;
    expect(terminal.written().out.endsWith('\u001b[?1049l')).toBe(true);
  });
});

describe('the state of the live view', () => {
  const key = (text: string, name = text) => ({ name, text, ctrl: false });

  test('I03: a request that asks for something else has to be chosen again', async () => {
    const site = await openSite(HELD);
    const id = await (await site.agent('a')).request(REFUND);
    const request = await statusOf(site, id);
    const start = withPending(EMPTY_VIEW, [request]);
    expect(start.chosen).toBe(id);
    const voted = {
      ...request,
      votes: [
        { voter: 'user:x', choice: 'approve', reason: null, via: 'key', at: request.created_at },
      ],
    };
    expect(withRequest(start, voted as ApprovalWire).chosen).toBe(id);
    const other = { ...request, ruling: { ...request.ruling, message: 'another' } };
    const changed = withRequest({ ...start, reason: { id, text: 'be' } }, other);
    expect(changed).toMatchObject({ chosen: undefined, reason: undefined });
    expect(press(changed, key('a'), undefined).act).toBeUndefined();
    expect(press(start, key('a'), undefined).act).toEqual({ kind: 'approve', id });
    expect(press(start, key('A', 'a'), undefined).act).toBeUndefined();
    expect(press(start, { name: 'a', text: '', ctrl: true }, undefined).act).toBeUndefined();
  });

  test.each([
    ['plain', 10, 'plain'],
    ['0123456789', 10, '0123456789'],
    ['0123456789x', 10, '012345678…'],
    ['\u001b[31mreds\u001b[0m', 3, '\u001b[31mre…\u001b[0m'],
    ['\u001b[31mred\u001b[0m', 3, '\u001b[31mred\u001b[0m'],
    ['日本語', 4, '日…'],
  ])('%j in %d columns is %j', (text, columns, clipped) => {
    expect(clip(text, columns)).toBe(clipped);
  });

  test('I03: what is said last is shown to its end, on as many lines as that takes', () => {
    const state = { ...EMPTY_VIEW, note: `${'x'.repeat(150)} do this instead` };
    const screen = { columns: 60, rows: 10 };
    const { lines } = drawView(state, 'here', 0, screen, paletteFor(false));
    expect(lines.join('')).toContain('do this instead');
    expect(lines.length).toBeLessThanOrEqual(10);
  });

  test('lines that wrap lose nothing', () => {
    expect(wrap('abcdefg', 3)).toEqual(['abc', 'def', 'g']);
    expect(wrap('', 3)).toEqual(['']);
    expect(wrap('日本語', 4)).toEqual(['日本', '語']);
  });
});
