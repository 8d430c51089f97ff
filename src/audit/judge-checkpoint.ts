import { isSignedBy, keyName, type SignedCheckpoint } from './checkpoint.ts';
import {
  badCheckpoint,
  type LogFailure,
  noKey,
  otherLog,
  type Place,
  unknownKey,
} from './log-failure.ts';

/** What is known of the log that is read: all of it once its first event was seen. */
export interface KnownLog {
  readonly log: string | undefined;
  readonly publicKey: string | undefined;
}

/** Why a checkpoint says nothing of a log; `undefined` for one of this log, signed with its key. */
export function judgeCheckpoint(
  signed: SignedCheckpoint,
  { log, publicKey }: KnownLog,
  place: Place,
): LogFailure | undefined {
  const { checkpoint } = signed;
  if (log !== undefined && checkpoint.log !== log) return otherLog(place, checkpoint.log);
  if (publicKey === undefined) return noKey(place);
  if (checkpoint.key !== keyName(publicKey)) return unknownKey(place, checkpoint.key);
  return isSignedBy(signed, publicKey) === true ? undefined : badCheckpoint(place);
}
