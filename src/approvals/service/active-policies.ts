import type { Policy } from '../../policy/policy.ts';
import { type Store, StoreError } from '../store.ts';
import { storedPolicy } from './stored-policy.ts';

/**
 * The policy that this process decides with: the one that the store says is active. Every write checks
 * that they are the same, so that no request is made under a version that is not in force.
 */
export class ActivePolicies {
  readonly #store: Pick<Store, 'policySources'>;
  #current: Policy;
  #redact: readonly string[];
  #isOutdated = false;

  constructor(store: Pick<Store, 'policySources'>, current: Policy) {
    this.#store = store;
    this.#current = current;
    this.#redact = redactOf(current);
  }

  get current(): Policy {
    return this.#current;
  }

  /** The redaction patterns of all documents of the current policy. */
  get redact(): readonly string[] {
    return this.#redact;
  }

  /** Whether another version is known to be in force, which could not be had yet. */
  get isOutdated(): boolean {
    return this.#isOutdated;
  }

  /** Goes on with a policy that this process has compiled and the store has made active. */
  use(policy: Policy): void {
    this.#current = policy;
    this.#redact = redactOf(policy);
    this.#isOutdated = false;
  }

  /**
   * Goes on with a version that another process has made active.
   *
   * @throws StoreError when the store does not have it, or it cannot be compiled here
   */
  async adopt(version: string): Promise<void> {
    this.#isOutdated = this.#current.version !== version;
    if (!this.#isOutdated) return;
    const policy = await storedPolicy(this.#store, version);
    if (policy === undefined) {
      throw new StoreError(
        'store/corrupt',
        `the store has nothing of the active policy ${version}`,
      );
    }
    this.use(policy);
  }
}

const redactOf = ({ documents }: Policy): readonly string[] => [
  ...new Set(documents.flatMap(({ redact }) => redact)),
];
