import type { FSWatcher } from 'chokidar';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { SourceText } from '../../diagnostics/source-text.ts';
import type { Policy } from '../policy.ts';
import { hintChanges } from './change-hints.ts';
import { type Fingerprint, takeFingerprint } from './fingerprint.ts';
import { compileReading, type LoadOptions, PolicyError, pathList } from './load.ts';
import { documentsChanged, type PolicyChange } from './policy-change.ts';
import { type PolicyReading, readPolicies } from './read-policies.ts';
import { type Reloaded, type ReloadRequest, reload, reloadOffThread } from './reload.ts';
import { Settling } from './settle.ts';

/** What a watcher tells, and what its listeners are given. */
export interface WatchEvents {
  /** Another version is in force. */
  readonly change: (change: PolicyChange) => void;
  /**
   * What stands on disk now cannot be used, and the last good version stays in force. Told once, until
   * something else stands there; also where reading or compiling it failed. `sources` are the texts by
   * the file names that the diagnostics show.
   */
  readonly refused: (
    diagnostics: readonly Diagnostic[],
    sources: ReadonlyMap<string, SourceText>,
  ) => void;
}

/** How often the files are looked at even when the operating system tells of no change. */
const LOOK_INTERVAL_MS = 1_500;

/** The digest of no reading. */
const NOT_READ = '';

/** A set of more bytes than this is read on another thread. */
const LARGE_SET = 64 * 1024;

/**
 * Loads a policy set and keeps it current. A watcher keeps the process running until it is closed.
 *
 * @throws PolicyError when the set cannot be used to begin with
 */
export function watchPolicy(
  paths: string | readonly string[],
  options: LoadOptions = {},
): PolicyWatcher {
  return new PolicyWatcher(pathList(paths), options);
}

/**
 * A policy that follows its files. Hints of the operating system start a look at the files at once, a timer
 * starts one regularly; what the files say is all that counts. A version takes effect whole, and one
 * that cannot be used not at all.
 */
export class PolicyWatcher {
  readonly #paths: readonly string[];
  readonly #options: LoadOptions;
  readonly #listeners: { [Event in keyof WatchEvents]: Set<WatchEvents[Event]> } = {
    change: new Set(),
    refused: new Set(),
  };
  readonly #settling = new Settling(() => this.#look());
  readonly #closing = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #hints: FSWatcher;
  #closed: Promise<void> | undefined;
  /** In force. */
  #policy: Policy;
  /** What `#policy` was made of. */
  #good: PolicyReading;
  /** What was read last, good or bad. */
  #last: PolicyReading;
  #seen: Fingerprint | undefined;
  /** What stood there when reading or compiling it failed. */
  #failed: Fingerprint | undefined;
  /** Why what stands on disk is not in force. */
  #refusal: readonly Diagnostic[] | undefined;

  constructor(paths: readonly string[], options: LoadOptions) {
    this.#paths = paths;
    this.#options = options;
    const reading = readPolicies(paths, options.agentFile === true);
    const result = compileReading(reading, options);
    if (result.policy === undefined) throw new PolicyError(result);
    this.#policy = result.policy;
    this.#good = reading;
    this.#last = reading;
    // the first look comes when the watches are set, and reads again: nothing changes unseen until then
    this.#hints = this.#watch();
    this.#timer = setInterval(() => this.#settling.request(), LOOK_INTERVAL_MS).unref();
  }

  /** The version in force: immutable, so that a decision made with it belongs to it wholly. */
  get current(): Policy {
    return this.#policy;
  }

  /** Why what stood on disk when it was last read is not in force; `undefined` where it is. */
  get refusal(): readonly Diagnostic[] | undefined {
    return this.#refusal;
  }

  /** Calls `listener` from now on; what it throws becomes a process warning and stops nothing. */
  on<Event extends keyof WatchEvents>(event: Event, listener: WatchEvents[Event]): this {
    this.#listeners[event].add(listener);
    return this;
  }

  /** Stops calling `listener`. */
  off<Event extends keyof WatchEvents>(event: Event, listener: WatchEvents[Event]): this {
    this.#listeners[event].delete(listener);
    return this;
  }

  /** Stops watching. No event follows; `current` stays as it is. May be called again. */
  close(): Promise<void> {
    this.#closed ??= this.#release();
    return this.#closed;
  }

  async #release(): Promise<void> {
    clearInterval(this.#timer);
    this.#closing.abort();
    await this.#settling.close();
    await this.#hints.close();
  }

  #watch(): FSWatcher {
    return hintChanges(this.#paths, () => this.#settling.request());
  }

  async #look(): Promise<void> {
    try {
      const catalogs = this.#last.catalogs.map(({ path }) => path);
      const print = await takeFingerprint(this.#paths, catalogs);
      await this.#renewHints(print);
      const seen = this.#seen;
      if (seen !== undefined && seen.files === print.files && !seen.fresh) return;
      // taken before reading: what changes during the reading differs at the next look
      this.#seen = print;
      await this.#renew(print);
    } catch (error) {
      warn(error);
    }
  }

  async #renew(print: Fingerprint): Promise<void> {
    try {
      const reloaded = await this.#reload(print);
      if (this.#closing.signal.aborted) return;
      if (reloaded !== 'unchanged') this.#take(reloaded);
      else if (this.#last.digest === this.#good.digest) this.#refusal = undefined;
    } catch (error) {
      const isTold = this.#failed?.files === print.files;
      this.#failed = print;
      if (isTold || this.#closing.signal.aborted) return;
      warn(error);
      this.#refuse([failure(this.#paths, error)], new Map());
    }
  }

  /** Watches on a directory that was replaced have gone deaf. */
  async #renewHints(print: Fingerprint): Promise<void> {
    if (this.#seen === undefined || this.#seen.directories === print.directories) return;
    await this.#hints.close();
    if (!this.#closing.signal.aborted) this.#hints = this.#watch();
  }

  async #reload({ bytes }: Fingerprint): Promise<Reloaded> {
    const { digest, catalogs } = this.#last;
    const request: ReloadRequest = {
      paths: this.#paths,
      agentFile: this.#options.agentFile === true,
      digest,
      catalogs: catalogs.map(({ name, path }) => ({ name, path })),
    };
    return bytes > LARGE_SET ? reloadOffThread(request, this.#closing.signal) : reload(request);
  }

  #take(reading: PolicyReading): void {
    // should compiling fail, its files are followed all the same, and it is not taken for read
    this.#last = { ...reading, digest: NOT_READ };
    const isGood = reading.digest === this.#good.digest;
    const compiled = isGood ? undefined : compileReading(reading, this.#options);
    this.#last = reading;
    if (compiled?.policy === undefined) {
      if (compiled === undefined) this.#refusal = undefined;
      else this.#refuse(compiled.diagnostics, compiled.sources);
      return;
    }
    const { policy } = compiled;
    this.#refusal = undefined;
    const from = this.#policy.version;
    const change = { from, to: policy.version, ...documentsChanged(this.#good, reading) };
    this.#good = reading;
    this.#policy = policy;
    if (change.to !== from) this.#tell('change', (listener) => listener(change));
  }

  #refuse(...[diagnostics, sources]: Parameters<WatchEvents['refused']>): void {
    this.#refusal = diagnostics;
    this.#tell('refused', (listener) => listener(diagnostics, sources));
  }

  #tell<Event extends keyof WatchEvents>(
    event: Event,
    call: (listener: WatchEvents[Event]) => unknown,
  ): void {
    for (const listener of [...this.#listeners[event]]) {
      // a listener may be an async function all the same
      void new Promise((resolve) => resolve(call(listener))).catch(warn);
    }
  }
}

/** What went wrong with a set is no mistake of its author's, but keeps it from being used like one. */
function failure([path = '']: readonly string[], error: unknown): Diagnostic {
  const why = (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ').trim();
  return {
    code: 'file/unreadable',
    severity: 'error',
    location: { file: path, line: 1, column: 1, endLine: 1, endColumn: 1 },
    message: `\`${path}\` cannot be compiled: ${why}`,
    help: 'the next change of a file is tried again',
  };
}

/** Nothing that goes wrong beside the decisions may end the process, nor go unseen. */
function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}
