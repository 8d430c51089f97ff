/**
 * Names of members whose values are hidden whatever they are, in lower case without separators
 *, and what is said with the same words.
 */
const SECRET_NAMES = [
  'password',
  'passwords',
  'secret',
  'secrets',
  'secretkey',
  'secretaccesskey',
  'token',
  'apikey',
  'apikeys',
  'authorization',
] as const;

/**
 * Whether a member of this name holds a secret: `api_key`, `X-Api-Key`, `clientSecret`, `password2`. Case,
 * separators, digits and what stands before do not matter; what stands after does: `max_tokens` and
 * `token_count` are none.
 */
export function isSecretName(name: string): boolean {
  const letters = name.toLowerCase().replace(/[^a-z]/g, '');
  return SECRET_NAMES.some((secret) => letters.endsWith(secret));
}
