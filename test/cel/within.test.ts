import { posix } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { call } from './library-call.ts';

const REFUSED = '!invalid-argument';

describe('P17: within', () => {
  it.each([
    ['/a/b', '/a/b', true],
    ['/a/b/', '/a/b', true],
    ['/a/b', '/a/b/', true],
    ['/a/b/c', '/a/b', true],
    ['/a/bc', '/a/b', false],
    ['/a', '/a/b', false],
    ['/a/b/../c', '/a/b', false],
    ['/a/b/../b/c', '/a/b', true],
    ['/a/b/../../../../etc/passwd', '/a/b', false],
    ['/a/./b//c', '/a/b', true],
    ['//a/b', '/a', true],
    ['/a/b/...', '/a/b', true],
    ['/a/b/..c', '/a/b', true],
    ['/..', '/', true],
    ['/', '/', true],
    ['/', '/a', false],
    ['/anything', '/', true],
    ['/a/b', '/x/../a', true],
    ['/A', '/a', false],
    ['/a/%2e%2e/b', '/a', true],
    ['/a/ä', '/a', true],
    ['a/b', '/a', REFUSED],
    ['', '/', REFUSED],
    ['.', '/', REFUSED],
    ['~/a', '/', REFUSED],
    [' /a', '/', REFUSED],
    ['/a', 'a', REFUSED],
    ['/a', '', REFUSED],
    ['/a\0', '/a', REFUSED],
    ['/a/b\\..\\c', '/a', REFUSED],
    ['/a', '/a\\', REFUSED],
    ['C:/a', '/', REFUSED],
    ['file:///a', '/', REFUSED],
  ])('within(%j, %j) is %s', (path, directory, expected) => {
    expect(call('within', path, directory)).toBe(expected);
  });

  it('agrees with the relative path between the two', () => {
    const path = fc
      .array(fc.constantFrom('a', 'b', 'ab', '.', '..', '', '...'), { maxLength: 6 })
      .map((names) => `/${names.join('/')}`);
    fc.assert(
      fc.property(path, path, (inner, outer) => {
        const between = posix.relative(posix.resolve(outer), posix.resolve(inner));
        expect(call('within', inner, outer)).toBe(between !== '..' && !between.startsWith('../'));
      }),
      { numRuns: 5000 },
    );
  });
});
