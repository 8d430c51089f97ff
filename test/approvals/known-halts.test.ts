import { expect, test } from 'vitest';
import { KnownHalts } from '../../src/approvals/service/known-halts.ts';

const halts = [{ agent: 'a', by: 'user:olga', reason: null, at: 0 }];
const call = { tool: 'pay', agent: { id: 'a' } };

test('A12: what was heard of an earlier moment changes nothing of what is known of a later one', () => {
  const known = new KnownHalts();
  expect(known.of(call)).toBeUndefined();
  known.learn({ halts, seq: 7 });
  known.learn({ halts: [], seq: 6 });
  expect(known.of(call)).toEqual(halts[0]);
  known.learn({ halts: [], seq: 7 });
  expect(known.of(call)).toBeUndefined();
  known.learn({ halts, seq: 6 });
  expect(known.of(call)).toBeUndefined();
});
