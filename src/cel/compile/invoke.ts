import type { Evaluate, Frame, Overload, StaticType } from '../environment.ts';
import { Fault, Problem } from '../fault.ts';
import { kindOf } from '../kind.ts';
import { kindsOf } from '../library/overload.ts';
import { CelMap } from '../value.ts';
import type { NodeFaults } from './node-faults.ts';

/** A function with the kinds of all it takes, the receiver first. */
interface Candidate {
  readonly kinds: readonly StaticType[];
  readonly overload: Overload;
}

/** Checks and charges what is inside the values of a call, the receiver first. */
type Inspect = (values: readonly unknown[], frame: Frame) => Fault | undefined;

/**
 * A call of a function: the first overload that takes the values it gets. Where none does, with JSON
 * numbers a whole double goes where an int is wanted and an int where a double is. No result is infinite
 * then.
 */
export function invoke(
  name: string,
  overloads: readonly Overload[],
  operands: readonly Evaluate[],
  json: boolean,
  faults: NodeFaults,
  inspect: Inspect = () => undefined,
): Evaluate {
  const candidates = overloads.map((overload) => ({ overload, kinds: kindsOf(overload) }));
  const wrong = `\`${name}\` does not take these values`;
  return (frame) => {
    const values: unknown[] = [];
    for (const operand of operands) {
      const value = operand(frame);
      if (value instanceof Fault) return value;
      values.push(value);
    }
    const overload = choose(candidates, values, json);
    if (overload === undefined) return faults.of('no-such-overload', wrong);
    return call(overload, values, json, frame, faults, inspect);
  };
}

function choose(
  candidates: readonly Candidate[],
  values: unknown[],
  json: boolean,
): Overload | undefined {
  for (const { kinds, overload } of candidates) {
    if (kinds.every((kind, index) => fits(kind, values[index]))) return overload;
  }
  if (!json) return undefined;
  for (const { kinds, overload } of candidates) {
    if (!kinds.every((kind, index) => fits(kind, values[index]) || servesAs(kind, values[index]))) {
      continue;
    }
    for (const [index, kind] of kinds.entries()) {
      const value = values[index];
      if (kind === 'int' && typeof value === 'number') values[index] = BigInt(value);
      else if (kind === 'double' && typeof value === 'bigint') values[index] = Number(value);
    }
    return overload;
  }
  return undefined;
}

function fits(kind: StaticType, value: unknown): boolean {
  if (kind === 'string') return typeof value === 'string';
  return kind === 'dyn' || kindOf(value) === kind;
}

/** Whether a double stands in for the int that is wanted, or an int for the double. */
function servesAs(kind: StaticType, value: unknown): boolean {
  if (typeof value === 'bigint') return kind === 'double';
  return (
    kind === 'int' &&
    typeof value === 'number' &&
    Number.isInteger(value) &&
    Math.abs(value) < 2 ** 63
  );
}

function call(
  { call: run, cost, deep }: Overload,
  values: unknown[],
  json: boolean,
  frame: Frame,
  faults: NodeFaults,
  inspect: Inspect,
): unknown {
  for (const [index, value] of values.entries()) {
    if (value instanceof Map) values[index] = celMapOf(value, frame);
  }
  frame.steps -= 1;
  if (cost !== undefined && frame.steps >= 0) frame.steps -= Math.ceil(cost(...values));
  if (frame.steps < 0) return faults.budget;
  const fault = deep === true ? inspect(values, frame) : undefined;
  if (fault !== undefined) return fault;
  const result = run(...values);
  if (result instanceof Problem) return faults.from(result);
  if (json && typeof result === 'number' && !Number.isFinite(result)) {
    return faults.of('not-finite', 'the result is not a finite number');
  }
  return result;
}

/** The library knows CEL's own maps only. */
function celMapOf(map: ReadonlyMap<unknown, unknown>, frame: Frame): CelMap {
  const own = new CelMap();
  frame.steps -= map.size;
  if (frame.steps >= 0) for (const [key, value] of map) own.add(key, value);
  return own;
}
