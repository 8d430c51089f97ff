/**
 * How long a claim of the workload holds without being renewed, in milliseconds: so briefly that some lapse
 * before their process dies.
 */
export const LEASE_MS = 200;

const common = `
block:
  tools: [pay.never]
`;

const held = (small: number, large: number): string => `
approval:
  - tools: [pay.small]
    timeout: 10d
    quorum: ${small}
  - tools: [pay.large]
    timeout: 10d
    quorum: ${large}
`;

/**
 * Policies for the same five tools that take turns while the workload runs, so that pending requests are
 * approved, rejected, held on other terms and voided by them.
 */
export const PAYMENT_POLICIES: readonly string[] = [
  `name: usual${held(1, 2)}
  - tools: [pay.odd]
    timeout: 10d
  - tools: [pay.brief]
    timeout: 1s
    quorum: 2
${common}`,
  `name: strict${held(2, 3)}
  - tools: [pay.brief]
    timeout: 2s
    on_rejection: continue
block:
  - tools: [pay.never]
  - tools: [pay.odd]
`,
  `name: lenient${held(1, 1)}
  - tools: [pay.brief]
    timeout: 1s
    quorum: 2
${common}`,
];
