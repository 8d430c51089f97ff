/**
 * Where a server is: what its paths are written behind.
 *
 * @param url of the server; a path in it stays before those of the server
 * @throws TypeError for what is no address of a server
 */
export function addressOf(url: unknown): string {
  const parsed = typeof url === 'string' && URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol)) {
    throw new TypeError('`url` has to be the address of a server, as `http://127.0.0.1:4319`');
  }
  if (parsed.username !== '' || parsed.password !== '') {
    throw new TypeError('`url` has a name or a password in it: use `apiKey`');
  }
  return `${parsed.origin}${parsed.pathname.replace(/\/+$/, '')}`;
}

/**
 * The key as it is sent.
 *
 * @throws TypeError for what cannot be one: `fetch` would take it for a server that cannot be reached
 */
export function keyOf(apiKey: unknown): string {
  if (typeof apiKey === 'string' && /^[\x21-\x7e]{1,1024}$/.test(apiKey)) return apiKey;
  throw new TypeError('`apiKey` has to be an API key: printable ASCII without spaces');
}

/** A query; what is absent is left out. */
export function queryOf(values: Readonly<Record<string, string | number | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) query.set(name, String(value));
  }
  return query.size === 0 ? '' : `?${query}`;
}

/** Header values keep no spaces at their ends, and nothing but ASCII. */
const PLAIN_KEY = /^(?!key:)[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

/** An idempotency key as a header can have it: two keys never become one. */
export const headerKey = (key: string): string =>
  PLAIN_KEY.test(key) ? key : `key:${encodeURIComponent(key)}`;
