import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { spanInFile } from '../../src/diagnostics/excerpt.ts';
import { SourceText } from '../../src/diagnostics/source-text.ts';
import { readDocument } from '../../src/policy/document/document.ts';
import { excerptOf } from '../../src/policy/document/scalar-excerpt.ts';

const mib = (part: string): string => part.repeat(Math.floor((1 << 20) / part.length) - 1);
const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => `${line(index)}\n`).join('');

const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

/** Ten anchors, each ten of the one before: ten thousand million values in a few hundred characters. */
const ALIAS_BOMB = lines(10, (index) => {
  const before = index === 0 ? 'x' : `*a${index - 1}`;
  return `k${index}: &a${index} [${Array(10).fill(before).join(', ')}]`;
});

describe('P12 P15: a hostile file ends in one clear error, soon', () => {
  test.each([
    ['over 1 MiB', `${mib('a')}aa`, 'file/too-large'],
    ['over 1 MiB in UTF-8 only', '漢'.repeat(360_000), 'file/too-large'],
    ['an alias bomb', ALIAS_BOMB, 'yaml/alias-limit'],
    [
      'a wide alias bomb',
      `a: &a [${'x,'.repeat(9_000)}]\nb: [${'*a,'.repeat(9_000)}]`,
      'yaml/alias-limit',
    ],
    ['an alias inside its anchor', 'a: &a\n  - *a\n', 'yaml/alias-limit'],
    ['24,000 keys', lines(24_000, (index) => `key_${index}: 1`), 'yaml/key-limit'],
    ['24,000 equal keys', lines(24_000, () => 'key: 1'), 'yaml/key-limit'],
    ['24,000 items', `a:\n${lines(24_000, () => '- 1')}`, 'yaml/key-limit'],
    ['500,000 empty lines', mib('\n\n'), 'yaml/key-limit'],
    ['500,000 comments', mib('#\n'), 'yaml/key-limit'],
    ['500,000 empty lists', mib('[]'), 'yaml/key-limit'],
    ['nested brackets', mib('['), 'yaml/depth-limit'],
    ['nested braces', mib('{a: '), 'yaml/depth-limit'],
    ['nested items', mib('- '), 'yaml/depth-limit'],
    ['nested explicit keys', mib('? '), 'yaml/depth-limit'],
    ['nested colons', mib(': '), 'yaml/depth-limit'],
    [
      'nested by indentation',
      lines(1_000, (index) => `${' '.repeat(index)}a:`),
      'yaml/depth-limit',
    ],
    ['nothing but anchors', mib('&a '), 'yaml/syntax'],
    ['nothing but tags', mib('!a '), 'yaml/syntax'],
    ['nothing but aliases', mib('*a '), 'yaml/syntax'],
    ['nothing but quotes', mib('"'), 'yaml/syntax'],
    ['quoted texts side by side', `a: [${mib('"b" ').slice(8)}`, 'yaml/syntax'],
    ['brackets that close nothing', mib(']'), 'yaml/syntax'],
    ['directives', mib('%YAML 1.1\n'), 'yaml/syntax'],
    ['a million documents', mib('---\n'), 'yaml/multiple-documents'],
  ])('%s', (_name, text, code) => {
    const before = process.cpuUsage();
    const { findings } = readDocument({ text });
    const { user, system } = process.cpuUsage(before);
    expect(findings.map((finding) => finding.code)).toEqual([code]);
    // the processor's time: what a busy machine adds is not ours
    expect((user + system) / 1_000).toBeLessThan(2_000);
  });

  test('exactly 1 MiB, 64 levels and 20,000 keys are read, and no more', () => {
    const codes = (text: string) => readDocument({ text }).findings.map(({ code }) => code);
    const keys = (count: number) => lines(count, (index) => `k${index}: 1`);
    expect([codes('a'.repeat(1 << 20)), codes('a'.repeat((1 << 20) + 1))]).toEqual([
      [],
      ['file/too-large'],
    ]);
    expect([codes(nested(64)), codes(nested(65))]).toEqual([[], ['yaml/depth-limit']]);
    expect([codes(keys(20_000)), codes(keys(20_001))]).toEqual([[], ['yaml/key-limit']]);
  });
});

describe('P12: what YAML says', () => {
  const value = (text: string) => readDocument({ text }).root?.value;

  test('the core schema of YAML 1.2: `yes` and `off` are words, and dates and merge keys are text', () => {
    expect(value('a: [yes, off, 0o17, 1_000, 2001-01-01, ~, true, 1.5]\n<<: {b: 1}')).toEqual({
      a: ['yes', 'off', 15, '1_000', '2001-01-01', null, true, 1.5],
      '<<': { b: 1 },
    });
  });

  test('keys are text, whatever they would be as values', () => {
    expect(value('1: a\ntrue: b\nnull: c\n1.0: d')).toEqual({
      1: 'a',
      true: 'b',
      null: 'c',
      '1.0': 'd',
    });
  });

  test('keys that exist on every object are keys like others', () => {
    const { root } = readDocument({ text: '__proto__: {a: 1}\nconstructor: 2\ntoString: 3' });
    expect(Object.keys(root?.value ?? {})).toEqual(['__proto__', 'constructor', 'toString']);
    expect(Object.getPrototypeOf(root?.value)).toBeNull();
    expect(({} as Record<string, unknown>)['a']).toBeUndefined();
  });

  test('an alias stands for its value, at the place where that is written', () => {
    const { root, findings } = readDocument({ text: 'a: &x [1]\nb: *x' });
    expect(findings).toEqual([]);
    expect(root?.value).toEqual({ a: [1], b: [1] });
    const b = root?.kind === 'map' ? root.entries.get('b')?.node : undefined;
    expect(b?.span).toEqual({ start: 6, end: 9 });
  });

  test('a second document after `...` is refused as well', () => {
    const codes = readDocument({ text: 'a: 1\n...\nb: 2\n' }).findings.map(({ code }) => code);
    expect(codes).toEqual(['yaml/multiple-documents']);
  });

  test('a directive for 1.2, a document start and an end are fine', () => {
    expect(readDocument({ text: '%YAML 1.2\n---\na: 1\n...\n# end\n' }).findings).toEqual([]);
  });
});

/** The one text in `a: <scalar>`. */
function excerptIn(text: string) {
  const { root } = readDocument({ text });
  const node = root?.kind === 'map' ? root.entries.get('a')?.node : undefined;
  if (node?.kind !== 'scalar') throw new Error('not a scalar');
  return excerptOf(text, node);
}

describe('P12: places inside a text of the file', () => {
  test.each([
    ['plain', 'a: param.x > 1 # comment'],
    ['single-quoted', "a: 'param.x > 1'"],
    ['double-quoted', 'a: "param.x > 1"'],
    ['literal', 'a: |\n  param.x &&\n\n    param.y\n'],
    ['literal, stripped, with an indicator', 'a: |2-\n    param.x\n   y\n'],
    ['literal with Windows line ends', 'a: |\r\n  param.x\r\n  param.y\r\n'],
    ['literal at the end of the file', 'a: |\n  x\n  y'],
    ['in a flow map', '{a: param.x > 1, b: 2}'],
    ['on the next line', 'a:\n    param.x > 1\n'],
  ])('are exact for a %s scalar', (_name, text) => {
    const excerpt = excerptIn(text);
    expect(excerpt.runs).not.toBeNull();
    for (let at = 0; at < excerpt.text.length; at += 1) {
      if (excerpt.text[at] === '\n') continue;
      const span = spanInFile(excerpt, { start: at, end: at + 1 });
      expect(text.slice(span.start, span.end)).toBe(excerpt.text[at]);
    }
  });

  test.each([
    ['folded', 'a: >\n  param.x\n  > 1\n'],
    ['plain over several lines', 'a: param.x\n  > 1\n'],
    ['single-quoted with a doubled quote', "a: 'x == ''y'''"],
    ['double-quoted with an escape', 'a: "x == \\"y\\""'],
    ['double-quoted over several lines', 'a: "x\n  y"'],
  ])('are the whole scalar for a %s one', (_name, text) => {
    const excerpt = excerptIn(text);
    expect(excerpt.runs).toBeNull();
    expect(spanInFile(excerpt, { start: 0, end: 1 })).toBe(excerpt.span);
  });

  test('are never wrong, whatever the text and its style', () => {
    const style = fc.constantFrom(
      (text: string) => `a: ${JSON.stringify(text)}`,
      (text: string) => `a: '${text.replaceAll("'", "''")}'`,
      (text: string) => `a: |-\n  ${text.replaceAll('\n', '\n  ')}`,
      (text: string) => `a: >-\n  ${text.replaceAll('\n', '\n  ')}`,
    );
    const part = fc.constantFrom(
      'a',
      ' ',
      '\n',
      "'",
      '"',
      '\\',
      '#',
      ': ',
      'é',
      '漢',
      '\t',
      'x > 1',
    );
    const text = fc.array(part, { minLength: 1, maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, style, (content, write) => {
        const written = write(content);
        const { root } = readDocument({ text: written });
        const node = root?.kind === 'map' ? root.entries.get('a')?.node : undefined;
        if (node?.kind !== 'scalar') return;
        const excerpt = excerptOf(written, node);
        if (excerpt.runs === null) return;
        for (let at = 0; at < excerpt.text.length; at += 1) {
          const span = spanInFile(excerpt, { start: at, end: at + 1 });
          if (excerpt.text[at] !== '\n') expect(written[span.start]).toBe(excerpt.text[at]);
        }
      }),
      { seed: 2, numRuns: 1_000 },
    );
  });
});

test('P12: whatever the text, reading it ends without an exception and points into the file', () => {
  const part = fc.constantFrom(
    ...[
      'a',
      'b: ',
      '- ',
      '\n',
      '  ',
      '"',
      "'",
      '[',
      ']',
      '{',
      '}',
      ',',
      '&x ',
      '*x',
      '!t ',
      '#',
      '|',
      '>',
    ],
    ...['---\n', '...\n', '%', '?', ':', '\t', '\r\n', '\0', '\ufeff', '\ud800', '1e400', '<<: '],
  );
  const texts = fc.array(part, { maxLength: 40 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(texts, (text) => {
      const source = new SourceText('a.yaml', text);
      for (const { span, message, help } of readDocument(source).findings) {
        expect(span.start).toBeGreaterThanOrEqual(0);
        expect(span.start).toBeLessThanOrEqual(text.length);
        expect(span.end).toBeGreaterThanOrEqual(span.start);
        expect(`${message}${help}`).not.toMatch(/\n|undefined/);
      }
    }),
    { seed: 3, numRuns: 2_000 },
  );
});
