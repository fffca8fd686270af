import { foundBytes, pageBytes, pageScannerModule } from './page-scanner-module.ts';

/** Finds the pages of a WebAssembly memory that are not what they were when the scanner was opened. */
export type PageScanner = {
  /** Addresses of the pages that have changed between two page boundaries, in ascending order. */
  changed(from: number, until: number): number[];
};

type Scan = (from: number, until: number, prints: number, answer: number) => number;

const wasmPageBytes = 65_536;

/**
 * A scanner for the first `byteLength` bytes of a memory. A page is known by a 64-bit fingerprint under a random key
 * (NH, a universal hash: two contents that differ have the same with a chance of 2⁻³² for one who does not know the
 * key). Reading fingerprints instead of a copy halves what has to come from main memory, which is what the time goes to.
 */
export function openPageScanner(memory: WebAssembly.Memory, byteLength: number): PageScanner {
  const pages = byteLength / pageBytes;
  const prints = pageBytes;
  const answer = Math.ceil((prints + 8 * pages) / foundBytes) * foundBytes;
  const ownBytes = answer + foundBytes * pages;
  const own = new WebAssembly.Memory({ initial: Math.ceil(ownBytes / wasmPageBytes) });
  crypto.getRandomValues(new Uint8Array(own.buffer, 0, pageBytes));
  const module = new WebAssembly.Module(pageScannerModule);
  const instance = new WebAssembly.Instance(module, { m: { read: memory, own } });
  const scan = instance.exports['scan'] as Scan;
  const words = new Uint32Array(own.buffer);
  const longs = new BigUint64Array(own.buffer);
  const changed = (from: number, until: number): number[] => {
    const end = scan(from, until, prints + (from / pageBytes) * 8, answer);
    const found: number[] = [];
    for (let at = answer; at < end; at += foundBytes) found.push(words[at / 4]!);
    return found;
  };
  // What the pages are now differs from the fingerprint 0; a page that has that very one is known already.
  changed(0, pages * pageBytes).forEach((page, at) => {
    longs[prints / 8 + page / pageBytes] = longs[(answer + at * foundBytes) / 8 + 1]!;
  });
  return { changed };
}
