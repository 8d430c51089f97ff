/**
 * Lets a process end although a timer runs, where timers are objects that can: those of a browser are
 * numbers, and keep nothing alive.
 */
export function inBackground<Timer>(timer: Timer): Timer {
  if (typeof timer === 'object' && timer !== null && 'unref' in timer) {
    if (typeof timer.unref === 'function') timer.unref();
  }
  return timer;
}
