import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError, type ConfigSources, readConfig } from '../../src/server/config.ts';
import {
  flagOf,
  SETTING_NAMES,
  type SettingName,
  type Settings,
  variableOf,
} from '../../src/server/settings.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const NOTHING: ConfigSources = { flags: [], env: {} };

/** A configuration file of the test's own. */
const fileOf = (text: string): string =>
  join(temporaryDirectory({ 'assent.config.yaml': text }), 'assent.config.yaml');

/** Every mistake, without the directory of the file. */
function mistakesOf(sources: Partial<ConfigSources>): readonly string[] {
  try {
    readConfig({ ...NOTHING, ...sources });
  } catch (error) {
    if (error instanceof ConfigError) {
      return error.mistakes.map((mistake) => mistake.replace(/^.*\/(?=assent\.config)/, ''));
    }
    throw error;
  }
  return [];
}

/** A value of each setting as its four sources write it, and what it is then. */
const VALUES: Readonly<Record<SettingName, readonly [usual: unknown, ...values: unknown[]]>> = {
  host: ['127.0.0.1', '0.0.0.0', '::1', 'assent.internal'],
  port: [4319, 1, 2, 3],
  public_url: [undefined, 'https://a.example', 'https://b.example', 'https://c.example/assent'],
  store: ['sqlite:./data/assent.db', 'memory:', 'sqlite:b.db', 'postgres://u:p@h/d'],
  policies: [['./policies'], ['a.yaml'], ['b.yaml'], ['c.yaml']],
  activation: ['files', 'admins', 'files', 'admins'],
  log_level: ['info', 'debug', 'warn', 'error'],
  body_limit: [9 * 2 ** 20, 2 ** 20, 2 ** 21, 2 ** 22],
  'rate_limit.per_second': [500, 1, 2, 3],
  'rate_limit.burst': [1_000, 0, 2, 3],
  max_requests: [2_000, 1, 2, 3],
  max_waits: [10_000, 1, 2, 3],
  max_listeners: [10_000, 1, 2, 3],
};

/** A setting alone in a file. */
const lineOf = (name: SettingName, value: unknown): string =>
  name
    .split('.')
    .reduceRight((inner, key) => `{${JSON.stringify(key)}: ${inner}}`, JSON.stringify(value));

describe.each(SETTING_NAMES)('I02: %s', (name) => {
  const [usual, inFile, inEnv, inFlag] = VALUES[name];
  const file = (): string => fileOf(lineOf(name, inFile));
  const env = { [variableOf(name)]: String(inEnv) };
  const flags = [
    { name, value: name === 'policies' ? inFlag : String(inFlag), place: flagOf(name) },
  ];
  const of = (sources: Partial<ConfigSources>): Settings[SettingName] =>
    readConfig({ ...NOTHING, ...sources })[name];

  test('I02: a flag before a variable, before the file, before what is usual', () => {
    expect(of({})).toEqual(usual);
    expect(of({ file: file() })).toEqual(inFile);
    expect(of({ env: { ASSENT_CONFIG: file() } })).toEqual(inFile);
    expect(of({ file: file(), env })).toEqual(inEnv);
    expect(of({ env })).toEqual(inEnv);
    expect(of({ file: file(), flags })).toEqual(inFlag);
    expect(of({ file: file(), env, flags })).toEqual(inFlag);
  });

  test('I02: a variable without text says nothing', () => {
    expect(of({ file: file(), env: { [variableOf(name)]: '' } })).toEqual(inFile);
  });
});

/** Values that are none, and the rule that says so. */
const WRONG: Readonly<Record<SettingName, readonly [rule: string, ...values: unknown[]]>> = {
  host: ['an address or a name of this machine', 'a b', 'http://a', 7],
  port: ['a whole number from 0 to 65535', 65_536, -1, 1.5, 'tcp://10.0.0.1:4319', true],
  public_url: [
    'a URL that begins with',
    'a.example',
    'ftp://a.example',
    'https://u:p@a',
    'https://a?b',
  ],
  store: ['`sqlite:` and a path', 'mysql://root:hunter2@h/d', 'sqlite:', 'data.db'],
  policies: ['a list of policy files', [], [''], 7],
  activation: ['`files` or `admins`', 'anyone', true],
  log_level: ['one of `debug`', 'loud', 3],
  body_limit: ['a size from `1MiB` to `64MiB`', '1KiB', '65MiB', '1GB', -1],
  'rate_limit.per_second': ['a whole number from 1', 0, 'many'],
  'rate_limit.burst': ['a whole number from 0', -1, 'many'],
  max_requests: ['a whole number from 1', 0, '1e3'],
  max_waits: ['a whole number from 1', 0, ' 5'],
  max_listeners: ['a whole number from 1', 0, '0x10'],
};

describe('I02: what cannot be meant', () => {
  test.each(SETTING_NAMES)('I02: %s', (name) => {
    const [rule, ...values] = WRONG[name];
    for (const value of values) {
      const inFile = mistakesOf({ file: fileOf(`# settings\n${lineOf(name, value)}\n`) });
      expect(inFile).toHaveLength(1);
      expect(inFile[0]).toContain(`assent.config.yaml:2: \`${name}\` has to be ${rule}`);
      if (typeof value !== 'string' || value === '') continue;
      const inEnv = mistakesOf({ env: { [variableOf(name)]: value } });
      expect(inEnv).toHaveLength(1);
      expect(inEnv[0]).toContain(`${variableOf(name)}: has to be ${rule}`);
      const place = flagOf(name);
      const inFlag = mistakesOf({ flags: [{ name, value, place }] });
      expect(inFlag[0]).toContain(`${place}: has to be ${rule}`);
    }
  });

  test('I02: everything wrong is told at once, with its place', () => {
    const text = 'prot: 4319\nport: 99999\nrate_limit:\n  burts: 5\n  burst: x\npolicies: 7\n';
    const mistakes = mistakesOf({
      file: fileOf(text),
      env: { ASSENT_LOG_LEVEL: 'loud', ASSENT_PROT: '1', ASSENT_URL: 'https://elsewhere.example' },
      // what a flag overrides is wrong all the same
      flags: [
        { name: 'port', value: '80', place: '--port' },
        { name: 'max_waits', value: 'all', place: '--max-waits' },
      ],
    });
    expect(mistakes).toEqual([
      'assent.config.yaml:1: there is no setting `prot`: did you mean `port`?',
      'assent.config.yaml:4: there is no setting `rate_limit.burts`: did you mean `rate_limit.burst`?',
      'ASSENT_PROT: there is no such setting: did you mean `ASSENT_PORT`?',
      'assent.config.yaml:2: `port` has to be a whole number from 0 to 65535, not `99999`',
      'assent.config.yaml:5: `rate_limit.burst` has to be a whole number from 0 to 1000000, not `x`',
      'assent.config.yaml:6: `policies` has to be a list of policy files and directories, not `7`',
      'ASSENT_LOG_LEVEL: has to be one of `debug`, `info`, `warn`, `error`, `silent`, not `loud`',
      '--max-waits: has to be a whole number from 1 to 1000000, not `all`',
    ]);
  });

  test.each([
    ['port: 1\nport: 2\n', 'assent.config.yaml:2: a key stands here for a second time'],
    ['host: [a\n', 'assent.config.yaml:1: a bracket or brace is not closed: close it'],
    ['- port\n', 'assent.config.yaml:1: the file has to hold keys and values'],
    ['rate_limit: 5\n', 'assent.config.yaml:1: `rate_limit` has to hold keys and values'],
    ['port:\n', 'assent.config.yaml:1: `port` has no value: give one, or remove the line'],
    ['rate_limit:\n', 'assent.config.yaml:1: `rate_limit` has to hold keys and values'],
    ['host: &a x\nstore: *a\n', 'assent.config.yaml:2: `store` is an alias: write the value'],
    ['__proto__: 1\n', 'assent.config.yaml:1: there is no setting `__proto__`: remove it'],
    ['7: 1\n', 'assent.config.yaml:1: there is no setting `7`: remove it'],
  ])('I02: %j', (text, mistake) => {
    expect(mistakesOf({ file: fileOf(text) })).toEqual([mistake]);
  });

  test('I02: a file that is not there', () => {
    expect(mistakesOf({ file: 'nowhere.yaml' })).toEqual([
      'nowhere.yaml: the configuration file cannot be read (ENOENT)',
    ]);
  });

  test('I02: an empty file says nothing', () => {
    expect(readConfig({ ...NOTHING, file: fileOf('# nothing yet\n') })).toEqual(
      readConfig(NOTHING),
    );
  });

  test('I02: what may be a password is not repeated', () => {
    const wrong = 'mysql://root:hunter2@db.example/assent';
    const told = [
      ...mistakesOf({ file: fileOf(`store: ${wrong}\n`) }),
      ...mistakesOf({ file: fileOf(`store: [${wrong}\n`) }),
      ...mistakesOf({ env: { ASSENT_STORE: wrong } }),
    ];
    expect(told).toHaveLength(3);
    expect(told.join()).not.toContain('hunter2');
  });
});

test('I02: lists and sizes as text', () => {
  const env = { ASSENT_POLICIES: 'a.yaml, b', ASSENT_BODY_LIMIT: '2 MiB', ASSENT_PORT: '0' };
  expect(readConfig({ ...NOTHING, env })).toMatchObject({
    policies: ['a.yaml', 'b'],
    body_limit: 2 * 2 ** 20,
    port: 0,
  });
});

test('I02: a public URL has no slash at its end', () => {
  const env = { ASSENT_PUBLIC_URL: 'https://a.example/assent//' };
  expect(readConfig({ ...NOTHING, env }).public_url).toBe('https://a.example/assent');
});
