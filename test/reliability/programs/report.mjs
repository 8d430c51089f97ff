import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';

/** Tells the parent one thing, at once: what is printed survives the death of this process. */
export function tell(line) {
  writeSync(1, `${JSON.stringify(line)}\n`);
}

/** Tells the parent that something happened which never may. */
export function broken(what, error) {
  tell({ kind: 'broken', what, error: String(error?.stack ?? error) });
}

/** A tool whose work outlives a crash: each run is one line of a file, on the disk before it returns. */
export function runTool(path, id, claimId) {
  const file = openSync(path, 'a');
  writeSync(file, `${id} ${claimId}\n`);
  fsyncSync(file);
  closeSync(file);
}
