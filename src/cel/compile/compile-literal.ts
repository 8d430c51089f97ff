import type { Node } from '../ast.ts';
import type { Evaluate } from '../environment.ts';
import { Fault } from '../fault.ts';
import { CelMap, Uint } from '../value.ts';
import type { Compilation } from './compilation.ts';
import { NodeFaults } from './node-faults.ts';

/** A literal gives its value. */
export function compileLiteral({ value }: Node<'literal'>): Evaluate {
  return () => value;
}

/** `[...]`: one and the same list every time where all items are literals. */
export function compileList(node: Node<'list'>, compilation: Compilation): Evaluate {
  const constant = compilation.fuses ? constantList(node) : undefined;
  if (constant !== undefined) return () => constant;
  const items = node.items.map((item) => compilation.compile(item));
  return (frame) => {
    const list: unknown[] = [];
    for (const item of items) {
      const value = item(frame);
      if (value instanceof Fault) return value;
      list.push(value);
    }
    return list;
  };
}

/** The one list that a list of literals gives every time, frozen; `undefined` for any other. */
function constantList({ items }: Node<'list'>): readonly unknown[] | undefined {
  const values: unknown[] = [];
  for (const item of items) {
    if (item.kind !== 'literal') return undefined;
    values.push(item.value);
  }
  return Object.freeze(values);
}

/** `{...}`: an error for a key that is none, and for one that is there already. */
export function compileMap(node: Node<'map'>, compilation: Compilation): Evaluate {
  const entries = node.entries.map(([key, value]) => ({
    key: compilation.compile(key),
    value: compilation.compile(value),
    faults: new NodeFaults(key.span),
  }));
  const { json } = compilation;
  return (frame) => {
    const map = new CelMap();
    for (const entry of entries) {
      const given = entry.key(frame);
      if (given instanceof Fault) return given;
      const key = keyOf(given, json);
      if (key === undefined) return entry.faults.wrongKey;
      const value = entry.value(frame);
      if (value instanceof Fault) return value;
      if (!map.add(key, value)) {
        return entry.faults.of('duplicate-key', 'the map has this key already');
      }
    }
    return map;
  };
}

/** A map literal's key; `undefined` for what is none. A whole JSON number stands for its int. */
function keyOf(value: unknown, json: boolean): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'bigint':
      return value;
    case 'number':
      return json && Number.isInteger(value) ? BigInt(value) : undefined;
    default:
      return value instanceof Uint ? value : undefined;
  }
}
