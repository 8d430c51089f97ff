/** What can be decided, from the loosest to the strictest. */
export const DECISIONS = ['allow', 'require_approval', 'block'] as const;
export type Decided = (typeof DECISIONS)[number];

/** 0 for the loosest; a higher rank is stricter. */
export const rankOf = (decision: Decided): number => DECISIONS.indexOf(decision);
