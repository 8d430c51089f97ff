import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../project/sources.ts';

/** Commands that a document shows and no test runs, each with the reason. */
const NOT_RUN: readonly (readonly [command: RegExp, reason: string])[] = [
  [/^git clone \S+$/, 'needs the network'],
  [/^npm ci$/, 'needs the network; the packages that the lock names are linked in its place'],
  [/^npm install \S+$/, 'needs the package to be published'],
  [
    /^npm (test|run (?!demo$)[a-z0-9:-]+)$/,
    'runs these very tests, or takes minutes; the script must exist',
  ],
  [/^npx vitest run \S+$/, 'runs these very tests'],
  [/^cd assent$/, 'the tests are in that folder already'],
];

/** Commands without those that no test runs. */
export function withoutNotRun(commands: string): string {
  return commands
    .split('\n')
    .map((line) =>
      line
        .split(' && ')
        .filter((command) => !isNotRun(command))
        .join(' && '),
    )
    .filter((line) => line !== '')
    .join('\n');
}

function isNotRun(command: string): boolean {
  const script = /^npm (?:run )?([a-z0-9:-]+)$/.exec(command)?.[1];
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  if (script !== undefined && script !== 'ci' && scripts[script] === undefined) {
    throw new Error(`there is no script \`${script}\``);
  }
  return NOT_RUN.some(([pattern]) => pattern.test(command));
}
