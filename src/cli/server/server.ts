/** A server to ask, and in whose name. */
export interface Server {
  /** Where its paths begin; no slash at the end. */
  readonly url: string;
  /** What says who asks, sent with every request. */
  readonly headers: Readonly<Record<string, string>>;
  /** The API key in them, where there is one. */
  readonly key?: string;
}

/** Where a server listens unless it is told otherwise. */
export const USUAL_SERVER = 'http://127.0.0.1:4319';

/** Whoever has this key asks. */
export const withKey = (url: string, key: string): Server => ({
  url,
  headers: { authorization: `Bearer ${key}` },
  key,
});

/** Nobody in particular asks. */
export const withoutKey = (url: string): Server => ({ url, headers: {} });

/**
 * A server's address as people write it.
 *
 * @param source what it was given as, for the message
 * @throws Error when it is none
 */
export function readServerUrl(given: string, source: string): string {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  const isWeb = url?.protocol === 'http:' || url?.protocol === 'https:';
  if (url === undefined || !isWeb || url.username !== '' || url.password !== '') {
    throw new Error(
      `${source} is no address of a server: write it like \`${USUAL_SERVER}\`, without a password`,
    );
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/** Whether what is sent to a server can be read by others on the way. */
export function isInTheClear(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  const isHere = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
  return protocol === 'http:' && !isHere;
}
