import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redactJson, redactText } from '../../src/json/redact.ts';

const HIDDEN = '[redacted]';
/** Numbers that card networks publish for tests; every one passes the Luhn check. */
const CARDS = [
  '4111111111111111',
  '4111 1111 1111 1111',
  '4111-1111-1111-1111',
  '5555555555554444',
  '2223003122003222',
  '378282246310005',
  '3782 822463 10005',
  '30569309025904',
  '6011111111111117',
  '4222222222222',
  '6304 0000 0000 0000 000',
];

const shown = (value: unknown, patterns: readonly string[] = []): unknown =>
  redactJson(value, patterns).value;

describe('A10: members with the name of a secret are hidden', () => {
  test.each([
    ...['password', 'Password', 'PASSWORD', 'db_password', 'dbPassword', 'password2', 'passwords'],
    ...['secret', 'client_secret', 'clientSecret', 'client-secret', 'AWS_SECRET_ACCESS_KEY'],
    ...['secretKey', 'token', 'accessToken', 'access_token', 'ACCESS-TOKEN', 'access token'],
    ...['id.token', 'api_key', 'apiKey', 'apikey', 'X-Api-Key', 'API_KEY', 'authorization'],
    ...['Authorization', 'Proxy-Authorization'],
  ])('`%s` is one', (name) => {
    const value = { param: { [name]: 'x', list: [{ [name]: { deep: [1, null] } }] } };
    expect(shown(value)).toEqual({ param: { [name]: HIDDEN, list: [{ [name]: HIDDEN }] } });
  });

  test.each([
    ...[
      'max_tokens',
      'maxTokens',
      'tokens',
      'token_count',
      'tokenCount',
      'token_type',
      'secretary',
    ],
    ...[
      'password_hint',
      'passwordless',
      'authorized',
      'author',
      'key',
      'api',
      'keys',
      '',
      'amount',
    ],
    ...['__proto__', 'constructor', 'toString'],
  ])('`%s` is none', (name) => {
    const value: unknown = JSON.parse(`{"param":{${JSON.stringify(name)}:"x"}}`);
    expect(JSON.stringify(shown(value))).toBe(JSON.stringify(value));
  });

  test.each<[unknown]>([[null], [true], [0], [''], [[]], [{}], [{ a: { b: 'x'.repeat(9999) } }]])(
    'whatever their value is: %j',
    (value) => {
      expect(shown({ password: value })).toEqual({ password: HIDDEN });
    },
  );
});

describe('A10: what a `redact` pattern finds is hidden', () => {
  const call = {
    tool: { name: 'pay', server: 'shop' },
    param: {
      card: { number: 'n', holder: { name: 'h' } },
      ssn: 's',
      items: [{ ssn: 't', price: 1 }, { ssn: 'u' }, [{ ssn: 'v' }]],
      a: { b: { c: { ssn: 'w' } } },
      'dotted.key': { x: 1 },
    },
    attrs: { 'gen_ai.request.model': 'm' },
  };

  test.each<[string, string[]]>([
    ['param.card.*', ['param.card.number', 'param.card.holder']],
    ['param.card', ['param.card']],
    ['param.card.holder.name', ['param.card.holder.name']],
    [
      '*.ssn',
      [
        'param.ssn',
        'param.items.0.ssn',
        'param.items.1.ssn',
        'param.items.2.0.ssn',
        'param.a.b.c.ssn',
      ],
    ],
    [
      'param.*.ssn',
      ['param.items.0.ssn', 'param.items.1.ssn', 'param.items.2.0.ssn', 'param.a.b.c.ssn'],
    ],
    ['param.items.0.ssn', ['param.items.0.ssn', 'param.items.2.0.ssn']],
    ['param.items.1', ['param.items.1']],
    ['param.items.*.ssn', ['param.items.0.ssn', 'param.items.1.ssn', 'param.items.2.0.ssn']],
    ['param.items.ssn', ['param.items.0.ssn', 'param.items.1.ssn', 'param.items.2.0.ssn']],
    ['param.a.*.c', ['param.a.b.c']],
    ['param.a.*.*.ssn', ['param.a.b.c.ssn']],
    ['param.a.*.*.*.ssn', []],
    ['param.dotted.key.x', ['param.dotted.key.x']],
    ['param.dotted', ['param.dotted.key']],
    ['attrs.gen_ai.request.model', ['attrs.gen_ai.request.model']],
    ['tool.server', ['tool.server']],
    ['*', ['tool', 'param', 'attrs']],
    ['ssn', []],
    ['*.SSN', []],
    ['param.car', []],
    ['param.items.3', []],
  ])('`%s`', (pattern, places) => {
    expect(hiddenPlaces(shown(call, [pattern]))).toEqual(new Set(places));
  });

  test('several patterns hide what each of them hides', () => {
    expect(hiddenPlaces(shown(call, ['param.ssn', '*.name', 'param.ssn']))).toEqual(
      new Set(['param.ssn', 'param.card.holder.name', 'tool.name']),
    );
  });

  test('of objects, exactly what a regular expression over their paths finds', () => {
    const name = fc.constantFrom('a', 'b', 'c');
    const { tree } = fc.letrec((tie) => ({
      tree: fc.dictionary(name, fc.oneof(fc.constant('x'), tie('tree')), { maxKeys: 3 }),
    }));
    const pattern = fc
      .array(fc.oneof(name, fc.constant('*')), { minLength: 1, maxLength: 5 })
      .map((names) => names.join('.'));
    fc.assert(
      fc.property(tree, fc.array(pattern, { maxLength: 3 }), (value, patterns) => {
        const expressions = patterns.map(
          (text) => new RegExp(`^${text.replaceAll('.', '\\.').replaceAll('*', '.+')}$`),
        );
        const model = (part: unknown, path: string[]): unknown => {
          if (expressions.some((expression) => expression.test(path.join('.')))) return HIDDEN;
          if (typeof part !== 'object' || part === null) return part;
          return Object.fromEntries(
            Object.entries(part).map(([key, member]) => [key, model(member, [...path, key])]),
          );
        };
        expect(shown(value, patterns)).toEqual(model(value, []));
      }),
      { seed: 3, numRuns: 1000 },
    );
  });
});

describe('A10: card numbers are hidden', () => {
  test.each(CARDS)('%s', (card) => {
    expect(shown({ note: `card ${card}, thanks` })).toEqual({ note: `card ${HIDDEN}, thanks` });
    expect(shown([`x${card}y${card}`])).toEqual([`x${HIDDEN}y${HIDDEN}`]);
    expect(redactText(`(${card})`, [])).toBe(`(${HIDDEN})`);
  });

  test.each([
    ['4111 1111 1111 1111 12/25 123', `${HIDDEN}/25 123`, `${HIDDEN} 12/25 123`],
    ['7 4111 1111 1111 1111', `7 ${HIDDEN}`, HIDDEN],
  ])('with other digits beside it: %s', (text, ...possible) => {
    const hidden = redactText(text, []);
    expect(possible).toContain(hidden);
  });

  test.each([
    '4111111111111112',
    '411111111111',
    '41111111111111111111',
    '4111_1111_1111_1111',
    '4111    1111    1111    1111',
    '2024-01-15',
    '+49 30 1234567',
  ])('%s is none', (text) => {
    expect(shown({ note: text })).toEqual({ note: text });
  });

  test('as a number as well, but for times in milliseconds', () => {
    expect(shown({ card: 4111111111111111 })).toEqual({ card: HIDDEN });
    // passes the Luhn check
    expect(shown({ at: 1700000000009 })).toEqual({ at: 1700000000009 });
    expect(shown({ n: [4111111111111112, 0, -4111111111111111, 1.5] })).toEqual({
      n: [4111111111111112, 0, HIDDEN, 1.5].map((n) => (n === HIDDEN ? -4111111111111111 : n)),
    });
  });

  test('in a key as well, and no member is lost', () => {
    const value = { '4111111111111111': 1, '5555 5555 5555 4444': 2, '[redacted] 2': 3 };
    const hidden = shown(value);
    expect(JSON.stringify(hidden)).not.toMatch(/4111|5555/);
    expect(Object.values(Object(hidden)).sort()).toEqual([1, 2, 3]);
  });

  test('no digits that a person would read as a card number are left, and no others are taken', () => {
    const digits = fc
      .array(fc.nat(9), { minLength: 1, maxLength: 24 })
      .map((list) => list.join(''));
    const divider = fc.constantFrom('', ' ', '-', '  ', 'x', '.', ', ', '\n', ' \u2013 ');
    const piece = fc.oneof(
      { weight: 3, arbitrary: fc.tuple(digits, divider).map(([group, after]) => group + after) },
      { weight: 1, arbitrary: fc.constantFrom(...CARDS) },
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const text = pieces.join('');
        expect(redactText(text, [])).toBe(withoutCards(text));
      }),
      { seed: 3, numRuns: 2000 },
    );
  });
});

describe('A10: what is hidden in a value is hidden in a text about it', () => {
  const clean = (value: unknown, text: string): string =>
    redactText(text, redactJson({ param: value }, ['*.pin', '*.card']).secrets);

  test.each<[string, unknown, string, string]>([
    ['a text', { password: 'hunter22' }, 'log in with hunter22!', `log in with ${HIDDEN}!`],
    ['a text inside another', { token: 'abcd' }, 'xabcdabcdx', `x${HIDDEN}${HIDDEN}x`],
    [
      'all below',
      { secret: { a: ['deep1', { b: 'deep2' }] } },
      'deep1 deep2',
      `${HIDDEN} ${HIDDEN}`,
    ],
    ['a number', { pin: 48151 }, 'pin 48151', `pin ${HIDDEN}`],
    [
      'a short one as a word',
      { pin: '123' },
      'pin 123, not 1234 or a123',
      `pin ${HIDDEN}, not 1234 or a123`,
    ],
    ['a short one with accents beside', { pin: 'é1' }, 'xé1 é1 é1x', `xé1 ${HIDDEN} é1x`],
    ['the longest', { card: ['abcd', 'abcdef'] }, 'abcdef abcde', `${HIDDEN} ${HIDDEN}e`],
    ['overlapping ones', { card: ['abcd', 'cdef'] }, 'abcdef', HIDDEN],
    [
      'one that another ends in',
      { card: ['xabcd', 'abcd'] },
      'yabcd xabcd',
      `y${HIDDEN} ${HIDDEN}`,
    ],
    [
      'one after the beginnings of two others',
      { card: ['xabcz', 'abyy', 'bcdd'] },
      'xabcdd abyy',
      `xa${HIDDEN} ${HIDDEN}`,
    ],
    ['one that was cut', { token: 'abcdefghij' }, 'token abcdef...', `token ${HIDDEN}...`],
    ['as JSON writes it', { token: 'a"b\nc' }, 'list ["a\\"b\\nc"]', `list ["${HIDDEN}"]`],
    ['a card number', {}, 'pay 4111 1111 1111 1111', `pay ${HIDDEN}`],
    [
      'a card number that was cut',
      { note: '4111 1111 1111 1111' },
      'pay 4111 1111 1...',
      `pay ${HIDDEN}...`,
    ],
    ['an empty text hides nothing', { token: '' }, 'abc', 'abc'],
    ['true hides nothing', { token: true }, 'true', 'true'],
    ['what is not hidden stays', { note: 'hunter22' }, 'hunter22', 'hunter22'],
    ['text that reads as a pattern', { token: '.*+?$&' }, 'a .*+?$& b', `a ${HIDDEN} b`],
  ])('%s', (_, value, text, expected) => {
    expect(clean(value, text)).toBe(expected);
  });

  test('every occurrence of every secret, and nothing else', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', ' '), maxLength: 7 });
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), fc.array(word), (secrets, words) => {
        const text = words.join('');
        expect(redactText(text, secrets)).toBe(withoutSecrets(text, secrets));
      }),
      { seed: 3, numRuns: 2000 },
    );
  });
});

describe('A10: redaction is safe', () => {
  test('names inside what is hidden are hidden elsewhere, too', () => {
    const { value, secrets } = redactJson({ secret: { 'key-4711': { opens: ['door-9'] } } }, []);
    expect(value).toEqual({ secret: HIDDEN });
    expect(redactText('{"key-4711": {"opens": ["door-9"]}}', secrets)).not.toMatch(/4711|door/);
  });

  test('a text that more could stand in than can be looked for is hidden as a whole', () => {
    const secrets = Array.from({ length: 20_000 }, (_, index) => `card of ${index}`);
    expect(redactText('the card of 19999 is stolen', secrets)).toBe(HIDDEN);
    expect(redactText('nothing of it', secrets)).toBe('nothing of it');
    const long = 'x'.repeat(2 ** 20);
    expect(redactText(`${long.slice(0, 40)}... is cut`, [long])).toBe(`${HIDDEN}... is cut`);
  });

  test('the value stays as it is, and what is shown is frozen JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const before = JSON.stringify(value);
        const hidden = shown({ value, password: value }, ['*.a', 'value.0']);
        expect(JSON.stringify(value)).toBe(before);
        expect(JSON.parse(JSON.stringify(hidden))).toEqual(JSON.parse(JSON.stringify(hidden)));
        expect(Object.isFrozen(hidden)).toBe(true);
      }),
      { seed: 3 },
    );
  });

  test('what is hidden once is not hidden differently the second time', () => {
    const value = { password: 'x', note: CARDS.join('; '), list: [{ ssn: 1 }] };
    const once = shown(value, ['*.ssn']);
    expect(shown(once, ['*.ssn'])).toEqual(once);
  });

  const MEBIBYTE = 2 ** 20;
  const nested = Array.from({ length: 1448 }, (_, index) => 'a'.repeat(index + 1));

  // A second each at most where it is measured alone; a quadratic way takes minutes.
  test.each<[string, () => unknown]>([
    ['digits with spaces', () => redactText('1 '.repeat(MEBIBYTE / 2), [])],
    ['digits', () => redactText('1'.repeat(MEBIBYTE), [])],
    ['spaces and dashes', () => redactText('1 - '.repeat(MEBIBYTE / 4), [])],
    ['secrets inside each other', () => redactText('a'.repeat(MEBIBYTE), nested)],
    [
      'secrets that nearly match',
      () =>
        redactText(
          'a'.repeat(MEBIBYTE),
          nested.map((text) => `${text}b`),
        ),
    ],
    [
      'a key of many names',
      () => shown({ ['a.'.repeat(MEBIBYTE / 2)]: 1 }, [`${'*.a.'.repeat(120)}b`]),
    ],
    ['many patterns', () => shown(Object.fromEntries(nested.map((key) => [key, 1])), nested)],
    ['many keys alike', () => shown(Object.fromEntries(alikeKeys()))],
  ])(
    'hostile input takes linear time: %s',
    (_, work) => {
      work();
    },
    30_000,
  );
});

/** Keys that are shown alike, and keys that look like what is shown for them. */
const alikeKeys = (): [string, number][] =>
  Array.from({ length: 20_000 }, (_, index) => [
    index % 2 === 0
      ? `[redacted] ${index}`
      : `4111111111111111${'x'.repeat(index % 50)}${'y'.repeat(index / 400)}`,
    1,
  ]);

/** Dotted paths of the places that are hidden. */
function hiddenPlaces(value: unknown, path: readonly string[] = []): Set<string> {
  if (value === HIDDEN) return new Set([path.join('.')]);
  if (typeof value !== 'object' || value === null) return new Set();
  const places = Object.entries(value).flatMap(([key, part]) => [
    ...hiddenPlaces(part, [...path, key]),
  ]);
  return new Set(places);
}

function passesLuhn(digits: string): boolean {
  const values = [...digits].reverse().map(Number);
  const counted = values.map((value, place) => (place % 2 === 0 ? value : value * 2));
  return counted.reduce((sum, value) => sum + Math.floor(value / 10) + (value % 10), 0) % 10 === 0;
}

/** Tries every part of the text. */
function withoutCards(text: string): string {
  const covered: [number, number][] = [];
  for (let start = 0; start < text.length; start += 1) {
    for (let end = start + 13; end <= text.length; end += 1) {
      const part = text.slice(start, end);
      const digits = part.replace(/\D/g, '');
      const wellFormed = /^\d+([ \u2013-]{1,3}\d+)*$/.test(part);
      const alone = !/\d/.test(text.charAt(start - 1)) && !/\d/.test(text.charAt(end));
      const fits = digits.length >= 13 && digits.length <= 19;
      if (wellFormed && alone && fits && passesLuhn(digits)) covered.push([start, end]);
    }
  }
  return replaceAllOf(text, covered);
}

/** Looks for each secret at each place. */
function withoutSecrets(text: string, secrets: readonly string[]): string {
  const covered: [number, number][] = [];
  for (const secret of secrets.filter((text) => text !== '')) {
    for (let start = text.indexOf(secret); start >= 0; start = text.indexOf(secret, start + 1)) {
      const end = start + secret.length;
      const alone = !/\w/.test(text.charAt(start - 1)) && !/\w/.test(text.charAt(end));
      if (secret.length >= 4 || alone) covered.push([start, end]);
    }
  }
  return replaceAllOf(text, covered);
}

/** Replaces ranges; those that share a character as one. */
function replaceAllOf(text: string, ranges: readonly [number, number][]): string {
  const merged: [number, number][] = [];
  for (const [start, end] of [...ranges].sort(([a], [b]) => a - b)) {
    const last = merged.at(-1);
    if (last !== undefined && start < last[1]) last[1] = Math.max(last[1], end);
    else merged.push([start, end]);
  }
  return merged
    .reverse()
    .reduce((rest, [start, end]) => rest.slice(0, start) + HIDDEN + rest.slice(end), text);
}
