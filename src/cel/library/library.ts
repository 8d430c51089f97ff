import type { Functions, Overload } from '../environment.ts';
import { CelMap } from '../value.ts';
import {
  getDate,
  getDayOfMonth,
  getDayOfWeek,
  getDayOfYear,
  getFullYear,
  getHours,
  getMilliseconds,
  getMinutes,
  getMonth,
  getSeconds,
  type TimestampPart,
} from './calendar.ts';
import * as conversion from './conversions.ts';
import * as cost from './cost.ts';
import { hoursOf, millisecondsOf, minutesOf, parseDuration, secondsOf } from './duration.ts';
import { format } from './format.ts';
import { matchGlob } from './glob.ts';
import { host } from './host.ts';
import * as optional from './optional-functions.ts';
import { deep, global, method } from './overload.ts';
import * as strings from './strings.ts';
import { parseTimestamp, timestampOfSeconds } from './timestamp.ts';
import { within } from './within.ts';

const TIMESTAMP = 'google.protobuf.Timestamp';
const DURATION = 'google.protobuf.Duration';

const identity = (value: unknown): unknown => value;

const listSize = (value: { readonly length: number }): bigint => BigInt(value.length);

/** A property that is `undefined` is absent. */
const mapSize = (map: object): bigint =>
  BigInt(
    map instanceof CelMap
      ? map.size
      : Object.values(map).reduce((size: number, value) => size + (value === undefined ? 0 : 1), 0),
  );

const ofTimestamp = (read: TimestampPart): readonly Overload[] => [
  method(TIMESTAMP, [], 'int', read),
  method(TIMESTAMP, ['string'], 'int', read, cost.lookingUpZone),
];

/**
 * Every function that takes the values of its arguments, by the name it is called by. Those that the
 * compiler has to know, such as `matches` with its pattern and `orValue` with an argument that may not be
 * needed, are beside it. What is in an expression is looked up here when it is compiled.
 */
export const LIBRARY: Functions = new Map<string, readonly Overload[]>([
  // sizes
  [
    'size',
    [
      global(['string'], 'int', strings.stringSize, cost.reading),
      global(['bytes'], 'int', listSize),
      global(['list'], 'int', listSize),
      global(['map'], 'int', mapSize, cost.countingKeys),
      method('string', [], 'int', strings.stringSize, cost.reading),
      method('bytes', [], 'int', listSize),
      method('list', [], 'int', listSize),
      method('map', [], 'int', mapSize, cost.countingKeys),
    ],
  ],

  // conversions
  [
    'int',
    [
      global(['int'], 'int', identity),
      global(['uint'], 'int', conversion.uintToInt),
      global(['double'], 'int', conversion.doubleToInt),
      global(['string'], 'int', conversion.stringToInt, cost.reading),
      global([TIMESTAMP], 'int', conversion.timestampToInt),
    ],
  ],
  [
    'uint',
    [
      global(['uint'], 'uint', identity),
      global(['int'], 'uint', conversion.intToUint),
      global(['double'], 'uint', conversion.doubleToUint),
      global(['string'], 'uint', conversion.stringToUint, cost.reading),
    ],
  ],
  [
    'double',
    [
      global(['double'], 'double', identity),
      global(['int'], 'double', conversion.intToDouble),
      global(['uint'], 'double', conversion.uintToDouble),
      global(['string'], 'double', conversion.stringToDouble, cost.reading),
    ],
  ],
  [
    'string',
    [
      global(['string'], 'string', identity),
      global(['bool'], 'string', conversion.scalarToString),
      global(['int'], 'string', conversion.scalarToString),
      global(['uint'], 'string', conversion.uintToString),
      global(['double'], 'string', conversion.doubleToString),
      global(['bytes'], 'string', conversion.bytesToString, cost.reading),
      global([TIMESTAMP], 'string', conversion.timeToString, cost.readingTime),
      global([DURATION], 'string', conversion.timeToString, cost.readingTime),
    ],
  ],
  [
    'bool',
    [global(['bool'], 'bool', identity), global(['string'], 'bool', conversion.stringToBool)],
  ],
  [
    'bytes',
    [
      global(['bytes'], 'bytes', identity),
      global(['string'], 'bytes', conversion.stringToBytes, cost.reading),
    ],
  ],

  // time
  [
    'timestamp',
    [
      global([TIMESTAMP], TIMESTAMP, identity),
      global(['string'], TIMESTAMP, parseTimestamp, cost.readingTime),
      global(['int'], TIMESTAMP, timestampOfSeconds),
    ],
  ],
  [
    'duration',
    [
      global([DURATION], DURATION, identity),
      global(['string'], DURATION, parseDuration, cost.readingDuration),
    ],
  ],
  ['getDate', ofTimestamp(getDate)],
  ['getDayOfMonth', ofTimestamp(getDayOfMonth)],
  ['getDayOfWeek', ofTimestamp(getDayOfWeek)],
  ['getDayOfYear', ofTimestamp(getDayOfYear)],
  ['getFullYear', ofTimestamp(getFullYear)],
  ['getMonth', ofTimestamp(getMonth)],
  ['getHours', [...ofTimestamp(getHours), method(DURATION, [], 'int', hoursOf)]],
  ['getMinutes', [...ofTimestamp(getMinutes), method(DURATION, [], 'int', minutesOf)]],
  ['getSeconds', [...ofTimestamp(getSeconds), method(DURATION, [], 'int', secondsOf)]],
  [
    'getMilliseconds',
    [...ofTimestamp(getMilliseconds), method(DURATION, [], 'int', millisecondsOf)],
  ],

  // strings
  ['contains', [method('string', ['string'], 'bool', strings.contains, cost.searching)]],
  [
    'startsWith',
    [
      method(
        'string',
        ['string'],
        'bool',
        (text, part) => text.startsWith(part),
        cost.readingShorter,
      ),
    ],
  ],
  [
    'endsWith',
    [
      method(
        'string',
        ['string'],
        'bool',
        (text, part) => text.endsWith(part),
        cost.readingShorter,
      ),
    ],
  ],
  ['charAt', [method('string', ['int'], 'string', strings.charAt, cost.reading)]],
  [
    'indexOf',
    [
      method('string', ['string'], 'int', strings.indexOf, cost.searching),
      method('string', ['string', 'int'], 'int', strings.indexOf, cost.searching),
    ],
  ],
  [
    'lastIndexOf',
    [
      method('string', ['string'], 'int', strings.lastIndexOf, cost.searching),
      method('string', ['string', 'int'], 'int', strings.lastIndexOf, cost.searching),
    ],
  ],
  [
    'substring',
    [
      method('string', ['int'], 'string', strings.substring, cost.reading),
      method('string', ['int', 'int'], 'string', strings.substring, cost.reading),
    ],
  ],
  ['lowerAscii', [method('string', [], 'string', strings.lowerAscii, cost.rebuilding)]],
  ['upperAscii', [method('string', [], 'string', strings.upperAscii, cost.rebuilding)]],
  ['trim', [method('string', [], 'string', strings.trim, cost.reading)]],
  ['reverse', [method('string', [], 'string', strings.reverse, cost.rebuilding)]],
  [
    'replace',
    [
      method('string', ['string', 'string'], 'string', strings.replace, cost.replacing),
      method('string', ['string', 'string', 'int'], 'string', strings.replace, cost.replacing),
    ],
  ],
  [
    'split',
    [
      method('string', ['string'], 'list', strings.split, cost.splitting),
      method('string', ['string', 'int'], 'list', strings.split, cost.splitting),
    ],
  ],
  [
    'join',
    [
      method('list', [], 'string', strings.join, cost.joining),
      method('list', ['string'], 'string', strings.join, cost.joining),
    ],
  ],
  ['format', [deep(method('string', ['list'], 'string', format, cost.formatting))]],
  ['strings.quote', [global(['string'], 'string', strings.quote, cost.rebuilding)]],

  // optionals
  ['optional.of', [global(['dyn'], 'optional_type', optional.optionalOf)]],
  [
    'optional.ofNonZeroValue',
    [global(['dyn'], 'optional_type', optional.optionalOfNonZero, cost.countingKeys)],
  ],
  ['optional.none', [global([], 'optional_type', optional.optionalNone)]],
  ['hasValue', [method('optional_type', [], 'bool', optional.hasValue)]],
  ['value', [method('optional_type', [], 'dyn', optional.presentValue)]],

  // what tool arguments need
  ['glob', [global(['string', 'string'], 'bool', matchGlob, cost.globbing)]],
  ['host', [global(['string'], 'string', host, cost.parsingUrl)]],
  ['within', [global(['string', 'string'], 'bool', within, cost.resolvingPaths)]],
]);
