import type { Expression, Node } from '../ast.ts';
import type { Evaluate } from '../environment.ts';
import { Fault } from '../fault.ts';
import { Uint } from '../value.ts';
import type { Compilation } from './compilation.ts';
import { Equality } from './equality.ts';
import { NodeFaults } from './node-faults.ts';
import { isSafeInt } from './number.ts';
import { ownLevels } from './own-levels.ts';
import { type PrimaryPath, primaryPath, readPath } from './primary-path.ts';

/** `value in container`; a list of literals is looked into by a set. */
export function compileMembership(node: Node<'binary'>, compilation: Compilation): Evaluate {
  const value = compilation.compile(node.left);
  const members = compilation.fuses ? literalMembers(node.right) : undefined;
  if (members !== undefined) {
    const path = primaryPath(node.left, compilation);
    const slow: Evaluate = (frame) => memberOf(value(frame), members);
    return path === undefined ? slow : primaryMember(path, members, slow);
  }
  const container = compilation.compile(node.right);
  // the value stands where the container's elements do
  const equality = new Equality(compilation.admit, new NodeFaults(node.span), {
    left: 1 + ownLevels(node.left, compilation),
    right: ownLevels(node.right, compilation),
  });
  return (frame) => {
    const first = value(frame);
    if (first instanceof Fault) return first;
    const second = container(frame);
    return second instanceof Fault ? second : equality.contained(first, second, frame);
  };
}

/** Membership of a path of the primary variable: one closure reads and looks it up. */
function primaryMember(path: PrimaryPath, members: ReadonlySet<unknown>, slow: Evaluate): Evaluate {
  const { direct, field } = path;
  return (frame) => {
    const value = direct ? frame.primary[field] : readPath(frame, path);
    return typeof value === 'string' ? members.has(value) : slow(frame);
  };
}

/** The members of a list of scalar literals, ints as the doubles they equal; `undefined` for any other. */
function literalMembers(expression: Expression): ReadonlySet<unknown> | undefined {
  if (expression.kind !== 'list') return undefined;
  const members = new Set<unknown>();
  for (const item of expression.items) {
    if (item.kind !== 'literal') return undefined;
    const { value } = item;
    if (isSafeInt(value)) members.add(Number(value));
    else if (value === null || typeof value === 'string' || typeof value === 'boolean') {
      members.add(value);
    } else if (typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER) {
      members.add(value);
    } else return undefined;
  }
  return members;
}

/** All members are scalars and safe numbers, so that an int or uint is one of them only if it is safe. */
function memberOf(value: unknown, members: ReadonlySet<unknown>): unknown {
  if (typeof value === 'bigint') return isSafeInt(value) && members.has(Number(value));
  if (typeof value !== 'object' || value === null) return members.has(value);
  if (value instanceof Fault) return value;
  return value instanceof Uint && isSafeInt(value.value) && members.has(Number(value.value));
}
