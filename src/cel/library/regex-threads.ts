/** A set of small integers that is emptied at once and walked in the order of its making. */
export class ThreadSet {
  size = 0;
  #members = new Int32Array(256);
  /** For each integer the round in which it was added last. */
  #rounds = new Uint32Array(256);
  #round = 1;

  /** Makes room for integers below `limit`, and empties the set where there was none. */
  reserve(limit: number): void {
    if (limit <= this.#members.length) return;
    this.#members = new Int32Array(limit);
    this.#rounds = new Uint32Array(limit);
    this.size = 0;
  }

  at(index: number): number {
    return this.#members[index] as number;
  }

  has(member: number): boolean {
    return this.#rounds[member] === this.#round;
  }

  add(member: number): void {
    if (this.#rounds[member] === this.#round) return;
    this.#rounds[member] = this.#round;
    this.#members[this.size] = member;
    this.size += 1;
  }

  clear(): void {
    this.size = 0;
    this.#round += 1;
    if (this.#round > 0xffff_ffff) {
      this.#rounds.fill(0);
      this.#round = 1;
    }
  }

  /** Removes what does not pass the test. */
  keep(test: (member: number) => boolean): void {
    let kept = 0;
    for (let index = 0; index < this.size; index += 1) {
      const member = this.#members[index] as number;
      if (test(member)) {
        this.#members[kept] = member;
        kept += 1;
      } else this.#rounds[member] = 0;
    }
    this.size = kept;
  }

  /** The same for the same members in any order. */
  hash(): number {
    let hash = this.size;
    for (let index = 0; index < this.size; index += 1) {
      const mixed = Math.imul((this.#members[index] as number) + 1, 0x9e37_79b1);
      hash = (hash + Math.imul(mixed ^ (mixed >>> 15), 0x85eb_ca6b)) | 0;
    }
    return hash;
  }
}
