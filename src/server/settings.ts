import { z } from 'zod';
import { LOG_LEVELS } from './logger.ts';

/** One thing that can be set, in whichever way. */
export interface Setting<Value> {
  /** Takes what a file says, and the text that a variable or a flag has. */
  readonly schema: z.ZodType<Value>;
  /** What holds where nothing is said. */
  readonly usual: Value;
  /** What a value has to be, for people who wrote something else. */
  readonly rule: string;
  /** What it is for. */
  readonly help: string;
  /** What somebody wrote may hold a password, and is not repeated. */
  readonly isSecret?: true;
}

const MiB = 1024 * 1024;

const setting = <Value>(of: Setting<Value>): Setting<Value> => of;

/** Digits are a number, as variables and flags have it. */
const numberOf = (value: unknown): unknown =>
  typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;

const whole = (usual: number, least: number, most: number, help: string): Setting<number> => ({
  schema: z.preprocess(numberOf, z.int().min(least).max(most)),
  usual,
  rule: `a whole number from ${least} to ${most}`,
  help,
});

const choice = <const Choice extends string>(
  choices: readonly [Choice, ...Choice[]],
  usual: Choice,
  help: string,
): Setting<Choice> => ({
  schema: z.enum(choices) as z.ZodType<Choice>,
  usual,
  rule:
    choices.length === 2 ? `\`${choices.join('` or `')}\`` : `one of \`${choices.join('`, `')}\``,
  help,
});

/** `9MiB`, `512KiB`, or bytes. */
function bytesOf(value: unknown): unknown {
  const size = typeof value === 'string' ? /^(\d{1,9}) ?(KiB|MiB)$/.exec(value) : null;
  if (size === null) return numberOf(value);
  return Number(size[1]) * (size[2] === 'MiB' ? MiB : 1024);
}

/** A list; as text, with commas between. */
const listOf = (value: unknown): unknown =>
  typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value;

/** Everything that can be set, by the name that it has in a file; a dot leads into a map. */
export const SETTINGS = {
  host: setting({
    schema: z.string().regex(/^[\w.:%-]{1,255}$/),
    usual: '127.0.0.1',
    rule: 'an address or a name of this machine, as `127.0.0.1` or `0.0.0.0`',
    help: 'address to listen on',
  }),
  port: whole(4319, 0, 65_535, 'port to listen on; 0 for any that is free'),
  public_url: setting<string | undefined>({
    schema: z
      .url({ protocol: /^https?$/ })
      .refine((text) => !/[?#@]/.test(text))
      .transform((text) => text.replace(/\/+$/, ''))
      .optional(),
    usual: undefined,
    rule: 'a URL that begins with `https://` or `http://`, without `?`, `#` and `@`',
    help: 'where people reach the server, for links; where it listens, if not said',
  }),
  store: setting({
    schema: z.string().regex(/^(sqlite:.|postgres(ql)?:\/\/.|memory:$)/s),
    usual: 'sqlite:./data/assent.db',
    rule: '`sqlite:` and a path, `postgres://user:password@host/database` or `memory:`',
    help: 'where requests and the audit log are kept',
    isSecret: true,
  }),
  policies: setting<readonly string[]>({
    schema: z.preprocess(listOf, z.array(z.string().min(1)).min(1).max(1_000)),
    usual: ['./policies'],
    rule: 'a list of policy files and directories',
    help: 'policy files, or directories of them',
  }),
  activation: choice(
    ['files', 'admins'],
    'files',
    'what makes changed policy files count: the files themselves, or an administrator',
  ),
  log_level: choice(LOG_LEVELS, 'info', 'what is logged, on standard error'),
  body_limit: setting({
    schema: z.preprocess(
      bytesOf,
      z
        .int()
        .min(MiB)
        .max(64 * MiB),
    ),
    usual: 9 * MiB,
    rule: 'a size from `1MiB` to `64MiB`, or as many bytes',
    help: 'the largest body of a request',
  }),
  'rate_limit.per_second': whole(
    500,
    1,
    1_000_000,
    'requests a second of one key, session or address',
  ),
  'rate_limit.burst': whole(1_000, 0, 1_000_000, 'requests on top of that within ten seconds'),
  max_requests: whole(2_000, 1, 1_000_000, 'requests that are worked on at a time'),
  max_waits: whole(10_000, 1, 1_000_000, 'requests that wait for a decision at a time'),
  max_listeners: whole(10_000, 1, 1_000_000, 'listeners to events at a time'),
} as const;

export type SettingName = keyof typeof SETTINGS;

export const SETTING_NAMES = Object.keys(SETTINGS) as readonly SettingName[];

export const isSettingName = (name: string): name is SettingName => Object.hasOwn(SETTINGS, name);

/** The value of each. */
export type Settings = {
  readonly [Name in SettingName]: (typeof SETTINGS)[Name] extends Setting<infer Value>
    ? Value
    : never;
};

/** `rate_limit.burst` as an environment variable: `ASSENT_RATE_LIMIT_BURST`. */
export const variableOf = (name: SettingName): string =>
  `ASSENT_${name.replace('.', '_').toUpperCase()}`;

/** `rate_limit.burst` as a flag: `--rate-limit-burst`. */
export const flagOf = (name: SettingName): string => `--${name.replace(/[._]/g, '-')}`;
