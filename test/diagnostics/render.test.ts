import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { renderGithub } from '../../src/diagnostics/render-github.ts';
import { renderHuman } from '../../src/diagnostics/render-human.ts';
import { renderJson } from '../../src/diagnostics/render-json.ts';
import { SourceText, type Span } from '../../src/diagnostics/source-text.ts';

const FILE = 'policies/order-manager.yaml';

const HELP = 'did you mean `amount`?';

function diagnostic(source: SourceText, span: Span, more: Partial<Diagnostic> = {}): Diagnostic {
  return {
    code: 'condition/no-such-field',
    severity: 'error',
    location: source.locate(span),
    message: 'it has no parameter `amuont`',
    help: HELP,
    ...more,
  };
}

/** The text with the part between « and » as the span. */
function marked(text: string): { source: SourceText; span: Span } {
  const start = text.indexOf('«');
  const end = text.indexOf('»') - 1;
  return { source: new SourceText(FILE, text.replace(/[«»]/g, '')), span: { start, end } };
}

function human(text: string, more: Partial<Diagnostic> = {}, color = false): string {
  const { source, span } = marked(text);
  return renderHuman([diagnostic(source, span, more)], new Map([[FILE, source]]), { color });
}

describe('P12: diagnostics for people', () => {
  test('file, place, code, message, the line with a caret, and the help', () => {
    const text = `${'\n'.repeat(5)}    - order_tools.process_refund: param.«amuont» > 1000\n`;
    expect(human(text)).toBe(
      [
        'policies/order-manager.yaml:6:41: error[condition/no-such-field]: it has no parameter `amuont`',
        '  6 |     - order_tools.process_refund: param.amuont > 1000',
        '    |                                         ^^^^^^',
        '    = help: did you mean `amount`?',
        '',
      ].join('\n'),
    );
  });

  test.each([
    ['no place for a caret still gets one', 'when: «»', ['  1 | when: ', '    |       ^']],
    ['a tab takes four columns', '\twhen: «a»', ['  1 |     when: a', '    |           ^']],
    ['wide characters take two', '漢字: «ねこ» x', ['  1 | 漢字: ねこ x', '    |       ^^^^']],
    ['an emoji takes two', '🎉 «a»', ['  1 | 🎉 a', '    |    ^']],
    ['a combined accent takes none', 'e\u0301 «a»', ['  1 | e\u0301 a', '    |   ^']],
    ['several lines are underlined on the first', 'a: «b\n  c»', ['  1 | a: b', '    |    ^']],
    ['no carriage return is shown', 'a: «b»\r\n', ['  1 | a: b', '    |    ^']],
    ['spaces at the end are not underlined', 'a: «b  \nc»', ['  1 | a: b  ', '    |    ^']],
  ])('%s', (_name, text, expected) => {
    expect(human(text, { severity: 'warning' }).split('\n').slice(1, 3)).toEqual(expected);
  });

  test('a long line is cut around its caret', () => {
    const lines = human(`${'a'.repeat(500)} «wrong» ${'b'.repeat(500)}`).split('\n');
    const [, shown = '', carets = ''] = lines;
    expect(shown.length).toBeLessThan(140);
    expect(shown).toMatch(/…a+ wrong b+…$/);
    expect(carets.indexOf('^')).toBe(shown.indexOf('wrong'));
    expect(carets).toMatch(/\| +\^{5}$/);
  });

  test('text that would act on the terminal, or show as another, does not', () => {
    const rendered = human('a: «\u001b[31m\u202eb» \u009b2J\u0007', {
      message: 'x \u001b[2J\ny',
      help: '\u200b\u2066',
    });
    expect(rendered).not.toMatch(/[^\n\P{C}]/u);
  });

  test('the gutter is as wide as the line number', () => {
    const lines = human(`${'\n'.repeat(99)}«a»`).split('\n');
    expect(lines.slice(1)).toEqual(['  100 | a', '      | ^', `      = help: ${HELP}`, '']);
  });

  test('without the text of the file the line is left out', () => {
    const source = new SourceText(FILE, 'a');
    const rendered = renderHuman([diagnostic(source, { start: 0, end: 1 })], new Map());
    expect(rendered.split('\n')).toHaveLength(3);
  });

  test('a diagnostic of no file has no place', () => {
    const location = { file: '', line: 1, column: 1, endLine: 1, endColumn: 1 };
    expect(human('«a»', { location, code: 'file/no-policy' })).toMatch(
      /^error\[file\/no-policy\]: /,
    );
  });

  test('colour is written only when asked for, and changes no text', () => {
    const plain = human('a: «b»');
    const colored = human('a: «b»', {}, true);
    expect(plain).not.toContain('\u001b');
    expect(colored).toContain('\u001b[31m');
    expect(colored.replace(/\p{Cc}\[\d+m/gu, '')).toBe(plain);
  });
});

const WINDOWS = 'C:\\a,b:100%.yaml';

describe('P12: diagnostics for programs', () => {
  const source = new SourceText(FILE, 'first: x\nsecond: y\n');
  const later = diagnostic(source, { start: 9, end: 15 });
  const { help: _help, ...sooner } = diagnostic(source, { start: 0, end: 5 }, { severity: 'note' });
  const other = diagnostic(new SourceText('a.yaml', 'x'), { start: 0, end: 1 });

  test('JSON has the same keys always, by file and place', () => {
    expect(JSON.parse(renderJson([later, sooner, other]))).toEqual([
      expect.objectContaining({ file: 'a.yaml' }),
      {
        code: 'condition/no-such-field',
        severity: 'note',
        file: FILE,
        line: 1,
        column: 1,
        end_line: 1,
        end_column: 6,
        message: 'it has no parameter `amuont`',
        help: null,
      },
      expect.objectContaining({ line: 2, column: 1, end_column: 7, help: HELP }),
    ]);
    expect(renderJson([])).toBe('[]\n');
  });

  test('GitHub gets one command for each', () => {
    expect(renderGithub([later, sooner])).toBe(
      `::notice file=${FILE},line=1,col=1,endLine=1,endColumn=6,title=condition/no-such-field::it has no parameter \`amuont\`\n` +
        `::error file=${FILE},line=2,col=1,endLine=2,endColumn=7,title=condition/no-such-field::it has no parameter \`amuont\`%0Ahelp: ${HELP}\n`,
    );
  });

  describe('text that would act on the terminal, or show as another, does not', () => {
    const text = '\u001b[31m \u009b2J \u202e\u2066 \u200b \u2028 \ud800 \u{e0041} \u007f\u0007';
    const hostile = diagnostic(
      new SourceText(`${text}.yaml`, 'x'),
      { start: 0, end: 1 },
      { message: text, help: text },
    );

    test('as JSON, which reads back as it was', () => {
      const rendered = renderJson([hostile, later]);
      expect(rendered).not.toMatch(/[^\n\P{C}]|[\p{Zl}\p{Zp}]/u);
      expect(JSON.parse(rendered)[0]).toMatchObject({
        file: `${text}.yaml`,
        message: text,
        help: text,
      });
    });

    test('for GitHub', () => {
      const rendered = renderGithub([hostile]);
      expect(rendered).not.toMatch(/[^\n\P{C}]|[\p{Zl}\p{Zp}]/u);
      expect(rendered.split('\n')).toHaveLength(2);
      expect(rendered).toContain('\ufffd[31m \ufffd2J');
    });
  });

  test('GitHub gets no columns for several lines, and nothing that ends the command early', () => {
    const text = new SourceText(WINDOWS, 'a\nb');
    const hostile = diagnostic(
      text,
      { start: 0, end: 3 },
      { message: '100%\r\n::stop::x', severity: 'warning' },
    );
    expect(renderGithub([hostile])).toBe(
      `::warning file=C%3A\\a%2Cb%3A100%25.yaml,line=1,endLine=2,title=condition/no-such-field::100%25\ufffd\ufffd::stop::x%0Ahelp: ${HELP}\n`,
    );
  });
});
