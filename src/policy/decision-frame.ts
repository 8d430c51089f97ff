import { Frame } from '../cel/environment.ts';
import type { Fault } from '../cel/fault.ts';
import type { Timestamp } from '../cel/value.ts';
import type { Call, JsonObject } from './call.ts';
import { attributes, NOTHING, timestampOf, toolValue } from './roots.ts';

/** What is made from a call when a condition first asks for it. */
interface Made {
  tool?: JsonObject;
  attrs?: JsonObject | Fault;
  now?: Timestamp | Fault;
}

/** What one decision works on: a call as conditions see it, and the steps that are left for it. */
export class DecisionFrame extends Frame {
  /** The call; its arguments are `primary`. */
  call: Call = { tool: '' };
  /** Outcomes of conditions that several rules of a leaf share, by slot. */
  readonly memo: unknown[] = [];
  #name = '';
  #made: Made | undefined;
  readonly #clock: () => number;
  readonly #budget: number;

  /**
   * @param clock milliseconds since the Unix epoch; read only when a condition names `now`
   * @param budget the steps that one decision may spend on conditions
   */
  constructor(clock: () => number, budget: number) {
    super(undefined, budget);
    this.#clock = clock;
    this.#budget = budget;
  }

  /**
   * Turns to another call.
   *
   * @param name the call's tool
   * @param param its arguments; absent, there are none
   */
  take(call: Call, name: string, param: JsonObject | undefined): void {
    this.call = call;
    this.primary = param === undefined ? NOTHING : param;
    this.#name = name;
    this.#made = undefined;
  }

  /** Gives back all the steps. */
  refill(): void {
    this.steps = this.#budget;
  }

  get tool(): JsonObject {
    this.#made ??= {};
    this.#made.tool ??= toolValue(this.call, this.#name);
    return this.#made.tool;
  }

  get attrs(): JsonObject | Fault {
    this.#made ??= {};
    this.#made.attrs ??= attributes(this.call, this.#name);
    return this.#made.attrs;
  }

  get now(): Timestamp | Fault {
    this.#made ??= {};
    this.#made.now ??= timestampOf(this.#clock());
    return this.#made.now;
  }
}
