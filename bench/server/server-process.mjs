import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const PROBE = new URL('./probe.mjs', import.meta.url);
const PATIENCE_MS = 30_000;

/**
 * A server in a process of its own.
 *
 * @typedef {object} ServerProcess
 * @property {string} url where it listens
 * @property {string} said what it has written until it listened
 * @property {() => Promise<{ rss: number, heap: number }>} memory bytes: of the process, and alive after a collection
 * @property {() => Promise<number>} processor milliseconds of processor time so far, of all its threads
 * @property {() => Promise<void>} close
 */

/**
 * Starts a program and waits until it says where it listens.
 *
 * @param {URL} program
 * @param {readonly string[]} args
 * @param {(said: string) => boolean} isReady by what it has written so far
 * @returns {Promise<ServerProcess>}
 */
export async function startServer(program, args, isReady) {
  const child = fork(fileURLToPath(program), args, {
    execArgv: ['--expose-gc', '--import', PROBE.href],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    complaints = (complaints + text).slice(-2000);
  });
  const said = await untilReady(child, isReady, () => complaints);
  const [url] = /http:\/\/[\w.]+:\d+/.exec(said) ?? [];
  return {
    url,
    said,
    memory: () => ask(child, 'memory'),
    processor: () => ask(child, 'processor'),
    async close() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const patience = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
      await ended;
      clearTimeout(patience);
    },
  };
}

async function ask(child, question) {
  const answer = once(child, 'message');
  child.send(question);
  return (await answer)[0];
}

function untilReady(child, isReady, complaints) {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      said += text;
      if (isReady(said)) resolve(said);
    });
    child.once('exit', (code, signal) =>
      reject(new Error(`a server ended with ${signal ?? code}: ${complaints()}`)),
    );
  });
}
