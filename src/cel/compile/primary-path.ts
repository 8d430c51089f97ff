import type { Expression, Node } from '../ast.ts';
import type { Evaluate, Frame } from '../environment.ts';
import type { Compilation } from './compilation.ts';
import { readsPlainly } from './own-property.ts';

/** `field` or `field.inner` of the primary variable, as `param.amount` or `param.customer.tier`. */
export interface PrimaryPath {
  readonly field: string;
  readonly inner: string | undefined;
}

/** The path, for closures that read it themselves; `undefined` for every other expression. */
export function primaryPath(
  expression: Expression,
  compilation: Compilation,
): PrimaryPath | undefined {
  const outer = plainSelect(expression, compilation);
  if (outer === undefined) return undefined;
  if (isPrimary(outer.target, compilation)) return { field: outer.field, inner: undefined };
  const target = plainSelect(outer.target, compilation);
  if (target === undefined || !isPrimary(target.target, compilation)) return undefined;
  return { field: target.field, inner: outer.field };
}

/** `variable.field`, for closures that read both themselves; `undefined` for every other expression. */
export function variableField(
  expression: Expression,
  compilation: Compilation,
): { readonly read: Evaluate; readonly field: string } | undefined {
  const select = plainSelect(expression, compilation);
  if (select?.target.kind !== 'name') return undefined;
  const { name } = select.target;
  if (compilation.local(name) !== undefined) return undefined;
  const variable = compilation.environment.variables.get(name);
  return variable && { read: variable.read, field: select.field };
}

/**
 * What a path of two fields leads to, just as it is there; `undefined` where it leads nowhere. Only a
 * scalar of the kind that a closure expects may be used without further checks. Closures read the one
 * field of a shorter path themselves: what a place in the code has read before makes it fast.
 */
export function readInner({ primary }: Frame, field: string, inner: string): unknown {
  const value = primary[field];
  return typeof value === 'object' && value !== null
    ? (value as Frame['primary'])[inner]
    : undefined;
}

function plainSelect(expression: Expression, { fuses }: Compilation): Node<'select'> | undefined {
  if (!fuses || expression.kind !== 'select' || expression.optional) return undefined;
  return readsPlainly(expression.field) ? expression : undefined;
}

function isPrimary(expression: Expression, compilation: Compilation): boolean {
  if (expression.kind !== 'name' || compilation.local(expression.name) !== undefined) return false;
  return compilation.environment.variables.get(expression.name)?.primary === true;
}
