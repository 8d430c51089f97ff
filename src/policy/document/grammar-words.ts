/** How the definitions of policy.schema.json are spoken of in messages. */
export interface DefinitionWords {
  /** What to call a thing of this kind, as in "an approval block has no key". */
  readonly noun?: string;
  /** What it should be, after "should be". */
  readonly expected?: string;
  /** What it lacks, after "needs". */
  readonly missing?: string;
  /** The keys of which it needs one. */
  readonly alternatives?: readonly string[];
  readonly range?: string;
  readonly help?: string;
}

const BLOCK_LIST = 'a block, or a list of blocks';
const ENTRY_HELP = 'write `- pattern`, or `- pattern: condition`';
const PEOPLE_HELP = 'write `user:` and an id, or `group:` and a name: `["group:finance"]`';
const DURATION_HELP =
  'write seconds, or a number with `s`, `m`, `h` or `d`: `3600`, `"90s"`, `"15m"`';
const WHOLE_BLOCK = 'write `tools:` with a list of tools, or `when:` with a condition';
const STEP_HELP = 'write `{ after: 10m, to: ["group:leads"] }`';
const DURATION: DefinitionWords = {
  expected: 'a duration',
  range: 'write a duration from `1s` to `30d`',
  help: DURATION_HELP,
};
const STEPS: DefinitionWords = { expected: 'a step, or a list of steps', help: STEP_HELP };

/** By the name of the definition. */
export const DEFINITIONS: Readonly<Record<string, DefinitionWords>> = {
  policy: {
    noun: 'a policy',
    expected: 'a map of keys',
    help: 'begin with `approval:`, `block:` or `allow:`',
  },
  something_to_decide: {
    noun: 'the policy',
    missing: 'a rule or a `default`',
    alternatives: ['approval', 'block', 'allow', 'default'],
    help: 'add an `approval:`, `block:` or `allow:` block, or a `default:`',
  },
  name: {
    noun: 'name',
    expected: 'text',
    help: 'use up to 128 letters, digits, `-`, `_` and `.`',
  },
  mode: { expected: '`enforce` or `monitor`', help: 'write `mode: monitor`' },
  default: {
    expected: '`allow`, `block` or `require_approval`',
    help: 'write `default: require_approval`',
  },
  agents: { expected: 'a list of agent patterns', help: 'write a list: `["order-*"]`' },
  agent_pattern: { noun: 'agent pattern', expected: 'text', help: 'quote it: `"order-*"`' },
  catalog: { noun: 'the path', expected: 'the path of a JSON file', help: 'write `tools.json`' },
  on_policy_change: { expected: '`resolve` or `hold`', help: 'write `on_policy_change: hold`' },
  redact: { expected: 'a list of paths', help: 'write a list: `["param.card.*"]`' },
  redact_path: { noun: 'path', expected: 'text', help: 'write a path: `"param.card.*"`' },
  approval: { expected: BLOCK_LIST, help: WHOLE_BLOCK },
  approval_blocks: { expected: BLOCK_LIST, help: WHOLE_BLOCK },
  approval_block: { noun: 'an approval block', expected: 'a block', help: WHOLE_BLOCK },
  block: { expected: BLOCK_LIST, help: WHOLE_BLOCK },
  block_blocks: { expected: BLOCK_LIST, help: WHOLE_BLOCK },
  block_block: { noun: 'a `block` block', expected: 'a block', help: WHOLE_BLOCK },
  allow: { expected: BLOCK_LIST, help: WHOLE_BLOCK },
  allow_blocks: { expected: BLOCK_LIST, help: WHOLE_BLOCK },
  allow_block: { noun: 'an `allow` block', expected: 'a block', help: WHOLE_BLOCK },
  tools_or_when: {
    noun: 'the block',
    missing: '`tools` or `when`',
    alternatives: ['tools', 'when'],
    help: WHOLE_BLOCK,
  },
  tools: { expected: 'a list of tool patterns', help: ENTRY_HELP },
  except: { expected: 'a list of tool patterns', help: ENTRY_HELP },
  entry: { expected: 'a tool pattern, with or without a condition', help: ENTRY_HELP },
  pattern: {
    noun: 'tool pattern',
    expected: 'a tool pattern',
    help: 'write a tool name without spaces; a condition follows a colon and a space',
  },
  conditional_pattern: { expected: 'a tool pattern with a condition', help: ENTRY_HELP },
  condition: {
    expected: 'a condition',
    help: 'write an expression such as `param.amount > 1000`; quote it where YAML would read it as something else',
  },
  duration: DURATION,
  duration_seconds: DURATION,
  duration_text: { noun: 'duration', expected: 'a duration', help: DURATION_HELP },
  message: {
    noun: 'the message',
    expected: 'text',
    help: 'write one or more lines of text, in quotes',
  },
  on_rejection: { expected: '`fail` or `continue`', help: 'write `on_rejection: continue`' },
  approvers: { expected: 'a list of people and groups', help: PEOPLE_HELP },
  approver: { noun: 'approver', expected: 'a person or a group', help: PEOPLE_HELP },
  quorum: {
    expected: 'a whole number of people',
    range: 'write a number of people from 1 to 1000',
    help: 'write a number such as `2`',
  },
  allow_self_approval: { expected: '`true` or `false`', help: 'write it without quotes' },
  escalate: STEPS,
  escalations: STEPS,
  escalation: {
    noun: 'an escalation step',
    expected: 'an escalation step',
    help: STEP_HELP,
  },
  escalate_to: { expected: 'a list of people and groups', help: PEOPLE_HELP },
  notify: { expected: 'a list of channel names', help: 'write a list: `[slack-finance]`' },
  channel: {
    noun: 'channel name',
    expected: 'a channel name',
    help: 'use up to 128 letters, digits, `-`, `_` and `.`',
  },
};

const IN_BLOCK = 'inside an `approval`, `block` or `allow` block';
const IN_APPROVAL = 'inside an `approval` block';
const AT_TOP = 'at the top of the file, without indentation';

/** Where a key belongs that stands in the wrong place. */
export const HOME_OF_KEY: Readonly<Record<string, string>> = Object.assign(Object.create(null), {
  tools: IN_BLOCK,
  except: IN_BLOCK,
  when: IN_BLOCK,
  message: 'inside an `approval` or `block` block',
  timeout: IN_APPROVAL,
  on_rejection: IN_APPROVAL,
  approvers: IN_APPROVAL,
  quorum: IN_APPROVAL,
  allow_self_approval: IN_APPROVAL,
  escalate: IN_APPROVAL,
  notify: IN_APPROVAL,
  after: 'inside `escalate`',
  to: 'inside `escalate`',
  name: AT_TOP,
  mode: AT_TOP,
  default: AT_TOP,
  agents: AT_TOP,
  catalog: AT_TOP,
  on_policy_change: AT_TOP,
  redact: AT_TOP,
  approval: AT_TOP,
  block: AT_TOP,
  allow: AT_TOP,
});

/** Words that other tools use for ours, too far away for the edit distance. */
export const SYNONYMS: Readonly<Record<string, string>> = Object.assign(Object.create(null), {
  require_approval: 'approval',
  approvals: 'approval',
  deny: 'block',
  forbid: 'block',
  refuse: 'block',
  permit: 'allow',
  condition: 'when',
  conditions: 'when',
  if: 'when',
  unless: 'except',
  exclude: 'except',
  reviewers: 'approvers',
  users: 'approvers',
  groups: 'approvers',
  min_approvals: 'quorum',
  approvals_required: 'quorum',
  expires: 'timeout',
  expires_in: 'timeout',
  ttl: 'timeout',
  escalation: 'escalate',
  channels: 'notify',
  reason: 'message',
  description: 'message',
  id: 'name',
  on_deny: 'on_rejection',
  on_reject: 'on_rejection',
  approve: 'require_approval',
  ask: 'require_approval',
  run: 'allow',
  dry_run: 'monitor',
  audit: 'monitor',
  observe: 'monitor',
  error: 'fail',
  abort: 'fail',
  adapt: 'continue',
});
