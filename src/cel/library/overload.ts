import type { Call, Overload, Signature, StaticType } from '../environment.ts';
import type { Duration, Kind, Optional, Timestamp, TypeValue, Uint } from '../value.ts';

/** What a function of the library takes. */
type Parameter = Kind | 'dyn';

/** The kinds of all that a call takes, the receiver first. */
export const kindsOf = ({ receiver, params }: Signature): readonly StaticType[] =>
  receiver === undefined ? params : [receiver, ...params];

/** What a function gets for a parameter of each kind. */
interface Values {
  null_type: null;
  bool: boolean;
  int: bigint;
  uint: Uint;
  double: number;
  string: string;
  bytes: Uint8Array;
  list: readonly unknown[];
  map: object;
  'google.protobuf.Timestamp': Timestamp;
  'google.protobuf.Duration': Duration;
  type: TypeValue;
  optional_type: Optional;
  dyn: unknown;
}

type Arguments<Kinds extends readonly Parameter[]> = {
  -readonly [Index in keyof Kinds]: Values[Kinds[Index]];
};

/** `name(params)`, with what it costs in steps beyond one. */
export const global = <const Params extends readonly Parameter[]>(
  params: Params,
  result: Parameter,
  call: (...args: Arguments<Params>) => unknown,
  steps?: (...args: Arguments<Params>) => number,
): Overload => overload({ params, result }, call, steps);

/** `receiver.name(params)`, likewise. */
export const method = <Receiver extends Parameter, const Params extends readonly Parameter[]>(
  receiver: Receiver,
  params: Params,
  result: Parameter,
  call: (receiver: Values[Receiver], ...args: Arguments<Params>) => unknown,
  steps?: (receiver: Values[Receiver], ...args: Arguments<Params>) => number,
): Overload => overload({ receiver, params, result }, call, steps);

/** The same for what reads the insides of its lists and maps. */
export const deep = (shallow: Overload): Overload => ({ ...shallow, deep: true });

/** Kinds and parameters are matched above; whoever calls checks the kinds first. */
function overload(
  shape: Signature,
  call: (...args: never) => unknown,
  steps: ((...args: never) => number) | undefined,
): Overload {
  if (steps === undefined) return { ...shape, call: call as Call<unknown> };
  return { ...shape, call: call as Call<unknown>, cost: steps as Call<number> };
}
