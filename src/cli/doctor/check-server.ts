import { statSync } from 'node:fs';
import { health, readiness } from '../../contract/endpoints/operation.ts';
import { whoAmI } from '../../contract/endpoints/sessions.ts';
import { describeDuration } from '../describe-terms.ts';
import { ask } from '../server/ask.ts';
import { call } from '../server/call.ts';
import { knownServer } from '../server/known-server.ts';
import { type Profile, profilePath, readProfile } from '../server/profile.ts';
import { isInTheClear, type Server } from '../server/server.ts';
import type { Environment } from '../terminal.ts';
import { type Finding, ok, problem, warning } from './finding.ts';

const DAY_MS = 86_400_000;

/** A key that ends sooner is made anew before it does. */
const SOON_MS = 14 * DAY_MS;

/** Clocks of machines that are set right differ by less, in milliseconds. */
const ODD_MS = 60_000;

/** Whether the server that is known answers, and the key for it works. */
export async function serverFindings(
  environment: Environment,
  now: number,
): Promise<readonly Finding[]> {
  let server: Server | undefined;
  let profile: Profile | undefined;
  try {
    server = knownServer(environment);
    // another server may be named beside it
    profile = readProfile(environment);
  } catch (error) {
    const mend = 'mend `ASSENT_URL`, or sign in anew with `assent login`';
    return [problem('server', messageOf(error), mend)];
  }
  if (server === undefined) {
    return [ok('server', 'none is known here: `assent login` keeps one')];
  }
  return [
    ...(await reached(server, now)),
    ...(await keyWorks(server)),
    ...kept(profile, environment, now),
  ];
}

async function reached(server: Server, now: number): Promise<readonly Finding[]> {
  const { url } = server;
  const findings: Finding[] = [];
  try {
    const response = await ask(health, {}, server);
    await call(readiness, {}, server);
    findings.push(ok('server', `\`${url}\` is ready`));
    const date = Date.parse(response.headers.get('date') ?? '');
    const apart = Math.abs(date - now);
    if (apart > ODD_MS) {
      const message = `the clocks of this machine and of \`${url}\` are ${describeDuration(apart)} apart`;
      findings.push(warning('clock', message, 'set both, as with `timedatectl set-ntp true`'));
    }
  } catch (error) {
    const mend = 'start it with `assent serve`, or name another with `ASSENT_URL`';
    findings.push(problem('server', messageOf(error), mend));
  }
  if (isInTheClear(url)) {
    const message = `what is sent to \`${url}\`, keys included, can be read on the way`;
    findings.push(warning('server', message, 'put it behind https'));
  }
  return findings;
}

async function keyWorks(server: Server): Promise<readonly Finding[]> {
  if (server.key === undefined) {
    const mend = 'sign in with `assent login`, or set `ASSENT_API_KEY`';
    return [warning('key', `there is none for \`${server.url}\``, mend)];
  }
  try {
    const { user, agent, role } = await call(whoAmI, {}, server);
    return [ok('key', `it is that of \`${user ?? agent ?? ''}\`, ${role}`)];
  } catch (error) {
    const mend = 'make another: sign in with `assent login`, or ask an administrator for one';
    return [problem('key', messageOf(error), mend)];
  }
}

/** The key that `assent login` keeps. */
function kept(
  profile: Profile | undefined,
  environment: Environment,
  now: number,
): readonly Finding[] {
  const path = profilePath(environment);
  if (profile === undefined || path === undefined) return [];
  const findings: Finding[] = [];
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) {
    findings.push(
      problem('key', `others than its owner may read \`${path}\``, `chmod 600 ${path}`),
    );
  }
  const left = profile.expires_at === null ? SOON_MS : Date.parse(profile.expires_at) - now;
  const mend = 'sign in again with `assent login`';
  if (left <= 0) {
    findings.push(problem('key', `the key in \`${path}\` has expired`, mend));
  } else if (left < SOON_MS) {
    const days = describeDuration(left - (left % DAY_MS) || left);
    findings.push(warning('key', `the key in \`${path}\` expires in ${days}`, mend));
  }
  return findings;
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
