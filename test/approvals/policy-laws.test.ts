import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ApprovalRequest } from '../../src/approvals/request.ts';
import type { Call } from '../../src/policy/call.ts';
import { openMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { captured, change, OPTIONS, started } from './serving.ts';

const RUNS = {
  numRuns: Number(process.env['ASSENT_CASES'] ?? 100),
  seed: Number(process.env['ASSENT_SEED'] ?? 7),
};

const pattern = fc.constantFrom('pay', 'ship', 'p*', '*', 'pay: param.n > 1', 'ship: param.n > 2');
const tools = fc
  .uniqueArray(pattern, { minLength: 1, maxLength: 2 })
  .map((list) =>
    list.map((one) => `    - ${one.replace(/^\*/, '"*"').replace(/^p\*/, '"p*"')}\n`).join(''),
  );
const maybe = (...texts: readonly string[]) => fc.constantFrom('', '', ...texts);

const block = (kind: string, ...terms: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(tools, ...terms).map(([list, ...rest]) => `${kind}:\n  tools:\n${list}${rest.join('')}`);

const approval = block(
  'approval',
  maybe('  quorum: 2\n'),
  maybe('  approvers: ["user:alice", "user:bob"]\n'),
  maybe('  message: "n is {{ param.n }}"\n', '  message: please\n'),
  maybe('  except:\n    - pay: param.n == 2\n'),
);

const document = fc
  .tuple(
    maybe('mode: monitor\n'),
    maybe('default: block\n', 'default: require_approval\n'),
    maybe('agents: ["a"]\n'),
    maybe('on_policy_change: hold\n'),
    approval,
    fc.option(block('block'), { nil: '', freq: 3 }),
    fc.option(block('allow'), { nil: '', freq: 3 }),
  )
  .map((parts) => parts.join(''));

const policies = fc.dictionary(fc.constantFrom('a.yaml', 'b.yaml', 'c.yaml'), document, {
  minKeys: 1,
  noNullPrototype: true,
});

const CALLS: readonly Call[] = ['pay', 'ship', 'other'].flatMap((tool) =>
  [1, 2, 3].flatMap((n) =>
    [{ id: 'a' }, { id: 'b' }, undefined].map((agent) => ({ tool, param: { n }, agent })),
  ),
);

/** What a request has become; not when a policy was last asked in vain. */
const fateOf = ({ resolution, terms, ruling }: ApprovalRequest) => ({
  status: resolution.status,
  terms,
  message: ruling.message,
  heldAgainst: ruling.heldAgainst !== null,
});

/** Holds every call that is held under one policy, brings another into force, and tells what became of each. */
async function fates(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
  isNewProcess: boolean,
) {
  const store = openMemoryStore();
  const service = await started(before, store);
  const ids: string[] = [];
  for (const call of CALLS) {
    const { request } = await service.request(captured(call), OPTIONS);
    if (request !== undefined) ids.push(request.id);
  }
  if (isNewProcess) await started(after, store);
  else await change(service, after);
  const found = await Promise.all(ids.map((id) => service.reviews.find(id)));
  return found.map((request) => ({ call: request.captured.call, ...fateOf(request) }));
}

describe('any change of policy', () => {
  test('A08: does what it does whether the one before is known or not', async () => {
    await fc.assert(
      fc.asyncProperty(policies, policies, async (before, after) => {
        expect(await fates(before, after, false)).toEqual(await fates(before, after, true));
      }),
      RUNS,
    );
  });
});
