/** What a key or a person may do here, from the least to the most. */
export const ROLES = ['agent', 'viewer', 'approver', 'admin'] as const;

export type Role = (typeof ROLES)[number];

/** Roles that a person can have: an agent is no person. */
export const PERSON_ROLES = ['viewer', 'approver', 'admin'] as const;

export type PersonRole = (typeof PERSON_ROLES)[number];

/** The one of two roles that may less. */
export const lesserRole = (a: PersonRole, b: PersonRole): PersonRole =>
  PERSON_ROLES.indexOf(a) < PERSON_ROLES.indexOf(b) ? a : b;

/** What is asked of a server, by what it takes to be allowed to. */
export const PERMISSIONS = {
  /** Ask for a decision, claim, renew and report: what only agents do. */
  decide: ['agent'],
  /** Ask what would be decided; nothing is recorded. */
  check: ['agent', 'viewer', 'approver', 'admin'],
  /** See approval requests and what happens to them; agents see their own. */
  read: ['agent', 'viewer', 'approver', 'admin'],
  /** Withdraw a request; agents their own. */
  withdraw: ['agent', 'approver', 'admin'],
  /** Approve, reject, reveal. Which requests, the policy says. */
  review: ['approver', 'admin'],
  /** See policies, the audit log, runs, halts. */
  oversee: ['viewer', 'approver', 'admin'],
  /** Change policies, halt, keep keys, users and groups, hand out what is not redacted. */
  administer: ['admin'],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof PERMISSIONS;

export const mayDo = (role: Role, permission: Permission): boolean => {
  const roles: readonly Role[] = PERMISSIONS[permission];
  return roles.includes(role);
};
