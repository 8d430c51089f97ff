import type { StaticType } from '../environment.ts';
import type { Duration, Optional, Timestamp, TypeValue, Uint } from '../value.ts';

/** One way to call a function: for these kinds of arguments, it gives that kind of value. */
export interface Signature {
  /** Present for `receiver.name(...)`. */
  readonly receiver?: StaticType;
  readonly params: readonly StaticType[];
  readonly result: StaticType;
}

/** The kinds of all that a call takes, the receiver first. */
export const kindsOf = ({ receiver, params }: Signature): readonly StaticType[] =>
  receiver === undefined ? params : [receiver, ...params];

/** A signature with what computes the value. */
export interface Overload extends Signature {
  /** Takes the receiver first. Gives a value or a `Problem`; never throws. Never called with a fault. */
  readonly call: Call<unknown>;
  /** Steps beyond one, charged before the call, which they bound in time and memory. Absent: none. */
  readonly cost?: Call<number>;
  /** It reads what is inside the lists and maps it takes, which is checked and charged before the call. */
  readonly deep?: true;
}

/** Takes the receiver, if any, then the arguments. Where a shorter call exists, `undefined` stands for what it leaves out. */
type Call<Result> = (a?: unknown, b?: unknown, c?: unknown, d?: unknown) => Result;

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

type Arguments<Kinds extends readonly StaticType[]> = {
  -readonly [Index in keyof Kinds]: Values[Kinds[Index]];
};

/** `name(params)`, with what it costs in steps beyond one. */
export const global = <const Params extends readonly StaticType[]>(
  params: Params,
  result: StaticType,
  call: (...args: Arguments<Params>) => unknown,
  steps?: (...args: Arguments<Params>) => number,
): Overload => overload({ params, result }, call, steps);

/** `receiver.name(params)`, likewise. */
export const method = <Receiver extends StaticType, const Params extends readonly StaticType[]>(
  receiver: Receiver,
  params: Params,
  result: StaticType,
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
