/** A soak shorter than this says nothing about growth: compiled code and caches are still being filled. */
const LONG_ENOUGH_MINUTES = 5;

/**
 * What is asked of the server. These figures depend on the machine.
 *
 * @param {{ held: any, soak: any }} server
 */
export function serverFigures({ held, soak }) {
  const heardByAll = Math.max(...held.rows.map(({ hear, id }) => (id === 'everybody' ? hear : 0)));
  return [
    {
      what: 'listeners to server-sent events on one server that all hear every event once',
      bound: 'at least',
      limit: 5000,
      measured: heardByAll,
    },
    {
      what: `release over HTTP after approval, ${held.pending} pending, ms at p99`,
      bound: 'at most',
      limit: 50,
      measured: held.polls.sinceAnswered.p99Ms,
    },
    ...(soak.minutes < LONG_ENOUGH_MINUTES
      ? []
      : [
          {
            what: `growth of the heap in the second half of ${soak.minutes} min of mixed load, bytes for each thing done`,
            bound: 'at most',
            limit: 50,
            measured: soak.heapBytesEach,
          },
        ]),
  ];
}
