import type { Expression, Node } from '../ast.ts';
import { children } from '../children.ts';
import type { Evaluate, Frame } from '../environment.ts';
import { Fault } from '../fault.ts';
import { kindOf } from '../kind.ts';
import type { Admit } from './admit.ts';
import type { Compilation } from './compilation.ts';
import { compileOptionalMacro } from './compile-optional.ts';
import { type AnyMap, chargedKeys } from './map-access.ts';
import { NodeFaults } from './node-faults.ts';
import { ownLevels } from './own-levels.ts';

/** `cel.bind(name, value, body)`: the value is evaluated once, and its error is the result. */
export function compileBind(node: Node<'bind'>, compilation: Compilation): Evaluate {
  const value = compilation.compile(node.value);
  const own = ownLevels(node.value, compilation);
  const { slot, inside } = compilation.within(node.variable, true, own);
  const body = inside.compile(node.body);
  return (frame) => {
    const bound = value(frame);
    if (bound instanceof Fault) return bound;
    frame.locals[slot] = bound;
    return body(frame);
  };
}

/** The parts of a loop that all macros share. */
interface Loop {
  readonly slot: number;
  readonly body: Evaluate;
  readonly filter: Evaluate | undefined;
  /** Steps of one turn: one, and one for every node that it may evaluate. */
  readonly cost: number;
  readonly admit: Admit;
  readonly faults: NodeFaults;
  /** For a body or filter that gives no boolean. */
  readonly notBoolean: Fault;
}

/** A macro that binds a name: a loop over a list or the keys of a map, or the body of an optional. */
export function compileComprehension(
  node: Node<'comprehension'>,
  compilation: Compilation,
): Evaluate {
  const target = compilation.compile(node.target);
  const own = ownLevels(node.target, compilation);
  const checked = own > 0 || node.macro.startsWith('opt');
  const { slot, inside } = compilation.within(node.variable, checked, Math.max(own - 1, 0));
  const filter = node.filter && inside.compile(node.filter);
  const body = inside.compile(node.body);
  const faults = new NodeFaults(node.span);
  if (node.macro === 'optMap' || node.macro === 'optFlatMap') {
    return compileOptionalMacro(target, slot, body, node.macro === 'optMap', faults);
  }
  const cost = 1 + nodes(node.body) + (node.filter === undefined ? 0 : nodes(node.filter));
  const { notBoolean } = new NodeFaults((node.filter ?? node.body).span);
  const admit = own > 0 ? admitted : compilation.admit;
  const loop: Loop = { slot, body, filter, cost, admit, faults, notBoolean };
  const run = MACROS[node.macro];
  return (frame) => {
    const range = target(frame);
    if (Array.isArray(range)) {
      return run(loop, frame, range);
    }
    if (range instanceof Fault) return range;
    if (kindOf(range) !== 'map') {
      return faults.of('no-such-overload', 'a loop takes a list or a map');
    }
    const keys = chargedKeys(range as AnyMap, frame);
    return keys === undefined ? faults.budget : run(loop, frame, keys);
  };
}

/** What a list of the expression's own holds was checked when it was read. */
const admitted: Admit = (value) => value;

const nodes = (expression: Expression): number =>
  children(expression).reduce((sum, child) => sum + nodes(child), 1);

type Run = (loop: Loop, frame: Frame, items: readonly unknown[]) => unknown;

/**
 * The body's value for one item, or a fault; after `budget` the loop must end. An object is checked only
 * when the body uses it as a whole, which most never do.
 */
function turn(loop: Loop, frame: Frame, item: unknown): unknown {
  frame.steps -= loop.cost;
  if (frame.steps < 0) return loop.faults.budget;
  if (typeof item !== 'object') {
    const checked = loop.admit(item, loop.faults);
    if (checked instanceof Fault) return checked;
  }
  frame.locals[loop.slot] = item;
  return loop.body(frame);
}

/** `all` and `exists` absorb errors as `&&` and `||` do. */
const quantifier =
  (decisive: boolean): Run =>
  (loop, frame, items) => {
    let fault: Fault | undefined;
    for (let index = 0; index < items.length; index += 1) {
      const value = turn(loop, frame, items[index]);
      if (value === decisive) return decisive;
      if (typeof value === 'boolean') continue;
      if (frame.steps < 0) return loop.faults.budget;
      fault ??= value instanceof Fault ? value : loop.notBoolean;
    }
    return fault ?? !decisive;
  };

/** Whether the filter keeps an item: true, false, or a fault. */
function keeps(loop: Loop, value: unknown): boolean | Fault {
  if (typeof value === 'boolean') return value;
  return value instanceof Fault ? value : loop.notBoolean;
}

const MACROS: Readonly<
  Record<Exclude<Node<'comprehension'>['macro'], 'optMap' | 'optFlatMap'>, Run>
> = {
  all: quantifier(false),
  exists: quantifier(true),

  exists_one: (loop, frame, items) => {
    let found = 0;
    for (let index = 0; index < items.length; index += 1) {
      const kept = keeps(loop, turn(loop, frame, items[index]));
      if (kept instanceof Fault) return kept;
      if (kept) found += 1;
    }
    return found === 1;
  },

  filter: (loop, frame, items) => {
    const list: unknown[] = [];
    for (let index = 0; index < items.length; index += 1) {
      const item = items[index];
      const kept = keeps(loop, turn(loop, frame, item));
      if (kept instanceof Fault) return kept;
      if (kept) list.push(item);
    }
    return list;
  },

  map: (loop, frame, items) => {
    const { filter } = loop;
    const filtering = filter && { ...loop, body: filter };
    const list: unknown[] = [];
    for (let index = 0; index < items.length; index += 1) {
      const item = items[index];
      if (filtering !== undefined) {
        const kept = keeps(loop, turn(filtering, frame, item));
        if (kept instanceof Fault) return kept;
        if (!kept) continue;
      }
      const value = filtering === undefined ? turn(loop, frame, item) : loop.body(frame);
      if (value instanceof Fault) return value;
      list.push(value);
    }
    return list;
  },
};
