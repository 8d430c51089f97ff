import type { Span } from '../diagnostics/source-text.ts';
import type { Uint } from './value.ts';

/** A literal as CEL types it: int is `bigint`, double is `number`, bytes are `Uint8Array`. */
export type Literal = null | boolean | bigint | number | string | Uint | Uint8Array;

export type BinaryOperator =
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'in'
  | '+'
  | '-'
  | '*'
  | '/'
  | '%';

/**
 * An expression after parsing. Spans are offsets into the condition's own text. Chains of `&&` and
 * `||` are flat, macros are nodes of their own, so that no later stage has to recognise them.
 */
export type Expression = { readonly span: Span } & (
  | { readonly kind: 'literal'; readonly value: Literal }
  | { readonly kind: 'name'; readonly name: string }
  | {
      readonly kind: 'select';
      readonly target: Expression;
      readonly field: string;
      readonly fieldSpan: Span;
      /** `target.?field` */
      readonly optional: boolean;
    }
  | {
      readonly kind: 'index';
      readonly target: Expression;
      readonly index: Expression;
      /** `target[?index]` */
      readonly optional: boolean;
    }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [Expression, Expression])[] }
  | { readonly kind: 'not'; readonly operand: Expression }
  | { readonly kind: 'negate'; readonly operand: Expression }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Expression[] }
  | {
      readonly kind: 'conditional';
      readonly test: Expression;
      readonly consequent: Expression;
      readonly alternative: Expression;
    }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly nameSpan: Span;
      /** Present for `receiver.name(...)`. */
      readonly receiver: Expression | undefined;
      readonly args: readonly Expression[];
    }
  | { readonly kind: 'has'; readonly operand: Expression }
  | {
      readonly kind: 'comprehension';
      readonly macro: 'all' | 'exists' | 'exists_one' | 'map' | 'filter' | 'optMap' | 'optFlatMap';
      readonly target: Expression;
      readonly variable: string;
      readonly filter: Expression | undefined;
      readonly body: Expression;
    }
  | {
      readonly kind: 'bind';
      readonly variable: string;
      readonly value: Expression;
      readonly body: Expression;
    }
);

/** A node of one kind. */
export type Node<Kind extends Expression['kind']> = Expression & { readonly kind: Kind };
