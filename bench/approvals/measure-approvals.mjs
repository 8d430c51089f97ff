import { chmodSync, cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { runStage } from '../run-stage.mjs';

const WORKER = new URL('./worker.mjs', import.meta.url);

/**
 * Runs all stages of approvals, each in a process of its own, on the disk of the temporary directory.
 *
 * @param {(name: string, result: any) => void} tell called with each part of the result when it is there
 */
export async function measureApprovals(tell) {
  const directory = mkdtempSync(join(realpathSync(tmpdir()), 'assent-bench-'));
  // PostgreSQL has a user of its own
  chmodSync(directory, 0o755);
  const run = async (stage, place = stage) => {
    const path = join(directory, place);
    mkdirSync(path, { recursive: true });
    const [loadBefore] = loadavg();
    const result = await runStage(WORKER, [stage, path], ['--expose-gc']);
    return { ...result, loadBefore, loadAfter: loadavg()[0] };
  };
  const results = {};
  const keep = (name, result) => {
    results[name] = result;
    tell(name, result);
  };
  try {
    keep('creation', await run('creation'));
    keep('postgres', await run('postgres'));
    keep('release', await run('release'));
    const fiveTools = await run('fillFiveTools');
    keep('verification', await run('verification', 'fillFiveTools'));
    const oneTool = await run('fillOneTool');
    cpSync(join(directory, 'fillOneTool'), join(directory, 'again'), { recursive: true });
    const reloads = [
      { filled: fiveTools, ...(await run('reloadRemoved', 'fillFiveTools')) },
      { filled: oneTool, ...(await run('reloadRemoved', 'fillOneTool')) },
      { filled: oneTool, ...(await run('reloadRewritten', 'again')) },
    ];
    keep('reload', reloads);
    return results;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
