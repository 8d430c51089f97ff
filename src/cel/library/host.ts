import { Problem } from '../fault.ts';

const NOT_A_URL = new Problem(
  'invalid-argument',
  'text is not an absolute http, https, ws or wss URL',
);
const AMBIGUOUS_URL = new Problem(
  'invalid-argument',
  'URL is written so that programs disagree about its host',
);

const SCHEME = /^(?:https?|wss?):\/\/(?![/\\])/i;

/** Control characters, which URL parsers drop or take for others wherever they stand. */
const CONTROL = /\p{Cc}/u;

/**
 * The host that a URL leads to (WHATWG URL standard): lower case, international names in their ASCII
 * form, IPv4 addresses in four decimal numbers, IPv6 addresses in brackets, no port, no credentials, no
 * trailing dot.
 *
 * What is compared here must be what the tool connects to, and that tool may use another parser. So a
 * URL on whose host common parsers differ is a problem, even where the standard gives it a meaning:
 * control characters, white space around it, other than two slashes, a backslash, percent-encoding or
 * a second `@` before the path.
 */
export function host(text: string): string | Problem {
  if (CONTROL.test(text) || text.trim() !== text) return AMBIGUOUS_URL;
  const scheme = SCHEME.exec(text);
  if (scheme === null) return NOT_A_URL;
  const authority = /^[^/?#]*/.exec(text.slice(scheme[0].length))?.[0] ?? '';
  const credentialsEnd = authority.indexOf('@');
  const address = authority.slice(credentialsEnd + 1);
  if (authority.includes('\\') || /[@%\s]/.test(address)) return AMBIGUOUS_URL;
  if (!URL.canParse(text)) return NOT_A_URL;
  const name = new URL(text).hostname.replace(/\.$/, '');
  return name === '' || name.split('.').includes('') ? AMBIGUOUS_URL : name;
}
