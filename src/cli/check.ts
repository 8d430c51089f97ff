import type { Diagnostic, Severity } from '../diagnostics/diagnostic.ts';
import { renderGithub } from '../diagnostics/render-github.ts';
import { renderHuman } from '../diagnostics/render-human.ts';
import { renderJson } from '../diagnostics/render-json.ts';
import { checkPolicies } from '../policy/files/load.ts';
import { exitCodeOf } from './report-diagnostics.ts';
import type { ExitCode, Terminal } from './terminal.ts';

export const CHECK_FORMATS = ['human', 'json', 'github'] as const;

export interface CheckOptions {
  readonly format: (typeof CHECK_FORMATS)[number];
  readonly strict?: true;
  readonly agentFile?: true;
}

/** `assent check`: every mistake in the policies, as the result of the program. */
export function check(
  paths: readonly string[],
  options: CheckOptions,
  terminal: Terminal,
): ExitCode {
  const { diagnostics, sources } = checkPolicies(paths, { agentFile: options.agentFile === true });
  switch (options.format) {
    case 'json':
      terminal.out(renderJson(diagnostics));
      break;
    case 'github':
      terminal.out(renderGithub(diagnostics));
      break;
    case 'human':
      terminal.out(renderHuman(diagnostics, sources, { color: terminal.outColor }));
      terminal.out(`${summarize(sources.size, diagnostics)}\n`);
  }
  return exitCodeOf(diagnostics, options.strict);
}

/** What was checked and what was found, such as `3 files: 1 error, 2 warnings`. */
export function summarize(files: number, diagnostics: readonly Diagnostic[]): string {
  const found = (['error', 'warning', 'note'] as const).flatMap((severity: Severity) => {
    const count = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
    return count === 0 ? [] : [counted(count, severity)];
  });
  return `${counted(files, 'file')}: ${found.join(', ') || 'no mistakes'}`;
}

const counted = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`;
