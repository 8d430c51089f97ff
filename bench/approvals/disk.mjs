import { closeSync, fdatasyncSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { median } from '../measure.mjs';

const BLOCK = Buffer.alloc(4096, 1);
const BLOCKS = 1024;
const SYNCS = 500;

/**
 * How long the disk takes to write 4 KiB for good, over blocks of a file that are there already, as a log
 * that is written again and again has them.
 *
 * @param {string} directory
 * @returns {{ medianMs: number, meanMs: number }}
 */
export function syncTimes(directory) {
  const path = join(directory, 'syncs');
  const file = openSync(path, 'w');
  try {
    for (let block = 0; block < BLOCKS; block += 1) writeSync(file, BLOCK);
    fsyncSync(file);
    const times = Array.from({ length: SYNCS }, (_, at) => {
      const start = performance.now();
      writeSync(file, BLOCK, 0, BLOCK.length, (at % BLOCKS) * BLOCK.length);
      fdatasyncSync(file);
      return performance.now() - start;
    });
    return { medianMs: median(times), meanMs: times.reduce((sum, time) => sum + time) / SYNCS };
  } finally {
    closeSync(file);
    rmSync(path);
  }
}
