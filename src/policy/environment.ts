import {
  DEFAULT_LIMITS,
  type Environment,
  type Frame,
  type StaticType,
  type Variable,
} from '../cel/environment.ts';
import { LIBRARY } from '../cel/library/library.ts';
import type { DecisionFrame } from './decision-frame.ts';
import { OBJECT_FAULTS, objectOr } from './roots.ts';

const root = (type: StaticType, read: (frame: DecisionFrame) => unknown): Variable => ({
  type,
  read: read as (frame: Frame) => unknown,
});

/** The root names of a condition, read from a `DecisionFrame`. Every number in a call is a JSON number. */
export const POLICY_ENVIRONMENT: Environment = {
  container: '',
  jsonNumbers: true,
  limits: DEFAULT_LIMITS,
  functions: LIBRARY,
  variables: new Map<string, Variable>([
    ['param', { type: 'map', read: (frame) => frame.primary, primary: true }],
    ['tool', root('map', (frame) => frame.tool)],
    ['action', root('map', ({ call }) => objectOr(call.action, OBJECT_FAULTS.action))],
    ['resource', root('map', ({ call }) => objectOr(call.resource, OBJECT_FAULTS.resource))],
    ['agent', root('map', ({ call }) => objectOr(call.agent, OBJECT_FAULTS.agent))],
    ['run', root('map', ({ call }) => objectOr(call.run, OBJECT_FAULTS.run))],
    ['context', root('map', ({ call }) => objectOr(call.context, OBJECT_FAULTS.context))],
    ['attrs', root('map', (frame) => frame.attrs)],
    ['now', root('google.protobuf.Timestamp', (frame) => frame.now)],
  ]),
};

/** Roots that the caller asserts: a rule that loosens on them trusts the caller. */
export const CALLER_ASSERTED = ['context', 'resource', 'action', 'run', 'attrs'] as const;
