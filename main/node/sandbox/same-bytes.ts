type Compares = { compare(a: Uint8Array, b: Uint8Array): number };

// Bound before the globals are closed. Node compares at the speed of memory; other scopes have nothing like it.
const { Buffer: native } = globalThis as { readonly Buffer?: Compares };
const compare = native?.compare.bind(native);

/** Whether two arrays hold the same bytes. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.byteLength !== b.byteLength) return false;
  if (compare !== undefined) return compare(a, b) === 0;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}
