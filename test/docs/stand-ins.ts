/** What is another one in every run, by kind. Hashes of policies are always the same, and not meant here. */
const VOLATILE = new RegExp(
  [
    '(?<id>apr_[0-9a-f]{8,36})',
    '(?<time>\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{3})?Z)',
    '(?<hash>(?<!sha256:)\\b[0-9a-f]{64}\\b|(?<=hmac-sha256:)[0-9a-f]{64}\\b|\\b[0-9a-f]{32}\\b)',
    '(?<key>\\bMCowBQYDK2VwAyEA[A-Za-z0-9+/]{43}=)',
    '(?<age>\\b\\d+(?:ms|s) +(?=in \\d))',
    '(?<ago>\\b\\d+(?:ms|s) ago\\b)',
    '(?<left>\\bin \\d+m(?: \\d+s)?\\b)',
    '(?<wait>\\bafter \\d+(?:ms|s)\\b)',
  ].join('|'),
  'g',
);

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

  /** An output with what is shown in place of what was met: before, or now in its place, if of its kind. */
  settle(output: string, shown: string): string {
    const names = volatile(shown);
    const found = volatile(output);
    let at = -1;
    return output.replaceAll(VOLATILE, (met) => {
      at += 1;
      const known = this.#shown.get(met);
      if (known !== undefined) return known;
      const name = names[at];
      if (name === undefined || name.kind !== found[at]?.kind) return met;
      if (name.kind === 'id') {
        this.#met.set(name.text, met);
        this.#shown.set(met, name.text);
      }
      return name.text;
    });
  }

  /** Commands with what was met in place of what is shown. */
  resolve(commands: string): string {
    return commands.replaceAll(VOLATILE, (name) => this.#met.get(name) ?? name);
  }
}

const volatile = (text: string): readonly Volatile[] =>
  [...text.matchAll(VOLATILE)].map(({ 0: found, groups = {} }) => ({
    kind: Object.keys(groups).find((kind) => groups[kind] !== undefined) ?? '',
    text: found,
  }));
