import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { call } from './library-call.ts';

const REFUSED = '!invalid-argument';

describe('P17: host', () => {
  it.each([
    ['https://example.com', 'example.com'],
    ['https://EXAMPLE.com/Path?q#f', 'example.com'],
    ['HTTPS://example.com', 'example.com'],
    ['http://example.com:8080/', 'example.com'],
    ['ws://example.com', 'example.com'],
    ['wss://example.com', 'example.com'],
    ['https://example.com.', 'example.com'],
    ['https://example.com.:443/', 'example.com'],
    ['https://user:pass@example.com/', 'example.com'],
    ['https://good.com@evil.com/', 'evil.com'],
    ['https://good.com:443@evil.com/', 'evil.com'],
    ['https://good.com%40evil.com@other.com/', 'other.com'],
    ['https://evil.com/@good.com', 'evil.com'],
    ['https://evil.com?@good.com', 'evil.com'],
    ['https://evil.com#@good.com', 'evil.com'],
    ['https://evil.com/\\@good.com', 'evil.com'],
    ['https://evil.com/a b', 'evil.com'],
    ['https://bücher.example', 'xn--bcher-kva.example'],
    ['https://xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['https://ＧＯＯＤ.com', 'good.com'],
    ['https://good。com', 'good.com'],
    ['http://127.0.0.1/', '127.0.0.1'],
    ['http://0x7f.1/', '127.0.0.1'],
    ['http://2130706433/', '127.0.0.1'],
    ['http://0177.0.0.1/', '127.0.0.1'],
    ['http://[::1]:80/', '[::1]'],
    ['http://[0:0:0:0:0:0:0:1]/', '[::1]'],
    ['http://[::ffff:127.0.0.1]/', '[::ffff:7f00:1]'],
    ['http://localhost', 'localhost'],
  ])('of %j is %s', (url, expected) => {
    expect(call('host', url)).toBe(expected);
  });

  it.each([
    // not a web address
    '',
    'example.com',
    '//example.com',
    '/path',
    'ftp://example.com',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/html,x',
    'blob:https://example.com/x',
    'mailto:a@example.com',
    'httpsx://example.com',
    'http\u017f://example.com',
    // no host, or none that can be
    'https://',
    'https:///',
    'https://.',
    'https://?x',
    'https://@',
    'https://user@',
    'https://:80',
    'https://example.com..',
    'https://a..b',
    'https://.example.com',
    'https://exa mple.com',
    'https://exa<mple.com',
    'https://example.com:99999',
    'https://example.com:port',
    'https://[::1',
    'https://1.2.3.256',
    'https://good.com／.evil.com',
    // read differently by different programs
    'https:example.com',
    'https:/example.com',
    'https:\\\\example.com',
    'https:/\\example.com',
    'https://\\example.com',
    'https:////example.com',
    'https://good.com\\@evil.com',
    'https://good.com\\.evil.com/',
    'https://evil.com\\',
    'https://good.com\t.evil.com',
    'https://good.com\n@evil.com',
    'ht\ntps://good.com',
    'https://good.com/\r\nHost: evil.com',
    'https://good.com\0.evil.com',
    '\0https://good.com',
    ' https://good.com',
    'https://good.com ',
    '\u00a0https://good.com',
    '\ufeffhttps://good.com',
    'https://ex%61mple.com',
    'https://good.com%2eevil.com',
    'https://good.com%00.evil.com',
    'https://a@good.com@evil.com',
    'https://a:b@good.com:80@evil.com/',
    'https://\ud83d.com',
  ])('refuses %j', (url) => {
    expect(call('host', url)).toBe(REFUSED);
  });

  it('agrees with the URL standard wherever it gives an answer, and never throws', () => {
    const piece = fc.constantFrom(
      'https:',
      'http:',
      '//',
      '/',
      '\\',
      '@',
      ':',
      '?',
      '#',
      '.',
      '%2e',
      '%',
      '[',
      ']',
      '::1',
      'good',
      'com',
      'evil',
      '80',
      '\t',
      '\n',
      ' ',
      'ä',
      '😀',
      '\ud83d',
      '\u00ad',
      '。',
      'xn--',
      '-',
      '0x7f',
      '1',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
        for (const url of [pieces.join(''), `https://${pieces.join('')}`]) {
          const host = call('host', url);
          if (host === REFUSED) continue;
          expect(host).toBe(new URL(url).hostname.replace(/\.$/, ''));
          expect(host).toBe(String(host).toLowerCase());
          expect(host).not.toMatch(/[\s\\/@?#]|^$|\.$/);
        }
      }),
      { numRuns: 5000 },
    );
  });
});
