import { type Policy, PolicyError, type PolicyWatcher, watchPolicy } from '../../index.ts';

/** Where a gate has its policy from: paths that it watches, a watcher of the caller's, or one policy for good. */
export type PolicyInput = string | readonly string[] | Policy | PolicyWatcher;

/** A policy, and word of every other one that takes its place. */
export interface PolicySource {
  readonly current: () => Policy;
  readonly onChange: (listener: () => void) => void;
  readonly close: () => Promise<void>;
}

/**
 * @param onRefused is told of a changed set that cannot be used; the last good one stays in force
 * @throws PolicyError when the set cannot be used to begin with
 */
export function policySource(
  input: PolicyInput,
  agentFile: boolean,
  onRefused: (error: Error) => void,
): PolicySource {
  if (isPolicy(input)) {
    return { current: () => input, onChange: () => {}, close: async () => {} };
  }
  if (isWatcher(input)) {
    const listeners: (() => void)[] = [];
    return {
      current: () => input.current,
      onChange: (listener) => {
        listeners.push(listener);
        input.on('change', listener);
      },
      // the watcher is the caller's
      close: async () => {
        for (const listener of listeners) input.off('change', listener);
      },
    };
  }
  const watcher = watchPolicy(input, { agentFile });
  watcher.on('refused', (diagnostics, sources) =>
    onRefused(new PolicyError({ diagnostics, sources })),
  );
  return {
    current: () => watcher.current,
    onChange: (listener) => void watcher.on('change', listener),
    close: () => watcher.close(),
  };
}

const isPolicy = (input: PolicyInput): input is Policy =>
  typeof input === 'object' && 'decideAt' in input;

const isWatcher = (input: PolicyInput): input is PolicyWatcher =>
  typeof input === 'object' && 'current' in input;
