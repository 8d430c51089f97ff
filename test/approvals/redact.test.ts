import { expect, test } from 'vitest';
import { captureCall } from '../../src/approvals/capture.ts';
import { redactCall } from '../../src/approvals/redact.ts';
import type { Call } from '../../src/policy/call.ts';
import { compiled } from '../support/compiled.ts';

function callOf(call: Call): Call {
  const capture = captureCall(call, { unbound: false });
  if (!capture.ok) throw new Error(capture.message);
  return capture.captured.call;
}

const CALL = callOf({
  tool: { name: 'pay', annotations: { api_key: 'k-9876' } },
  param: { amount: 5, card: { number: '1234', cvc: '987' }, list: ['a"b', { token: 't"2345' }] },
  context: { ssn: '078-05-1120', long: 'x'.repeat(300), password: `start${'y'.repeat(300)}` },
});

test('A10: arguments are shown without what patterns and names hide', () => {
  const { shownParam } = redactCall(CALL, ['param.card.*', '*.ssn']);
  expect(shownParam).toEqual({
    amount: 5,
    card: { number: '[redacted]', cvc: '[redacted]' },
    list: ['a"b', { token: '[redacted]' }],
  });
  expect(CALL.param).toMatchObject({ card: { cvc: '987' } });
});

test('A10: a message with arguments in it shows none of what is hidden in any part of the call', () => {
  const policy = compiled(`
approval:
  tools: [pay]
  message: "{{ param.amount }} {{ param.card }} {{ param.list }} {{ context.ssn }} {{ tool.annotations.api_key }} {{ context.password }} {{ context.long.size() }}"
`);
  const { message = '' } = policy.decide(CALL);
  expect(message).toContain('987');
  expect(message).toContain('startyyy');
  expect(redactCall(CALL, ['param.card.*', '*.ssn']).shown(message)).toBe(
    '5 {"number": "[redacted]", "cvc": "[redacted]"} ["a\\"b", {"token": "[redacted]"}] ' +
      '[redacted] [redacted] [redacted]... 300',
  );
});

test('A10: a pattern that hides all arguments leaves an object that says so', () => {
  const hidden = { '[redacted]': '[redacted]' };
  expect(redactCall(CALL, ['param']).shownParam).toEqual(hidden);
  expect(redactCall(CALL, ['*']).shownParam).toEqual(hidden);
});

test('A10: a call without arguments shows none', () => {
  expect(redactCall({ tool: 'pay' }, ['*.ssn']).shownParam).toEqual({});
});
