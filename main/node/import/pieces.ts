/** A piece of a file between separators. */
export type Piece =
  | { readonly number: number; readonly bytes: Buffer }
  /** Longer than the limit: only its beginning and its length were kept. */
  | { readonly number: number; readonly tooLong: number; readonly head: Buffer };

/** Pieces handed on at once, so that waiting costs little. */
const BATCH = 256;
const HEAD_BYTES = 512;

/**
 * Cuts a stream at every separator. A piece longer than `longest` bytes is passed over while it is read, so that memory
 * stays flat whatever the file holds. What follows the last separator is a piece unless it is empty.
 */
export async function* pieces(
  chunks: AsyncIterable<Buffer>,
  separator: Buffer,
  longest: number,
): AsyncGenerator<readonly Piece[]> {
  let batch: Piece[] = [];
  let number = 0;
  /** What is left of the bytes that were read, without a separator in it. */
  let rest: Buffer = Buffer.alloc(0);
  /** Bytes of the current piece that were passed over; its head is kept. */
  let passed = 0;
  let head: Buffer = rest;

  const add = (bytes: Buffer): void => {
    number += 1;
    const length = passed + bytes.length;
    if (length > longest) {
      batch.push({
        number,
        tooLong: length,
        head: passed > 0 ? head : Buffer.from(bytes.subarray(0, HEAD_BYTES)),
      });
    } else batch.push({ number, bytes });
    passed = 0;
  };

  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    // A separator may have begun in the rest; nothing before that can hold one.
    let from = Math.max(0, rest.length - separator.length + 1);
    let start = 0;
    for (let at = bytes.indexOf(separator, from); at >= 0; at = bytes.indexOf(separator, from)) {
      add(bytes.subarray(start, at));
      start = from = at + separator.length;
      if (batch.length >= BATCH) {
        yield batch;
        batch = [];
      }
    }
    rest = bytes.subarray(start);
    // What follows the piece may be half a separator, which is not of its length.
    if (passed + rest.length >= longest + separator.length) {
      if (passed === 0) head = Buffer.from(rest.subarray(0, HEAD_BYTES));
      const keep = Math.min(rest.length, separator.length - 1);
      passed += rest.length - keep;
      rest = Buffer.from(rest.subarray(rest.length - keep));
    }
  }
  if (passed + rest.length > 0) add(rest);
  if (batch.length > 0) yield batch;
}
