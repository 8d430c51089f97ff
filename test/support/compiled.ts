import {
  type CompileOptions,
  compilePolicy,
  type Policy,
  type PolicySource,
} from '../../src/engine.ts';

/** The policy of sound texts: one text, or named ones. A mistake in any of them fails the test. */
export function compiled(
  texts: string | readonly PolicySource[],
  options: CompileOptions = {},
): Policy {
  const sources = typeof texts === 'string' ? [{ name: 'a.yaml', text: texts }] : texts;
  const { policy, diagnostics } = compilePolicy(sources, options);
  if (policy === undefined) throw new Error(`does not compile: ${JSON.stringify(diagnostics)}`);
  return policy;
}
