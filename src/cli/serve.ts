import type { Command } from 'commander';
import { PolicyError } from '../policy/files/load.ts';
import { ConfigError, readConfig } from '../server/config.ts';
import { createLogger } from '../server/logger.ts';
import { type Serving, serve } from '../server/serve.ts';
import {
  flagOf,
  SETTING_NAMES,
  SETTINGS,
  type SettingName,
  variableOf,
} from '../server/settings.ts';
import { complain, EXIT, type ExitCode, type Finish, type Terminal } from './terminal.ts';

/** What the command line gives: flags by the names that commander has for them. */
type ServeFlags = Readonly<Record<string, string | readonly string[] | boolean | undefined>>;

/** `assent serve`, with a flag for everything that can be set. */
export function addServe(program: Command, terminal: Terminal, finish: Finish): void {
  const command = program
    .command('serve')
    .description('run the server: agents ask it, people decide there')
    .option('--config <file>', 'a YAML file with settings; or `ASSENT_CONFIG`')
    .option('--demo', 'make a key for the agent of the demonstration');
  for (const name of SETTING_NAMES) command.option(flagSpelling(name), helpOf(name));
  command
    .addHelpText('after', HELP)
    .action(async (flags: ServeFlags) => finish(await runServer(command, flags, terminal)));
}

async function runServer(
  command: Command,
  flags: ServeFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const settings = configured(command, flags, terminal);
  if (settings === undefined) return EXIT.usage;
  const log = createLogger(settings.log_level);
  const serving = await serve(settings, { log, demo: flags['demo'] === true }).catch(
    (error: unknown) => tellOfFirstPolicy(error, terminal),
  );
  terminal.out(welcome(serving));
  await terminal.untilEnded();
  const stopHurrying = exitOnNextSignal();
  log.info('shutting down');
  await serving.close();
  stopHurrying();
  await new Promise<void>((resolve) => log.flush(() => resolve()));
  return EXIT.fine;
}

function configured(
  command: Command,
  flags: ServeFlags,
  terminal: Terminal,
): ReturnType<typeof readConfig> | undefined {
  const given = SETTING_NAMES.flatMap((name) => {
    const place = flagOf(name);
    const option = command.options.find(({ long }) => long === place);
    const value = option === undefined ? undefined : flags[option.attributeName()];
    return value === undefined ? [] : [{ name, value, place }];
  });
  const file = flags['config'];
  try {
    return readConfig({
      flags: given,
      env: terminal.environment,
      file: typeof file === 'string' ? file : undefined,
    });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const mistake of error.mistakes) complain(terminal, mistake);
    return undefined;
  }
}

/** A new project has no policies: says how to get the first one, before what is wrong is reported. */
function tellOfFirstPolicy(error: unknown, terminal: Terminal): never {
  if (error instanceof PolicyError && error.diagnostics.some(({ code }) => isAbsence(code))) {
    terminal.err(
      'there is no policy to serve: write one with `assent init policies/assent.yaml`, or name yours with `--policies`\n',
    );
  }
  throw error;
}

const isAbsence = (code: string): boolean =>
  code === 'file/unreadable' || code === 'file/no-policy';

/** Where it listens, and what to do next. Whoever administers it first has nothing but the link to sign in with. */
function welcome({ url, firstLink, demoKey }: Serving): string {
  const signIn =
    firstLink === undefined
      ? `  assent login ${url}`
      : `  assent login '${firstLink}' --name you@example.com`;
  return [
    `listening on ${url}`,
    '',
    ...(firstLink === undefined
      ? []
      : ['nobody administers it yet: the link signs in once, within a day', '']),
    'next:',
    signIn,
    ...(demoKey === undefined ? [] : ['  npm run demo']),
    '  assent approvals list --status pending',
    '',
  ].join('\n');
}

/** Whoever asks once more does not want to wait. */
function exitOnNextSignal(): () => void {
  const exit = (): void => process.exit(EXIT.usage);
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.once(signal, exit);
  return () => {
    for (const signal of signals) process.removeListener(signal, exit);
  };
}

const flagSpelling = (name: SettingName): string =>
  name === 'policies' ? `${flagOf(name)} <paths...>` : `${flagOf(name)} <value>`;

function helpOf(name: SettingName): string {
  const { help, usual } = SETTINGS[name];
  const shown = usual === undefined ? '' : ` (default: ${String(usual)})`;
  return `${help}; or \`${variableOf(name)}\`${shown}`;
}

const HELP = `
A flag counts before its variable, a variable before the file, where a setting is written as \`max_waits: 500\`.
What runs is logged on standard error, one JSON object a line.

Exit codes: 0 ended by a signal, 1 the policies have errors, 2 a wrong setting, or it cannot listen or use
its store.

Examples:
  assent serve
  assent serve --policies policies --store sqlite:./data/assent.db --port 4319
  assent serve --config assent.config.yaml --log-level warn
`;
