const isTextStream = (value: unknown): value is AsyncIterable<string> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

/**
 * Pieces of text as a body that is sent as fast as it is read, and no faster.
 *
 * @throws TypeError for what gives no pieces
 */
export function streamed(source: unknown): ReadableStream<Uint8Array> {
  if (!isTextStream(source)) throw new TypeError('the answer gives no text');
  const encoder = new TextEncoder();
  const pieces = source[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await pieces.return?.();
    },
  });
}
