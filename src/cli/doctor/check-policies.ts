import { existsSync } from 'node:fs';
import { checkPolicies } from '../../policy/files/load.ts';
import { openToOthers } from '../../server/open-to-others.ts';
import { SETTINGS } from '../../server/settings.ts';
import { summarize } from '../check.ts';
import { type Finding, ok, problem, warning } from './finding.ts';

const CHECK = 'policies';

/** Whether the policies compile, and who can write them. */
export function policyFindings(paths: readonly string[]): readonly Finding[] {
  const shown = paths.join(' ');
  if (isUsual(paths) && !paths.some((path) => existsSync(path))) {
    const mend = 'write some with `assent init`, or run this where the server runs';
    return [warning(CHECK, `there are none in \`${shown}\`: no server starts here`, mend)];
  }
  const { diagnostics, sources } = checkPolicies(paths);
  const told = `\`${shown}\`: ${summarize(sources.size, diagnostics)}`;
  const mend = `see them with \`assent check ${shown}\``;
  const has = (severity: string): boolean => diagnostics.some((one) => one.severity === severity);
  const compiled = has('error')
    ? problem(CHECK, told, mend)
    : has('warning')
      ? warning(CHECK, told, mend)
      : ok(CHECK, told);
  return [compiled, ...openToOthers(paths).map(writable)];
}

const isUsual = (paths: readonly string[]): boolean =>
  paths.join('\n') === SETTINGS.policies.usual.join('\n');

const writable = (path: string): Finding =>
  warning(
    CHECK,
    `others than its owner may write \`${path}\`: whoever can, decides what agents do`,
    `chmod go-w ${path}`,
  );
