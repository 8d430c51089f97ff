import { CelError, compile } from '../../../src/cel/index.ts';
import { failure, type Implementation, type Source } from './implementation.ts';

/** Our own `assent/cel` by its public door, with `jsonNumbers` off or on. */
function implementation(name: string, jsonNumbers: boolean): Implementation {
  return {
    name,
    version: '',
    load({ expression, variables, container, check }: Source) {
      try {
        const program = compile(expression, {
          variables: Object.fromEntries(variables),
          container,
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

/** Anything but a `CelError` breaks the promise of the door, so it is no outcome: it ends the test. */
function failureOf(stage: 'load' | 'run', error: unknown) {
  if (!(error instanceof CelError)) throw error;
  return failure(stage, error.code, error.message);
}

export const assent = implementation('assent', false);
export const assentJsonNumbers = implementation('assent, JSON numbers', true);
