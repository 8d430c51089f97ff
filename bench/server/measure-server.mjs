import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { runStage } from '../run-stage.mjs';

const WORKER = new URL('./worker.mjs', import.meta.url);

const NAMES = ['decisions', 'postgres', 'held', 'soak'];

/**
 * Runs all stages of the server, each in a process of its own, on the disk of the temporary directory.
 *
 * @param {{ small: boolean, minutes: number }} how `minutes` for memory
 * @param {(name: string, result: any) => void} tell called with each part of the result when it is there
 */
export async function measureServer({ small, minutes }, tell) {
  const directory = mkdtempSync(join(realpathSync(tmpdir()), 'assent-bench-'));
  // PostgreSQL has a user of its own
  chmodSync(directory, 0o755);
  const results = {};
  try {
    for (const name of NAMES) {
      const path = join(directory, name);
      mkdirSync(path);
      const [loadBefore] = loadavg();
      const args = [name, path, small ? 'small' : 'full', String(minutes)];
      const result = await runStage(WORKER, args, []);
      results[name] = { ...result, loadBefore, loadAfter: loadavg()[0] };
      tell(name, results[name]);
    }
    return results;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
