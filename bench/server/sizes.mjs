/** How much of everything. */
export const FULL = {
  /** Of a row of decisions. */
  warmUpSeconds: 2,
  seconds: 5,
  rounds: 3,
  connections: [32, 256],
  pending: 10_000,
  polls: 2_000,
  listeners: 5_000,
  agents: 40,
  /** One listener of so many hears everything; the others hear one agent's. */
  overseerEvery: 5,
  /** Approved while only long polls wait, and while there are listeners. */
  releases: 400,
  events: 40,
  /** Between two events. */
  pauseMs: 500,
};

/** Only to see that everything works. */
export const SMALL = {
  warmUpSeconds: 1,
  seconds: 1,
  rounds: 1,
  connections: [32],
  pending: 300,
  polls: 100,
  listeners: 200,
  agents: 4,
  overseerEvery: 5,
  releases: 50,
  events: 10,
  pauseMs: 100,
};
