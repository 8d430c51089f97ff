import { readFileSync } from 'node:fs';
import { suggest } from '../diagnostics/suggest.ts';
import { type Given, readConfigFile } from './config-file.ts';
import {
  SETTING_NAMES,
  SETTINGS,
  type SettingName,
  type Settings,
  variableOf,
} from './settings.ts';

/** The variable that names the configuration file. */
const FILE_VARIABLE = 'ASSENT_CONFIG';

/** The start of all variables of the program. */
const PREFIX = 'ASSENT_';

/** A configuration that cannot be used, with every mistake in it: one line each, with its place. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly mistakes: readonly string[];

  constructor(mistakes: readonly string[]) {
    super(mistakes.join('\n'));
    this.mistakes = mistakes;
  }
}

export interface ConfigSources {
  /** What the command line gives, by the flag that a place is told with. */
  readonly flags: readonly Given[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The configuration file that the command line names. */
  readonly file?: string | undefined;
}

/**
 * What holds for a server: of a flag, a variable of the environment, the configuration file and what is usual,
 * the first that says anything. A variable without text says nothing.
 *
 * @throws ConfigError with every mistake of every source, also of one that another overrides
 */
export function readConfig({ flags, env, file }: ConfigSources): Settings {
  const path = file ?? (env[FILE_VARIABLE] === '' ? undefined : env[FILE_VARIABLE]);
  const fromFile = path === undefined ? { given: [], mistakes: [] } : readFile(path);
  const mistakes = [...fromFile.mistakes, ...misspelt(env)];
  const values = new Map<SettingName, unknown>();
  // a later one replaces an earlier one
  for (const given of [...fromFile.given, ...fromEnvironment(env), ...flags]) {
    const { schema } = SETTINGS[given.name];
    const parsed = schema.safeParse(given.value);
    if (parsed.success) values.set(given.name, parsed.data);
    else mistakes.push(describe(given));
  }
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  const entries = SETTING_NAMES.map((name) => [name, values.get(name) ?? SETTINGS[name].usual]);
  return Object.fromEntries(entries);
}

function readFile(path: string): ReturnType<typeof readConfigFile> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    return { given: [], mistakes: [`${path}: the configuration file cannot be read (${code})`] };
  }
  return readConfigFile(path, text);
}

const fromEnvironment = (env: ConfigSources['env']): readonly Given[] =>
  SETTING_NAMES.flatMap((name) => {
    const place = variableOf(name);
    const value = env[place];
    return value === undefined || value === '' ? [] : [{ name, value, place }];
  });

/** Other variables of this name belong to others; one that is nearly a setting was meant to be it. */
function misspelt(env: ConfigSources['env']): readonly string[] {
  const known = SETTING_NAMES.map((name) => variableOf(name).slice(PREFIX.length));
  return Object.keys(env).flatMap((variable) => {
    if (!variable.startsWith(PREFIX) || variable === FILE_VARIABLE) return [];
    const rest = variable.slice(PREFIX.length);
    const near = known.includes(rest) ? undefined : suggest(rest, known);
    return near === undefined
      ? []
      : [`${variable}: there is no such setting: did you mean \`${PREFIX}${near}\`?`];
  });
}

/** What was written is shown, unless it may hold a password. */
function describe({ name, value, place }: Given): string {
  const { rule }: { readonly rule: string } = SETTINGS[name];
  const shown = (JSON.stringify(value) ?? '').replace(/^"(.*)"$/s, '$1');
  const isShown = !('isSecret' in SETTINGS[name]) && shown !== '' && shown.length <= 60;
  // a line of a file does not name the setting, as a variable and a flag do
  const subject = place.includes(':') ? ` \`${name}\`` : '';
  return `${place}:${subject} has to be ${rule}${isShown ? `, not \`${shown}\`` : ''}`;
}
