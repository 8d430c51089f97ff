import { userInfo } from 'node:os';
import type { Voter } from '../../approvals/vote.ts';

/**
 * Whoever runs this program: the operating system says so, since it let them open the store. Policies name
 * people that sign in, `user:` and `group:`, and such a voter is none of them.
 */
export const filesystemVoter = (): Voter => ({
  id: `filesystem:${systemUser()}`,
  groups: [],
  mayApprove: true,
  via: 'cli',
});

/** The effective user's name; its number where the system has no name for it, as in some containers. */
function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.geteuid?.() ?? 'unknown');
  }
}
