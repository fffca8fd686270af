import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cacheFolder } from '../../../main/node/files/user-folders.ts';
import type { EmscriptenModule } from '../../../main/node/sandbox/emscripten.ts';
import { findLaunch } from '../../../main/node/sandbox/launch.ts';
import { openPageScanner } from '../../../main/node/sandbox/page-scanner.ts';
import { SavedHeap } from '../../../main/node/sandbox/saved-heap.ts';
import { findSnapshot } from '../../../main/node/sandbox/snapshot.ts';
import { smuggling } from './smuggling.ts';

const wasmPageBytes = 65_536;
const pageBytes = 4096;

function memoryOf(pages: number, seed: number): WebAssembly.Memory {
  const memory = new WebAssembly.Memory({ initial: pages });
  const bytes = new Uint8Array(memory.buffer);
  let state = seed;
  // A third of the pages stays zero, as in a real heap.
  for (let at = 0; at < bytes.length; at++) {
    if (Math.floor(at / pageBytes) % 3 === 0) continue;
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[at] = state >>> 24;
  }
  return memory;
}

const writes = (bytes: number) =>
  fc.array(fc.tuple(fc.nat(bytes - 1), fc.integer({ min: 0, max: 255 })), { maxLength: 40 });

describe('the page scanner', () => {
  it('names exactly the pages that differ, whatever was written and wherever it looks', () => {
    const memory = memoryOf(4, 1);
    const bytes = new Uint8Array(memory.buffer);
    const before = bytes.slice();
    const scanner = openPageScanner(memory, bytes.length);
    const ends = fc.nat(bytes.length / pageBytes);
    fc.assert(
      fc.property(writes(bytes.length), fc.tuple(ends, ends), (written, range) => {
        for (const [at, value] of written) bytes[at] = value;
        const differing = [...new Set(written.map(([at]) => at - (at % pageBytes)))]
          .filter((page) => bytes.subarray(page, page + pageBytes).some((b, i) => b !== before[page + i]))
          .sort((a, b) => a - b);
        expect(scanner.changed(0, bytes.length)).toEqual(differing);
        const [from, until] = range.map((page) => page * pageBytes).sort((a, b) => a - b) as [number, number];
        expect(scanner.changed(from, until)).toEqual(differing.filter((at) => at >= from && at < until));
        bytes.set(before);
        expect(scanner.changed(0, bytes.length)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('sees a single bit anywhere in a page, and two words that change places', () => {
    const memory = memoryOf(1, 2);
    const bytes = new Uint8Array(memory.buffer);
    const scanner = openPageScanner(memory, bytes.length);
    for (let at = pageBytes; at < 2 * pageBytes; at++) {
      bytes[at]! ^= 1 << (at % 8);
      expect(scanner.changed(0, bytes.length)).toEqual([pageBytes]);
      bytes[at]! ^= 1 << (at % 8);
    }
    const words = new Uint32Array(memory.buffer);
    for (const [a, b] of [
      [1024, 1025],
      [1024, 1028],
      [1030, 2047],
    ] as const) {
      [words[a], words[b]] = [words[b]!, words[a]!];
      expect(scanner.changed(0, bytes.length)).toEqual([pageBytes]);
      [words[a], words[b]] = [words[b], words[a]];
    }
    expect(scanner.changed(0, bytes.length)).toEqual([]);
  });
});

describe('a saved heap', () => {
  it('comes back byte for byte, the dead stack included where it was used', () => {
    const memory = memoryOf(32, 3);
    const stack = { end: 4 * wasmPageBytes + 100, pointer: 24 * wasmPageBytes + 777 };
    new Uint8Array(memory.buffer).fill(0, stack.end, stack.pointer);
    const module = {
      memory,
      stackSave: () => stack.pointer,
      stackRestore: () => undefined,
      _emscripten_stack_get_end: () => stack.end,
      _sbrk: () => memory.buffer.byteLength,
    } as unknown as EmscriptenModule;
    const heap = new SavedHeap(module);
    const before = new Uint8Array(memory.buffer).slice();
    fc.assert(
      fc.property(writes(before.length), fc.nat(300_000), (written, depth) => {
        const bytes = new Uint8Array(memory.buffer);
        for (const [at, value] of written) if (at < stack.end || at >= stack.pointer) bytes[at] = value;
        bytes.fill(0xab, stack.pointer - depth, stack.pointer);
        heap.restore();
        expect(Buffer.compare(bytes, before)).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it('of a real interpreter comes back byte for byte after every program', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hornbook-heap-'));
    const launch = findLaunch();
    const snapshot = await findSnapshot(launch, cacheFolder(), folder);
    const programs = [
      ...smuggling.flatMap(([, leave, look]) => [leave, look]),
      'def f(:',
      '1 / 0',
      'while True: x = [1] * 1000; x[1000]',
      'print("x" * 1000)',
      'class A:\n    def __del__(self): print(self)\na = A(); a.a = a\ndel a',
    ];
    const child = fileURLToPath(new URL('heap-proof.ts', import.meta.url));
    const ran = spawnSync(launch.node, ['--no-warnings', child, launch.pyodide, snapshot!], {
      input: JSON.stringify(programs),
      encoding: 'utf8',
      maxBuffer: 2 ** 24,
    });
    rmSync(folder, { recursive: true, force: true });
    expect(ran.status, ran.stderr.slice(-500)).toBe(0);
    const { found, touched } = JSON.parse(ran.stdout) as {
      found: { verdict: string; reusable: boolean; differing: number }[];
      touched: number;
    };
    // Its objects lie side by side, and collections leave what was there alone: else it would be three times as many.
    expect(touched).toBeLessThan(200);
    expect(found).toHaveLength(programs.length);
    const bad = found.flatMap((one, at) => (one.reusable && one.differing === 0 ? [] : [{ ...one, at }]));
    expect(bad).toEqual([]);
    smuggling.forEach(([what], at) => {
      expect(found[2 * at + 1]!.verdict, what).toBe('passed');
    });
  });
});
