import type { LogFailure } from '../../audit/log-failure.ts';
import type { VerifiedLog } from '../../audit/verification.ts';
import type { JsonRecord } from '../../json/json-value.ts';
import { type LabelledLine, labelled } from '../labelled-lines.ts';
import type { Palette } from '../palette.ts';
import { visible } from '../visible-text.ts';

/**
 * A log that verifies, for people to read: what it is, and how much of it is more than its holder's word.
 *
 * @param name the file or the store
 */
export function renderVerified(name: string, log: VerifiedLog, palette: Palette): string {
  const lines: LabelledLine[] = [
    ['log', log.log ?? '(not stated)'],
    ['key', visible(log.publicKey ?? '(not stated)')],
    ['head', `${log.head.seq} ${log.head.hash}`],
    ['vouched', vouchedFor(log)],
    ...(log.vouchedElsewhere === 0
      ? []
      : [['elsewhere', `${range(log.from, log.vouchedElsewhere)}, by what you kept`] as const]),
  ];
  return `${[
    `${palette.decision('allow', 'verified')} ${palette.strong(visible(name))}: ${counted(log.entries)}`,
    ...labelled(lines, palette),
  ].join('\n')}\n`;
}

/** What the chain alone cannot show: whoever holds the log could make all of it again. */
function vouchedFor({ from, vouched, head }: VerifiedLog): string {
  if (vouched < from) return 'nothing: there is no checkpoint, so that its holder can rewrite it';
  if (vouched >= head.seq) return `${range(from, head.seq)}, to the end`;
  return `${range(from, vouched)}; ${range(vouched + 1, head.seq)} can be rewritten by its holder`;
}

/** The first place that does not fit, in the grammar of diagnostics. */
export function renderFailure(
  name: string,
  { code, line, message }: LogFailure,
  palette: Palette,
): string {
  const place = line === undefined ? name : `${name}:${line}`;
  return `${visible(place)}: ${palette.error(`error[${code}]`)}: ${visible(message)}\n`;
}

export const verifiedToWire = (log: VerifiedLog): JsonRecord => ({
  ok: true,
  log: log.log ?? null,
  public_key: log.publicKey ?? null,
  from: log.from,
  entries: log.entries,
  head: { seq: log.head.seq, hash: log.head.hash },
  checkpoints: log.checkpoints,
  vouched: log.vouched,
  vouched_elsewhere: log.vouchedElsewhere,
});

export const failureToWire = ({ code, line, seq, message }: LogFailure): JsonRecord => ({
  ok: false,
  code,
  line: line ?? null,
  seq,
  message,
});

const counted = (entries: number): string => `${entries} entr${entries === 1 ? 'y' : 'ies'}`;

const range = (from: number, to: number): string =>
  from === to ? `entry ${from}` : `entries ${from} to ${to}`;
