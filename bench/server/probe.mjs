/**
 * Loaded into a server before its program: tells the parent what it keeps in memory or how long it was busy, and
 * ends with the parent. Needs `--expose-gc`.
 */
const ANSWERS = {
  /** Bytes: of the process, and alive after a collection. */
  memory() {
    for (let pass = 0; pass < 3; pass += 1) globalThis.gc();
    const { rss, heapUsed, external } = process.memoryUsage();
    return { rss, heap: heapUsed + external };
  },
  /** Milliseconds of processor time since the start. */
  processor() {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
};

process.on('message', (question) => process.send(ANSWERS[question]()));
process.on('disconnect', () => process.exit(1));
// the program may end although somebody could still ask
process.channel.unref();
