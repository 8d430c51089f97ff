import type { Signature, StaticType } from '../environment.ts';
import { isNumber } from './type-rules.ts';

/** The names that a declaration may use beside those of CEL's own types. */
export interface TypeNames {
  readonly opaque: ReadonlySet<string>;
  readonly parameters: ReadonlySet<string>;
}

/** A type as a declaration has it. */
export interface DeclaredType {
  /** As it is written, without what stands between parentheses. */
  readonly name: string;
  /** `dyn` for a type parameter. */
  readonly type: StaticType;
  /** Every name that stands between its parentheses. */
  readonly holds: readonly string[];
}

/**
 * Deduces what a function with type parameters gives. A parameter is the one type of all arguments that
 * are declared as it. It is `dyn` where one of them is, and where a list, a map or an opaque type holds it,
 * as only the run knows what these hold. Arguments of several types do not fit each other; with JSON
 * numbers, all numbers do.
 */
export function resultFor(
  takes: readonly DeclaredType[],
  result: DeclaredType,
  { parameters }: TypeNames,
): NonNullable<Signature['resultFor']> {
  const held = new Set(takes.flatMap(({ holds }) => holds));
  return (given, json) => {
    const deduced = new Map<string, StaticType>();
    for (const parameter of parameters) {
      const types = given.filter((_, index) => takes[index]?.name === parameter);
      const type = held.has(parameter) ? 'dyn' : commonType(types, json);
      if (type === undefined) return undefined;
      deduced.set(parameter, type);
    }
    return deduced.get(result.name) ?? result.type;
  };
}

/** The type that all of these are; `undefined` where there is none. */
function commonType(types: readonly StaticType[], json: boolean): StaticType | undefined {
  const [first = 'dyn', ...others] = types;
  if (types.includes('dyn')) return 'dyn';
  if (others.every((type) => type === first)) return first;
  return json && types.every(isNumber) ? 'double' : undefined;
}
