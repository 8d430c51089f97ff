import { fork } from 'node:child_process';

/**
 * Runs one stage in a process of its own, which sends one message and ends well.
 *
 * @param {URL} worker
 * @param {readonly string[]} args
 * @param {readonly string[]} flags of Node
 * @returns {Promise<any>} what the stage returns
 */
export function runStage(worker, args, flags) {
  return new Promise((resolve, reject) => {
    const child = fork(worker, args, { execArgv: [...flags] });
    let result;
    child.once('message', (message) => {
      result = message;
    });
    child.once('exit', (code, signal) => {
      if (code === 0 && result !== undefined) resolve(result);
      else reject(new Error(`stage ${args.join(' ')} ended with ${signal ?? code}`));
    });
  });
}
