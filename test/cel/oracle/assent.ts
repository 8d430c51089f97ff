import { CelError, compile, type FunctionDeclaration } from '../../../src/cel/index.ts';
import {
  type DeclaredFunction,
  type DeclaredType,
  failure,
  type Implementation,
  type Source,
} from './implementation.ts';

/** Our own `assent/cel` by its public door, with `jsonNumbers` off or on. */
function implementation(name: string, jsonNumbers: boolean): Implementation {
  return {
    name,
    version: '',
    load({ expression, variables, container, functions, check }: Source) {
      try {
        const program = compile(expression, {
          variables: Object.fromEntries(variables),
          container,
          types: opaqueTypes(functions),
          functions: functions.map(declaration),
          jsonNumbers,
          check,
        });
        return {
          type: () => program.type,
          run(bindings) {
            try {
              return { value: program(Object.fromEntries(bindings)) };
            } catch (error) {
              return failureOf('run', error);
            }
          },
        };
      } catch (error) {
        return failureOf('load', error);
      }
    },
  };
}

const typesIn = ({ params, result }: DeclaredFunction): readonly DeclaredType[] => [
  ...params,
  result,
];

const opaqueTypes = (functions: readonly DeclaredFunction[]): readonly string[] => [
  ...new Set(functions.flatMap(typesIn).flatMap(({ opaque }) => opaque)),
];

const declaration = (declared: DeclaredFunction): FunctionDeclaration => ({
  name: declared.name,
  params: declared.params.map(({ text }) => text),
  result: declared.result.text,
  typeParams: typesIn(declared).flatMap(({ typeParams }) => typeParams),
});

/** Anything but a `CelError` breaks the promise of the door, so it is no outcome: it ends the test. */
function failureOf(stage: 'load' | 'run', error: unknown) {
  if (!(error instanceof CelError)) throw error;
  return failure(stage, error.code, error.message);
}

export const assent = implementation('assent', false);
export const assentJsonNumbers = implementation('assent, JSON numbers', true);
