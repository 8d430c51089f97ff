import { compiled } from '../../support/compiled.ts';
import { START } from '../../support/manual-clock.ts';
import type { CallName } from './calls.ts';

const MINUTE = 60_000;

/** What holds a call: the strictest of the rules of a policy, worked out by hand. */
export interface Ask {
  readonly timeoutMs: number;
  readonly onRejection: 'fail' | 'continue';
  readonly self: boolean;
  readonly hold: boolean;
  readonly requirements: readonly {
    readonly approvers: readonly string[];
    readonly quorum: number;
  }[];
  readonly escalations: readonly { readonly afterMs: number; readonly to: readonly string[] }[];
}

export type Says = 'allow' | 'block' | Ask;

const ask = (minutes: number, changes: Partial<Ask> = {}): Ask => ({
  timeoutMs: minutes * MINUTE,
  onRejection: 'fail',
  self: false,
  hold: false,
  requirements: [{ approvers: [], quorum: 1 }],
  escalations: [],
  ...changes,
});

const by = (quorum: number, ...approvers: readonly string[]) => ({ approvers, quorum });

interface Described {
  readonly name: string;
  readonly texts: readonly string[];
  /** @param at milliseconds since the Unix epoch */
  readonly says: (call: CallName, at: number) => Says;
}

const SHIP_AND_WIRE = `  - tools: [ship]
    timeout: 5m
    approvers: [group:finance, user:bob]
    quorum: 2
    escalate: { after: 2m, to: [group:finance-leads] }
  - tools: [wire]
    timeout: 8m
    approvers: [group:finance]
  - tools: ["wi*"]
    timeout: 20m
    approvers: [group:finance-leads, user:bob]
    on_rejection: continue
`;

function shipOrWire(call: 'ship' | 'wire'): Ask {
  if (call === 'wire') {
    const requirements = [by(1, 'group:finance'), by(1, 'group:finance-leads', 'user:bob')];
    return ask(8, { requirements });
  }
  return ask(5, {
    requirements: [by(2, 'group:finance', 'user:bob')],
    escalations: [{ afterMs: 2 * MINUTE, to: ['group:finance-leads'] }],
  });
}

const DESCRIBED: readonly Described[] = [
  {
    name: 'plain',
    texts: [
      `approval:
  - tools: [pay: param.amount > 10]
    timeout: 10m
${SHIP_AND_WIRE}`,
    ],
    says: (call) => {
      if (call === 'pay5') return 'allow';
      return call === 'pay50' ? ask(10) : shipOrWire(call);
    },
  },
  {
    // requests of the other tools are none of its business
    name: 'plain, but for payments',
    texts: [`approval:\n${SHIP_AND_WIRE}`],
    says: (call) => (call === 'ship' || call === 'wire' ? shipOrWire(call) : 'allow'),
  },
  {
    name: 'relaxed',
    texts: [
      `approval:
  tools: [ship]
  timeout: 3m
  approvers: [group:finance, user:bob]
  on_rejection: continue
`,
    ],
    says: (call) =>
      call === 'ship'
        ? ask(3, { onRejection: 'continue', requirements: [by(1, 'group:finance', 'user:bob')] })
        : 'allow',
  },
  {
    name: 'strict',
    texts: [
      `approval:
  - tools: [pay]
    timeout: 4m
    quorum: 2
  - tools: [wire]
    timeout: 4m
    quorum: 3
block:
  tools: [ship, pay: param.amount > 10]
`,
    ],
    says: (call) => {
      if (call === 'ship' || call === 'pay50') return 'block';
      return ask(4, { requirements: [by(call === 'wire' ? 3 : 2)] });
    },
  },
  {
    name: 'hold',
    texts: [
      `on_policy_change: hold
approval:
  - tools: [pay]
    timeout: 6m
    allow_self_approval: true
  - tools: [ship]
    timeout: 6m
    approvers: [user:alice]
    escalate:
      - { after: 1m, to: [user:bob] }
      - { after: 3m, to: [group:finance-leads] }
`,
      `approval:
  tools: [wire]
  timeout: 6m
  quorum: 2
`,
    ],
    says: (call) => {
      if (call === 'wire') return ask(6, { requirements: [by(2)] });
      if (call !== 'ship') return ask(6, { self: true, hold: true });
      return ask(6, {
        hold: true,
        requirements: [by(1, 'user:alice')],
        escalations: [
          { afterMs: MINUTE, to: ['user:bob'] },
          { afterMs: 3 * MINUTE, to: ['group:finance-leads'] },
        ],
      });
    },
  },
  {
    name: 'monitored',
    texts: ['mode: monitor\napproval: { tools: [pay, ship, wire], timeout: 2m }\n'],
    says: () => 'allow',
  },
  {
    name: 'self-approval',
    texts: [
      `approval:
  - tools: [ship]
    timeout: 9m
    approvers: [group:finance]
    quorum: 2
    allow_self_approval: true
  - tools: [pay, wire]
    timeout: 9m
    allow_self_approval: true
  - tools: [wire]
    timeout: 12m
    approvers: [user:bob, user:rita]
`,
    ],
    says: (call) => {
      if (call === 'ship') return ask(9, { self: true, requirements: [by(2, 'group:finance')] });
      if (call === 'wire') return ask(9, { requirements: [by(1), by(1, 'user:bob', 'user:rita')] });
      return ask(9, { self: true });
    },
  },
  {
    name: 'by the clock',
    texts: [
      `default: require_approval
approval:
  - tools: [ship: 'now < timestamp("2026-01-05T09:20:00Z")']
    timeout: 15m
    approvers: [group:finance-leads]
  - tools: [wire: 'now >= timestamp("2026-01-05T09:06:00Z")']
    timeout: 15m
    approvers: [user:carol]
allow:
  tools: [ship, wire]
block:
  tools: [pay: 'now >= timestamp("2026-01-05T09:12:00Z")']
`,
    ],
    says: (call, at) => {
      if (call === 'wire') {
        if (at < START + 6 * MINUTE) return 'allow';
        return ask(15, { requirements: [by(1, 'user:carol')] });
      }
      if (call !== 'ship') return at >= START + 12 * MINUTE ? 'block' : ask(30);
      if (at >= START + 20 * MINUTE) return 'allow';
      return ask(15, { requirements: [by(1, 'group:finance-leads')] });
    },
  },
];

/** The policies that histories change between, each with what it says by the model's own account. */
export const POLICIES = DESCRIBED.map(({ name, texts, says }) => {
  const sources = texts.map((text, index) => ({ name: `${index}.yaml`, text }));
  return { name, says, policy: compiled(sources) };
});

/** A policy by its place in the list. */
export function policyAt(index: number): (typeof POLICIES)[number] {
  const policy = POLICIES[index];
  if (policy === undefined) throw new Error(`there is no policy ${index}`);
  return policy;
}
