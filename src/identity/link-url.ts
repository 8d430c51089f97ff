/**
 * The address a one-time link is opened at. The token is in the fragment, which browsers neither send to a
 * server nor put into a `Referer`, so that no log has it.
 *
 * @param publicUrl where people reach the server, without a slash at the end
 */
export const linkUrl = (publicUrl: string, token: string): string =>
  `${publicUrl}/sign-in#token=${token}`;

/** The token of what somebody pasted: a whole link, or the token alone. */
export function tokenOfLink(pasted: string): string {
  const text = pasted.trim();
  const fragment = text.indexOf('#');
  if (fragment < 0) return text;
  return new URLSearchParams(text.slice(fragment + 1)).get('token') ?? '';
}
