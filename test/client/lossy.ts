/** What happens to one request on its way. */
export type Fate =
  /** It arrives, and so does its answer. */
  | 'kept'
  /** It never arrives. */
  | 'lost'
  /** It is done, and its answer is lost. */
  | 'unanswered'
  /** It is done, and its answer is cut off. */
  | 'cut'
  /** Something between the client and the server answers for it. */
  | 'unavailable';

const broken = (): TypeError => new TypeError('fetch failed');

/**
 * A connection that loses what it is told to lose.
 *
 * @param fateOf of the request with a method and a path
 */
export function lossyFetch(
  fateOf: (request: string) => Fate,
): typeof globalThis.fetch & { readonly asked: readonly string[] } {
  const asked: string[] = [];
  const lossy = async (...[input, init]: Parameters<typeof fetch>): Promise<Response> => {
    const request = `${init?.method ?? 'GET'} ${new URL(String(input)).pathname}`;
    asked.push(request);
    const fate = fateOf(request);
    if (fate === 'lost') throw broken();
    if (fate === 'unavailable') return new Response('<html>', { status: 503 });
    const response = await fetch(input, init);
    if (fate === 'kept') return response;
    await response.arrayBuffer();
    if (fate === 'unanswered') throw broken();
    const cut = new ReadableStream({
      start: (controller) => {
        controller.enqueue(new TextEncoder().encode('{"decision":{"dec'));
        controller.error(broken());
      },
    });
    return new Response(cut, { status: response.status });
  };
  return Object.assign(lossy, { asked });
}

/** The first requests of a kind meet these fates, one each. */
export function firstFates(kind: RegExp, ...fates: readonly Fate[]): (request: string) => Fate {
  const left = [...fates];
  return (request) => (kind.test(request) ? (left.shift() ?? 'kept') : 'kept');
}
