import type { Expression } from '../ast.ts';
import type { Evaluate, Frame } from '../environment.ts';
import type { PlainObject } from '../kind.ts';
import type { Compilation } from './compilation.ts';
import { isOrdinary } from './field.ts';
import { readsFromObjects, readsPlainly } from './own-property.ts';

/** A field to read from an object: plainly, or only once it is known that the object is ordinary. */
interface QuickField {
  readonly field: string;
  readonly guarded: boolean;
}

/** `field` or `outer.field` of the primary variable, as `param.amount` or `param.customer.tier`. */
export interface PrimaryPath extends QuickField {
  readonly outer: string | undefined;
  /** Nothing but one plain field: closures read that themselves, any other path with `readPath`. */
  readonly direct: boolean;
}

/** A field of a variable. */
export interface VariableField extends QuickField {
  readonly read: Evaluate;
}

/** The path, for closures that read it themselves; `undefined` for every other expression. */
export function primaryPath(
  expression: Expression,
  compilation: Compilation,
): PrimaryPath | undefined {
  const select = quickSelect(expression, compilation);
  if (select === undefined) return undefined;
  const { target, field, guarded } = select;
  if (isPrimary(target, compilation)) {
    return { outer: undefined, field, guarded, direct: !guarded };
  }
  const owner = quickSelect(target, compilation);
  if (owner === undefined || owner.guarded || !isPrimary(owner.target, compilation)) {
    return undefined;
  }
  return { outer: owner.field, field, guarded, direct: false };
}

/** `variable.field`, for closures that read both themselves; `undefined` for every other expression. */
export function variableField(
  expression: Expression,
  compilation: Compilation,
): VariableField | undefined {
  const select = quickSelect(expression, compilation);
  if (select?.target.kind !== 'name') return undefined;
  const { name } = select.target;
  if (compilation.local(name) !== undefined) return undefined;
  const variable = compilation.environment.variables.get(name);
  return variable && { read: variable.read, field: select.field, guarded: select.guarded };
}

/**
 * What a path leads to, just as it is there; `undefined` where it leads nowhere. Only a scalar of the kind
 * that a closure expects may be used without further checks. Closures read the one field of a direct path
 * themselves: what a place in the code has read before makes it fast.
 */
export function readPath({ primary }: Frame, { outer, field, guarded }: PrimaryPath): unknown {
  const owner = outer === undefined ? primary : primary[outer];
  if (guarded) return readGuarded(owner, field);
  return typeof owner === 'object' && owner !== null ? (owner as PlainObject)[field] : undefined;
}

/** The same for a guarded field of any value. */
export const readGuarded = (value: unknown, field: string): unknown =>
  isOrdinary(value) ? value[field] : undefined;

interface QuickSelect extends QuickField {
  readonly target: Expression;
}

function quickSelect(expression: Expression, { fuses }: Compilation): QuickSelect | undefined {
  if (!fuses || expression.kind !== 'select' || expression.optional) return undefined;
  const { target, field } = expression;
  if (readsPlainly(field)) return { target, field, guarded: false };
  return readsFromObjects(field) ? { target, field, guarded: true } : undefined;
}

function isPrimary(expression: Expression, compilation: Compilation): boolean {
  if (expression.kind !== 'name' || compilation.local(expression.name) !== undefined) return false;
  return compilation.environment.variables.get(expression.name)?.primary === true;
}
