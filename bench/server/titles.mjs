const TITLES = {
  bare: 'a bare Hono route',
  check: 'POST /v1/check: nothing recorded',
  allowed: 'POST /v1/decisions: allowed, recorded',
  held: 'POST /v1/decisions: held, a request',
  mixed: "agents' listeners and overseers",
  everybody: 'all hear everything',
  'bare-mixed': 'bare Hono, as many of as many',
  'bare-everybody': 'bare Hono, all of as many',
  before: 'nobody listens',
  after: 'all have gone',
};

/** What a row of the results is called. @param {{ id: string }} row */
export const rowTitle = ({ id }) => TITLES[id];
