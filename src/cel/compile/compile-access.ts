import type { Expression, Node } from '../ast.ts';
import type { Evaluate } from '../environment.ts';
import { Fault } from '../fault.ts';
import { kindOf } from '../kind.ts';
import { typeValue } from '../type-value.ts';
import { Optional } from '../value.ts';
import type { Admit } from './admit.ts';
import type { Compilation, Local } from './compilation.ts';
import { describe } from './describe.ts';
import { Access, fieldOf, isOrdinary, itemOf, optionalItemOf } from './field.ts';
import { type AnyMap, mapGet } from './map-access.ts';
import { NodeFaults } from './node-faults.ts';
import { readsFromObjects, readsPlainly } from './own-property.ts';

/** Objects are read by name before it is known what they are; see `readsPlainly`. */
type Readable = { readonly [key: string]: unknown } | null;

/** A macro's variable, a declared variable, or a type. */
export function compileName(node: Node<'name'>, compilation: Compilation): Evaluate {
  const local = compilation.local(node.name);
  if (local !== undefined) return compileLocal(node, local, compilation.admit);
  const variable = compilation.environment.variables.get(node.name);
  const faults = new NodeFaults(node.span);
  if (variable === undefined) {
    const type = typeValue(node.name);
    const unknown = `\`${node.name}\` is not known`;
    return type === undefined ? () => faults.of('no-such-field', unknown) : () => type;
  }
  const { read } = variable;
  const { admit } = compilation;
  const missing = `\`${node.name}\` has no value`;
  return (frame) => {
    const value = read(frame);
    return value === undefined ? faults.of('no-such-field', missing) : admit(value, faults);
  };
}

/** An object that a loop took from its list is checked here, when it is used as a whole. */
function compileLocal(node: Node<'name'>, { slot, checked }: Local, admit: Admit): Evaluate {
  if (checked) return (frame) => frame.locals[slot];
  const faults = new NodeFaults(node.span);
  return (frame) => {
    const value = frame.locals[slot];
    return typeof value === 'object' ? admit(value, faults) : value;
  };
}

/** `target.field` and `target.?field`. */
export function compileSelect(node: Node<'select'>, compilation: Compilation): Evaluate {
  const { field, optional } = node;
  const access = accessOf(node, field, compilation);
  if (optional) {
    const owner = compilation.compile(node.target);
    return (frame) => optionalItemOf(owner(frame), field, access);
  }
  const target = compileContainer(node.target, compilation);
  const { admit, faults } = access;
  if (!readsPlainly(field)) {
    if (!readsFromObjects(field)) return (frame) => fieldOf(target(frame), field, access);
    return (frame) => {
      const object = target(frame);
      if (!isOrdinary(object)) return fieldOf(object, field, access);
      const value = object[field];
      return value === undefined ? access.absent : admit(value, faults);
    };
  }
  return (frame) => {
    const object = target(frame) as Readable;
    if (typeof object === 'object' && object !== null) {
      const value = object[field];
      if (value !== undefined) return admit(value, faults);
    }
    return fieldOf(object, field, access);
  };
}

/**
 * An expression whose value is only read from, so that it need not be checked itself: what is no map
 * or list shows when it is read.
 */
function compileContainer(expression: Expression, compilation: Compilation): Evaluate {
  if (!compilation.fuses) return compilation.compile(expression);
  const variable = rawVariable(expression, compilation);
  if (variable !== undefined) return variable;
  if (expression.kind !== 'select' || expression.optional || !readsPlainly(expression.field)) {
    return compilation.compile(expression);
  }
  const { field } = expression;
  const access = accessOf(expression, field, compilation);
  const target = compileContainer(expression.target, compilation);
  return (frame) => {
    const object = target(frame) as Readable;
    if (typeof object === 'object' && object !== null) {
      const value = object[field];
      if (value !== undefined) return value;
    }
    return fieldOf(object, field, access);
  };
}

/** Reads a variable without checking its value; `undefined` where the expression is none. */
function rawVariable(expression: Expression, compilation: Compilation): Evaluate | undefined {
  if (expression.kind !== 'name') return undefined;
  const local = compilation.local(expression.name);
  if (local === undefined) return compilation.environment.variables.get(expression.name)?.read;
  const { slot } = local;
  return (frame) => frame.locals[slot];
}

/** `target[index]` and `target[?index]`. */
export function compileIndex(node: Node<'index'>, compilation: Compilation): Evaluate {
  const { index, optional } = node;
  const literal = index.kind === 'literal' ? index.value : undefined;
  const key = compilation.compile(index);
  const described = typeof literal === 'string' ? literal : undefined;
  const access = accessOf(node, described, compilation);
  if (optional) {
    const owner = compilation.compile(node.target);
    return (frame) => {
      const container = owner(frame);
      if (container instanceof Fault) return container;
      const at = key(frame);
      return at instanceof Fault ? at : optionalItemOf(container, at, access);
    };
  }
  const target = compileContainer(node.target, compilation);
  if (typeof literal === 'string' && compilation.fuses) {
    if (!readsPlainly(literal)) return (frame) => itemOf(target(frame), literal, access);
    const { admit, faults } = access;
    return (frame) => {
      const object = target(frame) as Readable;
      if (typeof object === 'object' && object !== null) {
        const value = object[literal];
        if (value !== undefined) return admit(value, faults);
      }
      return itemOf(object, literal, access);
    };
  }
  return (frame) => {
    const container = target(frame);
    return container instanceof Fault ? container : itemOf(container, key(frame), access);
  };
}

/** `has(target.field)`: whether the field is there; an error where the target is not, or has no fields. */
export function compileHas(node: Node<'has'>, compilation: Compilation): Evaluate {
  if (node.operand.kind !== 'select') return () => false;
  const { field, target, optional } = node.operand;
  const access = accessOf(node.operand, field, compilation);
  const read = compileContainer(target, compilation);
  const { admit, faults } = access;
  const plainly = readsFromObjects(field);
  return (frame) => {
    let object = read(frame);
    if (plainly && isOrdinary(object)) {
      const value = object[field];
      return value instanceof Fault ? value : value !== undefined;
    }
    if (object instanceof Fault) return object;
    if (object === undefined) return access.absent;
    if (object instanceof Optional) {
      if (!object.present) return false;
      object = object.value;
    } else if (optional && kindOf(object) !== 'map') {
      return false;
    }
    const admitted = admit(object, faults);
    if (admitted instanceof Fault) return admitted;
    if (kindOf(object) !== 'map') return faults.noFields;
    const value = mapGet(object as AnyMap, field);
    return value instanceof Fault ? value : value !== undefined;
  };
}

function accessOf(
  node: Node<'select'> | Node<'index'>,
  field: string | undefined,
  { admit }: Compilation,
): Access {
  const owner = describe(node.target);
  const missing =
    field === undefined
      ? `${owner} has no such key`
      : `${owner} has no field \`${shorten(field)}\``;
  return new Access(admit, new NodeFaults(node.span), missing);
}

const shorten = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}...` : text);
