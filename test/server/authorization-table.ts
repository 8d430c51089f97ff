/** Who asks, as far as it matters for what they may. */
export const COLUMNS = [
  'nobody',
  'bad key',
  'agent',
  'other agent',
  'viewer',
  'approver',
  'admin',
] as const;

export type Column = (typeof COLUMNS)[number];

/** What comes of it. */
export const OUTCOMES = {
  '+': 'allowed',
  /** Nobody is signed in. */
  m: 'auth/missing',
  /** The key is none. */
  i: 'auth/invalid',
  /** The role does not allow it. */
  x: 'auth/forbidden',
  /** In the name of an agent that is another one. */
  o: 'auth/other-agent',
  /** The request of another agent is not there. */
  a: 'approval/not-found',
} as const;

export type Outcome = (typeof OUTCOMES)[keyof typeof OUTCOMES] | 'auth/cross-site';

/** Written from what roles are for, not from the code: letters in the order of the columns. */
const ROWS = {
  // agents ask and run; everybody may ask what would be
  decide: 'm i + o x x x',
  recordLate: 'm i + o x x x',
  check: 'm i + o + + +',
  checkByQuery: 'm i + o + + +',
  // requests: an agent knows its own only, and never decides one
  listApprovals: 'm i + + + + +',
  showApproval: 'm i + a + + +',
  waitForApproval: 'm i + a + + +',
  approve: 'm i x x x + +',
  reject: 'm i x x x + +',
  cancel: 'm i + a x + +',
  reveal: 'm i x x x + +',
  claim: 'm i + a x x x',
  renew: 'm i + a x x x',
  reportOutcome: 'm i + a x x x',
  approveMany: 'm i x x x + +',
  rejectMany: 'm i x x x + +',
  previewForever: 'm i x x x x +',
  approveForever: 'm i x x x x +',
  // people look, administrators change
  showPolicies: 'm i x x + + +',
  listVersions: 'm i x x + + +',
  showVersion: 'm i x x + + +',
  validatePolicies: 'm i x x + + +',
  activatePolicies: 'm i x x x x +',
  rollBack: 'm i x x x x +',
  queryAudit: 'm i x x + + +',
  exportAudit: 'm i x x + + +',
  verifyAudit: 'm i x x + + +',
  listCheckpoints: 'm i x x + + +',
  makeCheckpoint: 'm i x x x x +',
  showRun: 'm i x x + + +',
  listHalts: 'm i x x + + +',
  halt: 'm i x x x x +',
  resume: 'm i x x x x +',
  listKeys: 'm i x x x x +',
  createKey: 'm i x x x x +',
  createOwnKey: 'm i x x + + +',
  revokeKey: 'm i x x x x +',
  revokeOwnKey: 'm i x x + + +',
  listUsers: 'm i x x + + +',
  createUser: 'm i x x x x +',
  changeUser: 'm i x x x x +',
  removeUser: 'm i x x x x +',
  listGroups: 'm i x x + + +',
  putGroup: 'm i x x x x +',
  removeGroup: 'm i x x x x +',
  whoAmI: 'm i + + + + +',
  // a key that is none is said to be none wherever keys are looked at
  signIn: '+ i + + + + +',
  redeemLink: '+ i + + + + +',
  signOut: 'm i x x + + +',
  changePassword: 'm i x x + + +',
  events: 'm i + + + + +',
  // for probes, which have no key
  health: '+ + + + + + +',
  readiness: '+ + + + + + +',
  metrics: '+ + + + + + +',
  openapi: '+ + + + + + +',
} as const satisfies Record<string, string>;

export type Row = keyof typeof ROWS;

export const ROW_IDS = Object.keys(ROWS) as readonly Row[];

export const isRow = (id: string): id is Row => Object.hasOwn(ROWS, id);

/** What the table says. */
export function outcomeFor(id: Row, column: Column): Outcome {
  const letter = ROWS[id].split(' ')[COLUMNS.indexOf(column)];
  for (const [key, outcome] of Object.entries(OUTCOMES)) if (key === letter) return outcome;
  throw new Error(`the table says nothing of ${id} for ${column}`);
}
