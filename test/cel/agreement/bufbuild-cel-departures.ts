import {
  absorbs,
  all,
  asksForNull,
  asksScalarForField,
  type Departure,
  hasSurrogates,
  losesZeroSign,
  theyFail,
  weFail,
  written,
} from './departure.ts';

/** What `@bufbuild/cel` lacks or does otherwise than the CEL specification says. */
export const BUFBUILD_CEL_DEPARTURES: readonly Departure[] = [
  {
    reason: 'has no optionals and no cel.bind',
    applies: all(written(/\.\?|\[\?|\boptional\.|cel\.bind/), theyFail(/^/)),
  },
  {
    reason: 'has no reverse',
    applies: all(written(/\.reverse\(/), theyFail(/^/)),
  },
  {
    reason: 'cannot parse a conditional within a conditional without parentheses',
    applies: all(written(/\?.*\?/s), theyFail(/^syntax: /)),
  },
  {
    reason: 'a key whose value is null is not in its map',
    applies: written(/ in /),
    needsWitness: true,
  },
  {
    reason: 'has() of a field that is null is false',
    applies: asksForNull,
  },
  {
    reason: 'has() of a field of a value that has no fields is false',
    applies: all(asksScalarForField, weFail(/^/)),
  },
  {
    reason: 'timestamp(int) takes milliseconds, and any number of them',
    applies: written(/timestamp\((?!"[^"]*"\))/),
    needsWitness: true,
  },
  {
    reason: 'times are read by JavaScript, which takes 30 February',
    applies: weFail(/^text is not an RFC 3339 timestamp/),
  },
  {
    reason: 'an int is a duration in seconds, and a duration an int',
    applies: weFail(/^`(duration|int)` does not take these values$/),
  },
  {
    reason: 'an empty text is a duration of nothing',
    applies: weFail(/^text is not a duration/),
  },
  {
    reason: 'numbers are read from text by JavaScript, where nothing is zero and a word is NaN',
    applies: weFail(/^text is not a (whole|decimal) /),
  },
  {
    reason: 'numbers read by JavaScript, behind another error',
    applies: all(absorbs, written(/\b(double|int|uint)\(/), weFail(/^/)),
  },
  {
    reason: 'two signs in a row cancel each other, whatever stands behind them',
    applies: written(/!\(*!|-\(*-/),
  },
  {
    reason: 'split with a limit leaves the rest out',
    applies: written(/\.split\(.*, -?\d\)/s),
    needsWitness: true,
  },
  {
    reason: 'replace in an empty text or with an unlimited limit does nothing',
    applies: written(/\.replace\(/),
    needsWitness: true,
  },
  {
    reason: 'a boolean may be an index, and a double a key of a map literal',
    applies: weFail(/^(a list takes whole numbers as indexes|a map has no keys of this kind)$/),
  },
  {
    reason: 'negative zero has no sign as text',
    applies: losesZeroSign,
  },
  {
    reason: 'a timestamp as text always has three digits of a fraction',
    applies: written(/string\(|format\(/),
    needsWitness: true,
  },
  {
    reason: 'a uint is divided as if it were an int',
    applies: theyFail(/^error: int overflow during (divide|modulus)/),
  },
  {
    reason: 'an empty text has no index to search from',
    applies: theyFail(/^error: index \d+ out of bounds/),
  },
  {
    reason: 'counts UTF-16 units, not code points',
    applies: all(
      hasSurrogates,
      written(/\.(size|substring|indexOf|lastIndexOf|charAt|split|replace)\(|size\(|[<>]/),
    ),
  },
];
