/** What a piece of work leaves on the heap. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

/** Megabytes in use once everything that can be collected is. */
export function heapInUse(): number {
  collect();
  collect();
  return process.memoryUsage().heapUsed / 2 ** 20;
}
