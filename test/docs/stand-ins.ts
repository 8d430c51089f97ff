/** What is another one in every run, by kind. Hashes of policies are always the same, and not meant here. */
const VOLATILE = new RegExp(
  [
    '(?<id>apr_[0-9a-f]{8,36})',
    '(?<token>\\bassent(?:-link)?_[0-9a-f]{16}_[0-9a-f]{72}\\b)',
    '(?<uuid>\\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\\b)',
    '(?<time>\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{3})?Z)',
    '(?<hash>(?<!sha256:)\\b[0-9a-f]{64}\\b|(?<=hmac-sha256:)[0-9a-f]{64}\\b|\\b[0-9a-f]{32}\\b)',
    '(?<key>\\bMCowBQYDK2VwAyEA[A-Za-z0-9+/]{43}=)',
    '(?<keyId>\\b[0-9a-f]{16}\\b)',
    '(?<atMost>\\bfor (?:\\d+[hms] ?)+(?= at most))',
    '(?<age>\\b\\d+(?:ms|s) +(?=in \\d))',
    '(?<ago>\\b\\d+(?:ms|s) ago\\b)',
    '(?<left>\\bin \\d+m(?: \\d+s)?\\b)',
    '(?<wait>\\bafter \\d+(?:ms|s)\\b)',
  ].join('|'),
  'g',
);

/** What commands name later. */
const NAMED: ReadonlySet<string> = new Set(['id', 'token']);

interface Volatile {
  readonly kind: string;
  readonly text: string;
}

/**
 * A document shows the ids and times of the run that its author had. Each stands for the one that is met in
 * its place now: in outputs, and in commands that name it later.
 */
export class StandIns {
  /** The ids that were met, by those that are shown, and the other way round. */
  readonly #met = new Map<string, string>();
  readonly #shown = new Map<string, string>();

  readonly #places: readonly (readonly [met: string, shown: string])[];

  /** @param places where things are now, and where documents say they are */
  constructor(places: readonly (readonly [met: string, shown: string])[]) {
    this.#places = places;
  }

  /** An output with what is shown in place of what was met: before, or now in its place, if of its kind. */
  settle(output: string, shown: string): string {
    const names = volatile(shown);
    const placed = this.#place(output);
    const found = volatile(placed);
    let at = -1;
    return placed.replaceAll(VOLATILE, (met) => {
      at += 1;
      const known = this.#shown.get(met);
      if (known !== undefined) return known;
      const name = names[at];
      if (name === undefined || name.kind !== found[at]?.kind) return met;
      if (NAMED.has(name.kind)) {
        this.#met.set(name.text, met);
        this.#shown.set(met, name.text);
      }
      return name.text;
    });
  }

  /** Whether an output is what is shown, whatever the ids and times are. */
  isLike(output: string, shown: string): boolean {
    return shape(this.#place(output)) === shape(shown);
  }

  /** Commands with what was met in place of what is shown. */
  resolve(commands: string): string {
    const placed = this.#places.reduce(
      (text, [met, shown]) => text.replaceAll(shown, met),
      commands,
    );
    return placed.replaceAll(VOLATILE, (name) => this.#met.get(name) ?? name);
  }

  #place(output: string): string {
    return this.#places.reduce((text, [met, place]) => text.replaceAll(met, place), output);
  }
}

/** A text with the kind of what is another one in every run in its place. */
const shape = (text: string): string =>
  volatile(text).reduce((rest, { text: found, kind }) => rest.replace(found, `<${kind}>`), text);

const volatile = (text: string): readonly Volatile[] =>
  [...text.matchAll(VOLATILE)].map(({ 0: found, groups = {} }) => ({
    kind: Object.keys(groups).find((kind) => groups[kind] !== undefined) ?? '',
    text: found,
  }));
