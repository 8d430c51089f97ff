import {
  DEFAULT_LIMITS,
  DEFAULT_STEPS,
  type Environment,
  Frame,
} from '../../src/cel/environment.ts';
import { compileExpression, readExpression, traceExpression } from '../../src/cel/expression.ts';
import { Fault, type Mistake } from '../../src/cel/fault.ts';
import { LIBRARY } from '../../src/cel/library/library.ts';

type Bindings = Readonly<Record<string, unknown>>;

/** An environment with the names of a policy's conditions; `param` is a map, the rest anything. */
export function environment(
  jsonNumbers = true,
  names = ['param', 'context', 'x', 'y'],
): Environment {
  return {
    variables: new Map(
      names.map((name) => [
        name,
        {
          type: name === 'param' ? ('map' as const) : ('dyn' as const),
          read: (frame: Frame) => (frame.bindings as Bindings)[name],
        },
      ]),
    ),
    functions: LIBRARY,
    container: '',
    jsonNumbers,
    limits: DEFAULT_LIMITS,
  };
}

const JSON_NUMBERS = environment(true);
const PLAIN = environment(false);

export const environmentOf = (json: boolean): Environment => (json ? JSON_NUMBERS : PLAIN);

/** The mistakes of a source. */
export const mistakesOf = (source: string, json = true, boolean = false): readonly Mistake[] =>
  readExpression(source, environmentOf(json), { boolean }).mistakes;

/** Mistakes as `code at "text": message; help`. */
export const described = (source: string, json = true, boolean = false): string[] =>
  mistakesOf(source, json, boolean).map(
    ({ code, span, message, help }) =>
      `${code} at ${source.slice(span.start, span.end)}: ${message}${help ? `; ${help}` : ''}`,
  );

/** What a run and a traced run gave; they must agree, and that is checked here for every test. */
export function run(
  source: string,
  bindings: Bindings = {},
  options: { json?: boolean; steps?: number; check?: boolean } = {},
): unknown {
  const environment = environmentOf(options.json ?? true);
  const reading = readExpression(source, environment, { check: options.check ?? true });
  if (reading.expression === undefined) {
    throw new Error(`${source}: ${reading.mistakes.map(({ message }) => message).join('; ')}`);
  }
  const steps = options.steps ?? DEFAULT_STEPS;
  const value = compileExpression(reading.expression, environment)(new Frame(bindings, steps));
  const traced = traceExpression(reading.expression, environment)(new Frame(bindings, steps)).value;
  const [fused, apart] = [outcome(value), outcome(traced)];
  if (typeof fused === 'string' && fused !== apart) {
    throw new Error(`${source}: ${fused}, but traced ${String(apart)}`);
  }
  return outcome(value);
}

/** A fault as `!code`, anything else as it is. */
export const outcome = (value: unknown): unknown =>
  value instanceof Fault ? `!${value.code}` : value;
