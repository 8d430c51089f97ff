import {
  absorbs,
  all,
  asksScalarForField,
  type Departure,
  hasFractionOfSecond,
  hasSurrogates,
  losesZeroSign,
  theyFail,
  weFail,
  written,
} from './departure.ts';

/** What `@marcbachmann/cel-js` lacks or does otherwise than the CEL specification says. */
export const CEL_JS_DEPARTURES: readonly Departure[] = [
  {
    reason: 'compares with ==, != and in only values of types that its checker finds alike',
    applies: theyFail(/^no_such_overload: no such overload: .+ (==|!=|in) /),
  },
  {
    reason: 'has no order of bytes',
    applies: theyFail(/^no_such_overload: no such overload: bytes [<>]=? bytes/),
  },
  {
    reason: 'wants both branches of ?: to have one type',
    applies: theyFail(/^incompatible_ternary_branches: /),
  },
  {
    reason: 'has() takes nothing but names and fields',
    applies: theyFail(/^invalid_macro_argument: has\(\) invalid argument/),
  },
  {
    reason:
      'has no replace with a limit, charAt, reverse, format, strings.quote or join of a mixed list',
    applies: theyFail(
      /^no_matching_overload: .* '[\w.]+\.(replace|charAt|reverse|format|quote|join)\(/,
    ),
  },
  {
    reason:
      'lacks conversions: of a uint or a timestamp to int, of times to string and to themselves',
    applies: theyFail(
      /^no_matching_overload: .* '(int\((uint|google.protobuf.Timestamp)\)|string\(google.protobuf.(Timestamp|Duration)\)|timestamp\(google.protobuf.Timestamp\)|duration\(google.protobuf.Duration\))'/,
    ),
  },
  {
    reason: 'refuses what its checker finds mistyped, also where CEL never evaluates or absorbs it',
    applies: theyFail(
      /^(invalid_condition_type|invalid_logical_operand|cannot_index_type|invalid_comprehension_range|invalid_index_type): /,
    ),
  },
  {
    reason: 'refuses operators and functions where its checker finds no overload, in the same way',
    applies: theyFail(/^(no_such_overload|no_matching_overload|variable_type_mismatch): /),
    needsWitness: true,
  },
  {
    reason: 'keys of a map literal that are no strings become strings',
    applies: all(
      written(/\{(?!"[^"]*":)/),
      theyFail(/^variable_type_mismatch: .* is not of type 'int', got 'string'/),
    ),
  },
  {
    reason:
      'keys of a map literal that are no strings become strings, and may be null, lists or doubles',
    applies: written(/\{(?!"[^"]*":)/),
    needsWitness: true,
  },
  {
    reason: 'a map literal may have one key twice',
    applies: weFail(/^the map has (the key .*|this key) already$/),
  },
  {
    reason: 'any value may be looked up in a map, and any may be a key',
    applies: weFail(/^(a map has no keys of this kind|.* cannot be a key of a map)$/),
  },
  {
    reason:
      'a uint is never found among ints or doubles, nor these among uints, nor does it index a list',
    applies: written(/\d[uU]\b|uint\(/),
    needsWitness: true,
  },
  {
    reason: 'times are read by JavaScript, which takes 30 February and much else',
    applies: weFail(/^text is not an RFC 3339 timestamp/),
  },
  {
    reason: 'knows no time zones by offset',
    applies: theyFail(/RangeError: Invalid time zone specified: [+-]\d/),
  },
  {
    reason: 'getMilliseconds of a duration counts the whole duration',
    applies: written(/(duration\(.*|- .*)\)\.getMilliseconds\(\)/s),
  },
  {
    reason: 'arithmetic on times calls a method that is not there',
    applies: theyFail(/TypeError: [ab]\.\w+ is not a function$/),
  },
  {
    reason: 'arithmetic on times loses the sign or the fraction of a second',
    applies: all(written(/(timestamp|duration)\(.*[+-]/s), hasFractionOfSecond),
  },
  {
    reason: 'has() of a field of a value that has no fields is false',
    applies: all(asksScalarForField, weFail(/^/)),
  },
  {
    reason: 'text of bytes that are no UTF-8 is patched up',
    applies: weFail(/^bytes are not valid UTF-8$/),
  },
  {
    reason: 'numbers are read from text by JavaScript, where nothing is zero',
    applies: weFail(/^text is not a (whole|decimal) /),
  },
  {
    reason: 'doubles and ints beyond 64 bits stay as they are',
    applies: weFail(/^(number is outside the range of u?int|the result does not fit in 64 bits)$/),
  },
  {
    reason: 'patterns are JavaScript regular expressions',
    applies: theyFail(/^(invalid_regular_expression|SyntaxError): /),
  },
  {
    reason: 'patterns of JavaScript, behind another error',
    applies: all(absorbs, written(/matches\("\(\?i\)/), theyFail(/^/)),
  },
  {
    reason: 'counts UTF-16 units, not code points',
    applies: all(
      hasSurrogates,
      written(/\.(size|substring|indexOf|lastIndexOf|charAt|split|replace)\(|size\(|[<>]/),
    ),
  },
  {
    reason: 'ranks == and != below the other relations, where CEL goes from left to right',
    applies: written(/[!=]= [^=]*( in |[<>])/s),
    needsWitness: true,
  },
  {
    reason: 'a lookup of any value in a map, behind another error',
    applies: all(absorbs, written(/ in /), weFail(/^/)),
    needsWitness: true,
  },
  {
    reason: 'an empty text is found anywhere, also outside of the text',
    applies: weFail(/^position is outside the string$/),
  },
  {
    reason: 'a comparison with a value of an empty list literal ends in an error of its own making',
    applies: theyFail(/Operator overload '.*' overlaps with/),
  },
  {
    reason: 'upperAscii and lowerAscii change letters beyond ASCII',
    applies: written(/(upper|lower)Ascii\(/),
    needsWitness: true,
  },
  {
    reason: 'negative zero has no sign as text',
    applies: losesZeroSign,
  },
  {
    reason: 'a duration plus a timestamp is a duration to its checker',
    applies: written(
      /(duration\(|- ).*\+.*timestamp\(.*\.get(Seconds|Minutes|Hours|Milliseconds)\(/s,
    ),
  },
  {
    reason: 'the type of a duration plus a timestamp is duration',
    applies: written(/duration\(.*\+.*timestamp\(/s),
    needsWitness: true,
  },
  {
    reason: 'a duration of 0 needs a unit',
    applies: theyFail(/^invalid_duration: Invalid duration string: 0$/),
  },
  {
    reason: 'loops go over bytes too',
    applies: weFail(/^a loop takes a list or a map$/),
  },
  {
    reason:
      'a duration plus a timestamp is a duration to its checker, which refuses what a timestamp has',
    applies: theyFail(
      /'(google.protobuf.Duration\.get|(timestamp|int)\(google.protobuf.Duration\))|Duration - google.protobuf.Timestamp$/,
    ),
  },
  {
    reason: 'an empty text has no index to search from',
    applies: theyFail(/^index_out_of_range: .*fromIndex out of range/),
  },
  {
    reason: 'a value looked up with ?. on what has no fields is absent',
    applies: all(
      written(/\.\?|\[\?/),
      weFail(/has no fields|no element|no field|takes whole numbers/),
    ),
  },
];
