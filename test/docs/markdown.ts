/** A fenced block of a document. */
export interface Fence {
  /** The first word after the fence: `sh`, `text`, `yaml`, `json`, `ts`. */
  readonly language: string;
  /** The words after it: `background`, `file=policy.yaml`, `exit=1`. */
  readonly attributes: readonly string[];
  readonly text: string;
  /** Line of the opening fence, counted from 1. */
  readonly line: number;
}

/** The fenced blocks of a Markdown text, in order. Throws where one is never closed. */
export function readFences(markdown: string): readonly Fence[] {
  const fences: Fence[] = [];
  const lines = markdown.split('\n');
  for (let at = 0; at < lines.length; at += 1) {
    const open = /^```(\S+)?(.*)$/.exec(lines[at] ?? '');
    if (open === null) continue;
    const close = lines.indexOf('```', at + 1);
    if (close < 0) throw new Error(`line ${at + 1}: this block is never closed`);
    fences.push({
      language: open[1] ?? '',
      attributes: (open[2] ?? '').split(' ').filter((word) => word !== ''),
      text: lines
        .slice(at + 1, close)
        .map((line) => `${line}\n`)
        .join(''),
      line: at + 1,
    });
    at = close;
  }
  return fences;
}

/** The value of a fence's `key=value` attribute. */
export function attributeOf(fence: Fence, key: string): string | undefined {
  return fence.attributes.find((word) => word.startsWith(`${key}=`))?.slice(key.length + 1);
}

/** The same text with other contents in the fence that begins at `line`. */
export function replaceFence(markdown: string, line: number, text: string): string {
  const lines = markdown.split('\n');
  const close = lines.indexOf('```', line);
  return [
    ...lines.slice(0, line),
    ...text.replace(/\n$/, '').split('\n'),
    ...lines.slice(close),
  ].join('\n');
}

/** Targets of the links of a text, without those in code. */
export function readLinks(markdown: string): readonly string[] {
  return [...withoutCode(markdown).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
}

/** What a `#fragment` can name: the headings, as GitHub spells their anchors. */
export function readAnchors(markdown: string): ReadonlySet<string> {
  const headings = withoutFences(markdown).matchAll(/^#{1,6} (.+)$/gm);
  return new Set([...headings].map((match) => anchorOf(match[1] ?? '')));
}

const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replace(/ /g, '-');

const withoutFences = (markdown: string): string => markdown.replace(/^```[\s\S]*?^```$/gm, '');

const withoutCode = (markdown: string): string => withoutFences(markdown).replace(/`[^`\n]*`/g, '');
