import type { Expression, Node } from '../ast.ts';
import type { Environment } from '../environment.ts';
import { typeValue } from '../type-value.ts';

/**
 * Gives every name its meaning: `a.b.c` becomes one name where a variable is declared so, the longest
 * such name first and the innermost part of the container first, as the CEL specification has it; a
 * function of a qualified name, as `optional.none()`, loses its receiver. Macro variables hide all others.
 */
export function resolve(expression: Expression, environment: Environment): Expression {
  return new Resolver(environment).resolve(expression, new Set());
}

type Locals = ReadonlySet<string>;

class Resolver {
  readonly #environment: Environment;
  readonly #prefixes: readonly string[];

  constructor(environment: Environment) {
    this.#environment = environment;
    this.#prefixes = prefixesOf(environment.container);
  }

  resolve(node: Expression, locals: Locals): Expression {
    const inner = (child: Expression): Expression => this.resolve(child, locals);
    switch (node.kind) {
      case 'literal':
        return node;
      case 'name':
        return this.#variable(node, node.name, locals) ?? node;
      case 'select':
        return (
          this.#variable(node, qualifiedName(node), locals) ?? {
            ...node,
            target: inner(node.target),
          }
        );
      case 'index':
        return { ...node, target: inner(node.target), index: inner(node.index) };
      case 'list':
        return { ...node, items: node.items.map(inner) };
      case 'map':
        return {
          ...node,
          entries: node.entries.map(([key, value]) => [inner(key), inner(value)] as const),
        };
      case 'not':
      case 'negate':
        return { ...node, operand: inner(node.operand) };
      case 'and':
      case 'or':
        return { ...node, operands: node.operands.map(inner) };
      case 'conditional':
        return {
          ...node,
          test: inner(node.test),
          consequent: inner(node.consequent),
          alternative: inner(node.alternative),
        };
      case 'binary':
        return { ...node, left: inner(node.left), right: inner(node.right) };
      case 'call':
        return this.#call(node, locals);
      case 'has':
        return { ...node, operand: this.#tested(node.operand, locals) };
      case 'comprehension': {
        const inside = new Set(locals).add(node.variable);
        return {
          ...node,
          target: inner(node.target),
          filter: node.filter && this.resolve(node.filter, inside),
          body: this.resolve(node.body, inside),
        };
      }
      case 'bind': {
        const inside = new Set(locals).add(node.variable);
        return { ...node, value: inner(node.value), body: this.resolve(node.body, inside) };
      }
    }
  }

  /** What `has` asks for stays a field, even where its whole name is declared. */
  #tested(operand: Expression, locals: Locals): Expression {
    if (operand.kind !== 'select') return this.resolve(operand, locals);
    return { ...operand, target: this.resolve(operand.target, locals) };
  }

  #call(node: Node<'call'>, locals: Locals): Expression {
    const args = node.args.map((arg) => this.resolve(arg, locals));
    if (node.receiver === undefined) {
      const name = this.#function(node.name);
      return { ...node, name: name ?? node.name, args };
    }
    const prefix = qualifiedName(node.receiver);
    if (prefix !== undefined && !locals.has(rootOf(prefix))) {
      const qualified = `${prefix}.${node.name}`;
      const name = this.#function(qualified);
      if (name !== undefined) return { ...node, name, receiver: undefined, args };
    }
    return { ...node, receiver: this.resolve(node.receiver, locals), args };
  }

  /** The node as the name of a declared variable or a type; `undefined` where it is none. */
  #variable(node: Expression, name: string | undefined, locals: Locals): Node<'name'> | undefined {
    if (name === undefined || locals.has(rootOf(name))) return undefined;
    const found = this.#candidates(name).find(
      (candidate) => this.#environment.variables.has(candidate) || typeValue(candidate),
    );
    return found === undefined ? undefined : { kind: 'name', span: node.span, name: found };
  }

  #function(name: string): string | undefined {
    const { functions } = this.#environment;
    return this.#candidates(name).find((candidate) => functions.has(candidate));
  }

  #candidates(name: string): readonly string[] {
    return this.#prefixes.map((prefix) => prefix + name);
  }
}

/** `a.b` as prefixes of names, innermost first: `a.b.`, `a.`, and nothing. */
function prefixesOf(container: string): readonly string[] {
  const parts = container === '' ? [] : container.split('.');
  const prefixes: string[] = [];
  for (let length = parts.length; length > 0; length -= 1) {
    prefixes.push(`${parts.slice(0, length).join('.')}.`);
  }
  return [...prefixes, ''];
}

/** The dotted name that an expression spells; `undefined` for any other expression. */
function qualifiedName(expression: Expression): string | undefined {
  if (expression.kind === 'name') return expression.name;
  if (expression.kind !== 'select' || expression.optional) return undefined;
  const target = qualifiedName(expression.target);
  return target && `${target}.${expression.field}`;
}

function rootOf(name: string): string {
  const dot = name.indexOf('.');
  return dot < 0 ? name : name.slice(0, dot);
}
