/** CEL as a library: `compile` an expression, run it with bindings. */
export { CelError } from './cel-error.ts';
export type { Bindings, Declarations } from './check/declaration.ts';
export type { FunctionDeclaration } from './check/function-declaration.ts';
export type { Limits, OpaqueType, StaticType } from './environment.ts';
export type { FaultCode, Mistake, MistakeCode } from './fault.ts';
export { type CompileOptions, compile, type Program } from './program.ts';
export { CelMap, Duration, type Kind, Optional, Timestamp, TypeValue, Uint } from './value.ts';
