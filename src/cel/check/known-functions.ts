import type { Functions, Signature } from '../environment.ts';
import { LIBRARY } from '../library/library.ts';
import { macroArity, RECEIVER_MACROS } from '../syntax/macros.ts';

/** Functions that the compiler knows, beside the library's. */
export const BUILT_IN: ReadonlyMap<string, readonly Signature[]> = new Map([
  ['dyn', [{ params: ['dyn'], result: 'dyn' }]],
  ['type', [{ params: ['dyn'], result: 'type' }]],
  [
    'matches',
    [
      { receiver: 'string', params: ['string'], result: 'bool' },
      { params: ['string', 'string'], result: 'bool' },
    ],
  ],
  ['or', [{ receiver: 'optional_type', params: ['optional_type'], result: 'optional_type' }]],
  ['orValue', [{ receiver: 'optional_type', params: ['dyn'], result: 'dyn' }]],
]);

/** Every name that a call can have, macros included. */
export const callableNames = (functions: Functions): readonly string[] => [
  ...functions.keys(),
  ...BUILT_IN.keys(),
  ...RECEIVER_MACROS,
  'has',
];

/** Whether a function or macro of ours has this name, in whatever way it is called. */
export const isTaken = (name: string): boolean =>
  LIBRARY.has(name) || BUILT_IN.has(name) || macroArity(name) !== undefined || name === 'cel.bind';
