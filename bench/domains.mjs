/**
 * The kinds of tools that the workload draws from: what their calls carry and what rules about them
 * read. Numbers are integers, because Cedar has no others; every call carries every field that a
 * rule can read, because engines disagree about missing ones.
 *
 * @typedef {import('./random.mjs').Random} Random
 * @typedef {object} Domain
 * @property {string} server          first part of the tool name
 * @property {readonly string[]} verbs
 * @property {readonly string[]} nouns
 * @property {readonly { path: string, high: number }[]} numbers   fields that rules compare
 * @property {readonly { path: string, words: readonly string[] }[]} strings
 * @property {(random: Random) => Record<string, unknown>} param   arguments of one call
 */

const CURRENCIES = ['EUR', 'USD', 'GBP', 'JPY', 'CHF'];
const COUNTRIES = ['DE', 'FR', 'US', 'JP', 'BR', 'IN'];
const REASONS = ['damaged', 'late', 'customer_request', 'duplicate_order'];
const TIERS = ['free', 'standard', 'gold', 'enterprise_support'];
const MAIL_DOMAINS = ['example.com', 'example.org', 'partner.example', 'press.example.net'];
const REGIONS = ['eu-west-1', 'eu-central-1', 'us-east-1', 'us-west-2', 'ap-south-1'];
const OPERATIONS = ['select', 'update', 'delete', 'truncate'];
const TABLES = ['customers', 'invoices', 'conversations', 'inventory_levels'];
const MODES = ['read', 'write', 'append', 'execute'];
const ROLES = ['viewer', 'editor', 'admin', 'billing_manager'];
const TEAMS = ['platform', 'security', 'finance', 'customer_success'];
const INSTANCES = ['t3.small', 'm6i.large', 'm6i.4xlarge', 'p4d.24xlarge'];

/** @type {readonly Domain[]} */
export const DOMAINS = [
  {
    server: 'payments',
    verbs: ['transfer', 'refund', 'capture', 'void'],
    nouns: ['payment', 'invoice', 'payout', 'charge'],
    numbers: [
      { path: 'param.amount', high: 5000 },
      { path: 'param.account.balance', high: 90000 },
    ],
    strings: [
      { path: 'param.currency', words: CURRENCIES },
      { path: 'param.account.country', words: COUNTRIES },
    ],
    param: (random) => ({
      amount: random.integer(0, 5000),
      currency: random.pick(CURRENCIES),
      account: { country: random.pick(COUNTRIES), balance: random.integer(0, 90000) },
      reference: `PAY-${random.integer(1000, 9999)}`,
    }),
  },
  {
    server: 'order_tools',
    verbs: ['cancel', 'process', 'reship', 'discount'],
    nouns: ['order', 'refund', 'return', 'subscription'],
    numbers: [
      { path: 'param.amount', high: 5000 },
      { path: 'param.customer.orders', high: 200 },
    ],
    strings: [
      { path: 'param.reason', words: REASONS },
      { path: 'param.customer.tier', words: TIERS },
    ],
    param: (random) => ({
      order_id: `ORD-${random.integer(1000, 9999)}`,
      amount: random.integer(0, 5000),
      reason: random.pick(REASONS),
      customer: { tier: random.pick(TIERS), orders: random.integer(0, 200) },
    }),
  },
  {
    server: 'mail',
    verbs: ['send', 'forward', 'schedule'],
    nouns: ['message', 'newsletter', 'reminder'],
    numbers: [{ path: 'param.recipients', high: 500 }],
    strings: [{ path: 'param.domain', words: MAIL_DOMAINS }],
    param: (random) => ({
      to: `person${random.integer(1, 999)}@example.com`,
      subject: `Your order ORD-${random.integer(1000, 9999)}`,
      domain: random.pick(MAIL_DOMAINS),
      recipients: random.integer(1, 500),
    }),
  },
  {
    server: 'deploy',
    verbs: ['roll_out', 'roll_back', 'scale', 'restart'],
    nouns: ['service', 'worker', 'gateway', 'job'],
    numbers: [{ path: 'param.replicas', high: 64 }],
    strings: [{ path: 'param.region', words: REGIONS }],
    param: (random) => ({
      service: `service-${random.integer(1, 40)}`,
      region: random.pick(REGIONS),
      replicas: random.integer(1, 64),
      canary: random.chance(0.5),
    }),
  },
  {
    server: 'db',
    verbs: ['run', 'migrate', 'export', 'purge'],
    nouns: ['query', 'table', 'index', 'backup'],
    numbers: [{ path: 'param.rows', high: 100000 }],
    strings: [
      { path: 'param.operation', words: OPERATIONS },
      { path: 'param.table', words: TABLES },
    ],
    param: (random) => ({
      table: random.pick(TABLES),
      operation: random.pick(OPERATIONS),
      rows: random.integer(0, 100000),
    }),
  },
  {
    server: 'files',
    verbs: ['open', 'write', 'share', 'delete'],
    nouns: ['document', 'folder', 'archive', 'image'],
    numbers: [{ path: 'param.size', high: 1048576 }],
    strings: [{ path: 'param.mode', words: MODES }],
    param: (random) => ({
      path: `/srv/data/${random.integer(1, 99)}/report.pdf`,
      size: random.integer(0, 1048576),
      mode: random.pick(MODES),
    }),
  },
  {
    server: 'accounts',
    verbs: ['invite', 'promote', 'suspend', 'merge'],
    nouns: ['user', 'member', 'guest', 'group'],
    numbers: [{ path: 'param.team.size', high: 300 }],
    strings: [
      { path: 'param.role', words: ROLES },
      { path: 'param.team.name', words: TEAMS },
    ],
    param: (random) => ({
      user_id: `U${random.integer(10000, 99999)}`,
      role: random.pick(ROLES),
      team: { name: random.pick(TEAMS), size: random.integer(1, 300) },
    }),
  },
  {
    server: 'compute',
    verbs: ['start', 'stop', 'resize', 'snapshot'],
    nouns: ['instance', 'cluster', 'volume', 'pool'],
    numbers: [{ path: 'param.count', high: 100 }],
    strings: [
      { path: 'param.instance_type', words: INSTANCES },
      { path: 'param.region', words: REGIONS },
    ],
    param: (random) => ({
      instance_type: random.pick(INSTANCES),
      region: random.pick(REGIONS),
      count: random.integer(1, 100),
    }),
  },
];

export const ENVIRONMENTS = ['production', 'staging', 'development'];
