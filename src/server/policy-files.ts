import { PolicyFollower } from '../approvals/gate/policy-follower.ts';
import { policySource } from '../approvals/gate/policy-source.ts';
import type { ApprovalService } from '../approvals/service/approval-service.ts';
import { type Policy, PolicyError, type PolicyWatcher, watchPolicy } from '../index.ts';

/** What makes changed files the active policy: the files themselves, or an administrator. */
export type ActivationBy = 'files' | 'admins';

export interface PolicyFilesOptions {
  /** Files and directories, at least one. */
  readonly paths: readonly string[];
  /** They are agent definition files. */
  readonly agentFile: boolean;
  readonly activation: ActivationBy;
  /** Is told of a changed set that cannot be used, and of a store that fails while one is activated. */
  readonly onError: (error: unknown) => void;
}

/**
 * The policy files that this node reads. With `files`, what they say becomes the active policy whenever it
 * changes, and when the node starts unless that was active before. With `admins`, it does so only where the
 * store has no policy yet; else it waits until somebody activates it.
 */
export class PolicyFiles {
  readonly paths: readonly string[];
  readonly #activation: ActivationBy;
  readonly #onError: (error: unknown) => void;
  readonly #watcher: PolicyWatcher;
  #follower: PolicyFollower | undefined;

  /**
   * Reads the files, and watches them from now on.
   *
   * @throws PolicyError when they cannot be used to begin with
   */
  constructor({ paths, agentFile, activation, onError }: PolicyFilesOptions) {
    this.paths = paths;
    this.#activation = activation;
    this.#onError = onError;
    this.#watcher = watchPolicy(paths, { agentFile });
    this.#watcher.on('refused', (diagnostics, sources) =>
      onError(new PolicyError({ diagnostics, sources })),
    );
  }

  /** What the files say, or said when they could last be used. */
  get policy(): Policy {
    return this.#watcher.current;
  }

  /** Why what the files say now cannot be used; `null` where it can. */
  get problem(): string | null {
    const { refusal } = this.#watcher;
    if (refusal === undefined) return null;
    return new PolicyError({ diagnostics: refusal, sources: new Map() }).message;
  }

  /**
   * Lets a service have what the files say, as far as that is for the files to say.
   *
   * @throws StoreError when it cannot be told which policy is active
   */
  async start(service: ApprovalService): Promise<void> {
    if (this.#activation === 'admins') {
      await service.replacePolicy(this.policy, undefined, null);
      return;
    }
    const source = policySource(this.#watcher, false, this.#onError);
    this.#follower = new PolicyFollower(service, source, this.#onError);
    await this.#follower.start();
  }

  /** Stops watching, once what is being activated is active. */
  async close(): Promise<void> {
    await this.#follower?.close();
    await this.#watcher.close();
  }
}
