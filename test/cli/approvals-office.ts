import { onTestFinished } from 'vitest';
import { createGate, type Gate, type GateOptions } from '../../src/approvals/index.ts';
import { openStore, type Store } from '../../src/storage/index.ts';
import { compiled } from '../support/compiled.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { commandLine } from './captured-terminal.ts';
import type { Outcome } from './command-line.ts';

/** A gate on a store in a file, and the command line beside it. */
export interface Office {
  readonly directory: string;
  /** The store's URL, for programs in `directory` too. */
  readonly url: string;
  readonly store: Store;
  readonly gate: Gate;
  /** Requests a call that is held, and gives the id of its request. */
  readonly request: (call: Parameters<Gate['request']>[0]) => Promise<string>;
  /** Runs `assent` in this process, on the store. */
  readonly assent: (...args: readonly string[]) => Promise<Outcome>;
}

export const REFUNDS = `
name: order-manager
approval:
  tools: [orders.*]
  message: "{{ tool.name }} needs a manager"
`;

/** Everything is closed when the test ends. */
export async function openOffice(
  policy = REFUNDS,
  options: Partial<GateOptions> = {},
): Promise<Office> {
  const directory = temporaryDirectory();
  const url = `sqlite:${directory}/assent.db`;
  const store = await openStore(url);
  const policies = compiled([{ name: 'order-manager.yaml', text: policy }]);
  const gate = await createGate({ policies, store, ...options });
  onTestFinished(async () => {
    await gate.close();
    await store.close();
  });
  return {
    directory,
    url,
    store,
    gate,
    request: async (call) => {
      const { approval } = await gate.request(call);
      if (approval === undefined) throw new Error('the call is not held');
      return approval.id;
    },
    assent: (...args) => commandLine(...args, '--store', url),
  };
}
