const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The UTF-8 form of a well-formed string. */
export const encodeUtf8 = (text: string): Uint8Array => encoder.encode(text);

/** The string that valid UTF-8 stands for; `undefined` for invalid UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  return isUtf8(bytes) ? decoder.decode(bytes) : undefined;
}

/**
 * Whether bytes are valid UTF-8: no overlong form, no surrogate, nothing beyond U+10FFFF (RFC 3629,
 * section 4). Looked at here because a decoder that refuses does so with an exception, which is slow.
 */
function isUtf8(bytes: Uint8Array): boolean {
  let at = 0;
  while (at < bytes.length) {
    const lead = bytes[at] ?? 0;
    at += 1;
    if (lead < 0x80) continue;
    const rest = lead < 0xc2 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : lead < 0xf5 ? 3 : 0;
    if (rest === 0) return false;
    const second = bytes[at] ?? 0;
    if (second < lowestSecond(lead) || second > highestSecond(lead)) return false;
    for (let index = 1; index < rest; index += 1) {
      if (((bytes[at + index] ?? 0) & 0xc0) !== 0x80) return false;
    }
    at += rest;
  }
  return true;
}

const lowestSecond = (lead: number): number => (lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80);

const highestSecond = (lead: number): number =>
  lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
