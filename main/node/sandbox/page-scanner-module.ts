/*
 * A WebAssembly function that reads a range of another module's memory and says which pages are not what they
 * were. It is assembled here because it needs what no language for WebAssembly in JavaScript offers: two memories,
 * so that what it knows lies where the memory that it reads cannot reach it.
 */

/** Bytes of one page; the granularity of what is put back. */
export const pageBytes = 4096;
/** Bytes of one entry of the answer: the page's address, four bytes of nothing, its fingerprint. */
export const foundBytes = 16;

const unsigned = (value: number): number[] => {
  const bytes: number[] = [];
  let rest = value >>> 0;
  do {
    bytes.push((rest & 127) | (rest > 127 ? 128 : 0));
    rest >>>= 7;
  } while (rest > 0);
  return bytes;
};

const signed = (value: number): number[] => {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7) {
    const last = (rest >> 6 === 0 || rest >> 6 === -1) && rest >= -64 && rest < 64;
    bytes.push((rest & 127) | (last ? 0 : 128));
    if (last) return bytes;
  }
};

const text = (value: string): number[] => [value.length, ...Array.from(value, (c) => c.charCodeAt(0))];
const section = (id: number, bytes: readonly number[]): number[] => [id, ...unsigned(bytes.length), ...bytes];

const get = (local: number): number[] => [0x20, local];
const set = (local: number): number[] => [0x21, local];
const tee = (local: number): number[] => [0x22, local];
const i32 = (value: number): number[] => [0x41, ...signed(value)];
const add = 0x6a;
const addWide = 0x7c;
const loop = [0x03, 0x40];
const block = [0x02, 0x40];
const end = 0x0b;
const branch = (depth: number): number[] => [0x0c, depth];
const branchIf = (depth: number): number[] => [0x0d, depth];
/** Alignment and offset of an access; a memory other than the first is named between the two. */
const at = (align: number, memory: 0 | 1, offset = 0): number[] =>
  memory === 0 ? [align, ...unsigned(offset)] : [align | 0x40, memory, ...unsigned(offset)];
const simd = (operation: number): number[] => [0xfd, ...unsigned(operation)];
const loadVector = (memory: 0 | 1, offset: number): number[] => [...simd(0x00), ...at(4, memory, offset)];
const addWords = simd(0xae);
const addLongs = simd(0xce);
const multiplyLow = simd(0xde);
const multiplyHigh = simd(0xdf);

// Parameters: where to start and end in the first memory; where the fingerprints and the answer lie in the second.
const [from, until, prints, answer, offset, sum, left, right, print] = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const;
const stepBytes = 128;

/** Adds 32 bytes of the page to the sum: NH (Black et al., UMAC 1999), (a + key) · (b + key′) over pairs of words. */
const absorb = (place: number): number[] => [
  ...[...get(from), ...get(offset), add, ...loadVector(0, place)],
  ...[...get(offset), ...loadVector(1, place), ...addWords, ...set(left)],
  ...[...get(from), ...get(offset), add, ...loadVector(0, place + 16)],
  ...[...get(offset), ...loadVector(1, place + 16), ...addWords, ...set(right)],
  ...[...get(sum), ...get(left), ...get(right), ...multiplyLow, ...addLongs],
  ...[...get(left), ...get(right), ...multiplyHigh, ...addLongs, ...set(sum)],
];

const wholePage = [
  ...[...i32(0), ...set(offset), ...simd(0x0c), ...new Array<number>(16).fill(0), ...set(sum)],
  ...loop,
  ...Array.from({ length: stepBytes / 32 }, (_, i) => absorb(32 * i)).flat(),
  ...[...get(offset), ...i32(stepBytes), add, ...tee(offset), ...i32(pageBytes), 0x49, ...branchIf(0)],
  end,
  // Both halves of the sum, the second turned by 17 bits so that they do not cancel.
  ...[...get(sum), ...simd(0x1d), 0, ...get(sum), ...simd(0x1d), 1, 0x42, 17, 0x89, addWide, ...set(print)],
];

const body = [
  ...[...block, ...loop],
  ...[...get(from), ...get(until), 0x4f, ...branchIf(1)],
  ...wholePage,
  // Another fingerprint than the one that is known: write down the page, and what its fingerprint is.
  ...[...get(print), ...get(prints), 0x29, ...at(3, 1), 0x52, 0x04, 0x40],
  ...[...get(answer), ...get(from), 0x36, ...at(2, 1), ...get(answer), ...get(print), 0x37, ...at(3, 1, 8)],
  ...[...get(answer), ...i32(foundBytes), add, ...set(answer)],
  end,
  ...[...get(prints), ...i32(8), add, ...set(prints)],
  ...[...get(from), ...i32(pageBytes), add, ...set(from), ...branch(0)],
  ...[end, end, ...get(answer), end],
];

const i32Type = 0x7f;
const vectorType = 0x7b;
const i64Type = 0x7e;
const code = [3, 1, i32Type, 3, vectorType, 1, i64Type, ...body];

/**
 * Imports `m.read`, the memory that is read, and `m.own`, whose first page holds the key. Exports
 * `scan(from, until, prints, answer)`: takes the fingerprint of each page, compares it with the one at `prints`
 * and, where they differ, writes an entry to `answer`. Gives the end of the answer.
 */
export const pageScannerModule = Uint8Array.of(
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...section(1, [1, 0x60, 4, i32Type, i32Type, i32Type, i32Type, 1, i32Type]),
  ...section(2, [2, ...text('m'), ...text('read'), 2, 0, 0, ...text('m'), ...text('own'), 2, 0, 0]),
  ...section(3, [1, 0]),
  ...section(7, [1, ...text('scan'), 0, 0]),
  ...section(10, [1, ...unsigned(code.length), ...code]),
);
