import { spelling } from '../json/spelling.ts';
import { IdentityError } from './identity-error.ts';

/** `user:` and a name as it was given, with or without the prefix. */
export const userId = (given: string): string => prefixed('user:', given);

/** `group:` and a name as it was given, with or without the prefix. */
export const groupId = (given: string): string => prefixed('group:', given);

/** Where the record of a person or a group is: the same for all ids that look alike. */
export function recordId(id: string): string {
  const name = id.indexOf(':') + 1;
  return id.slice(0, name) + spelling(id.slice(name));
}

/** Nothing that does not show: a name that looks like another one has to be the same. */
const NAME = /^[^\p{C}\p{Default_Ignorable_Code_Point}]{1,200}$/u;

/** A store's ids have at most 500 characters; spelled out, some characters become many. */
const LONGEST_SPELLING = 400;

function prefixed(prefix: 'user:' | 'group:', given: string): string {
  const name = (given.startsWith(prefix) ? given.slice(prefix.length) : given).trim();
  const spelled = spelling(name);
  // `user:user:alice` would count as the same voter as `user:alice`
  const isName =
    NAME.test(name) &&
    spelled !== '' &&
    spelled.length <= LONGEST_SPELLING &&
    !/^(?:user|group|filesystem):/.test(spelled);
  if (isName) return `${prefix}${name}`;
  throw new IdentityError(
    'request/malformed',
    `a name has to be visible text on one line, of 1 to 200 characters, after \`${prefix}\``,
  );
}
