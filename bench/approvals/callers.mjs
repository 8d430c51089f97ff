/**
 * Lets so many callers work at once, each beginning anew when it has ended, until a time is up.
 *
 * @param {number} callers
 * @param {number} milliseconds
 * @param {() => Promise<unknown>} work
 * @returns {Promise<{ count: number, milliseconds: number }>} how often it was done, and in what time
 */
export async function workFor(callers, milliseconds, work) {
  const start = performance.now();
  const end = start + milliseconds;
  let count = 0;
  await together(callers, async () => {
    while (performance.now() < end) {
      await work();
      count += 1;
    }
  });
  return { count, milliseconds: performance.now() - start };
}

/**
 * Does something so many times, by several callers at once.
 *
 * @param {number} callers
 * @param {number} times
 * @param {() => Promise<unknown>} work
 */
export async function workTimes(callers, times, work) {
  let left = times;
  await together(callers, async () => {
    while (left > 0) {
      left -= 1;
      await work();
    }
  });
}

const together = (callers, work) => Promise.all(Array.from({ length: callers }, work));
