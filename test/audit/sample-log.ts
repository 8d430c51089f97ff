import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { SignedCheckpoint } from '../../src/audit/checkpoint.ts';
import { formatCheckpoint, type SigningKey, signCheckpoint } from '../../src/audit/checkpoint.ts';
import type { AuditEvent } from '../../src/audit/event.ts';
import { logCreated } from '../../src/audit/log-created.ts';
import {
  appendEvent,
  EMPTY_LOG,
  formatEntry,
  type LogEntry,
  type LogHead,
} from '../../src/audit/log-line.ts';

/** A key that is always the same, so that what it signs is too: Ed25519 signs without randomness. */
export function signingKey(seed: number): SigningKey {
  const key = Buffer.concat([
    Buffer.from('302e020100300506032b657004220420', 'hex'), // PKCS #8 of an Ed25519 key, RFC 8410
    Buffer.alloc(32, seed),
  ]);
  const publicKey = createPublicKey(createPrivateKey({ key, format: 'der', type: 'pkcs8' }));
  return {
    privateKey: key.toString('base64'),
    publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
  };
}

export const KEY = signingKey(1);
export const LOG = '0123456789abcdef0123456789abcdef';

const START = Date.UTC(2026, 10, 20, 9);

/** Each thing happens 1.5 seconds after the one before it. */
export const time = (step: number): string => new Date(START + step * 1_500).toISOString();

/** A log with checkpoints, in parts and as the lines of its export. */
export interface SampleLog {
  readonly entries: readonly LogEntry[];
  readonly checkpoints: readonly SignedCheckpoint[];
  readonly lines: readonly string[];
}

/** Chains events and signs a checkpoint after each entry that `signedAt` names. */
export function chain(
  events: readonly AuditEvent[],
  signedAt: (seq: number) => boolean,
  key: SigningKey = KEY,
  start: LogHead = EMPTY_LOG,
): SampleLog {
  const entries: LogEntry[] = [];
  const checkpoints: SignedCheckpoint[] = [];
  const lines: string[] = [];
  let head = start;
  for (const event of events) {
    const entry = appendEvent(head, event);
    head = { seq: entry.seq, hash: entry.hash };
    entries.push(entry);
    lines.push(formatEntry(entry));
    if (!signedAt(entry.seq)) continue;
    const signed = signCheckpoint(head, LOG, time(entry.seq), key);
    checkpoints.push(signed);
    lines.push(formatCheckpoint(signed));
  }
  return { entries, checkpoints, lines };
}

/** The events of a shop whose agent asks for refunds; the first one creates the log. */
export function shopEvents(count: number): readonly AuditEvent[] {
  const stories = Array.from({ length: Math.ceil(count / 6) }, (_, story) => refund(story));
  return [logCreated({ log: LOG, publicKey: KEY.publicKey }, time(0)), ...stories.flat()].slice(
    0,
    count,
  );
}

/** One refund, from the decision to hold it to its outcome. */
function refund(story: number): readonly AuditEvent[] {
  const step = story * 6 + 1;
  const call = {
    request: `apr_${String(story).padStart(8, '0')}`,
    run: `run-${story % 7}`,
    agent: 'order-bot',
    tool: 'order_tools.process_refund',
    server: 'orders',
    digest: `hmac-sha256:${String(story).padStart(64, '0')}`,
    param: {
      order_id: `ORD-${story}`,
      amount: 1290.5 + story,
      customer: { name: 'Zoë Ångström 🙂', card: '[redacted]' },
      lines: [{ sku: 'A"1\\', count: 2 }, null, true, ''],
    },
    policy_version: `sha256:${'5'.repeat(64)}`,
  };
  const rule = {
    policy: 'order-manager',
    kind: 'approval',
    pattern: 'order_tools.process_refund',
    condition: 'param.amount > 1000',
    file: 'order-manager.yaml',
    line: 13,
    column: 7,
  };
  const person = { person: 'user:alice@example.com', via: 'cli' };
  return [
    { action: 'call.decided', at: time(step), ...call, decision: 'require_approval', rule },
    { action: 'approval.requested', at: time(step + 1), ...call, details: { quorum: 1 } },
    {
      action: 'approval.voted',
      at: time(step + 2),
      ...call,
      ...person,
      decision: 'approve',
      reason: 'the parcel was lost\nsee the claim',
    },
    { action: 'approval.approved', at: time(step + 3), ...call, ...person, wait_ms: 3_000 },
    { action: 'execution.claimed', at: time(step + 4), ...call, details: { lease_ms: 30_000 } },
    { action: 'execution.succeeded', at: time(step + 5), ...call },
  ];
}
