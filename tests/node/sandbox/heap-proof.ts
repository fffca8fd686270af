/*
 * Runs programs in a real interpreter, one after the other, and after each compares its whole memory with what it was
 * before the first: byte for byte, not by fingerprint. Only the dead part of the stack is left out.
 * Arguments: the Pyodide folder, the snapshot. Reads the programs as JSON and prints for each the pages that differ, and
 * how many a solution has changed that does next to nothing.
 */
import { readFileSync } from 'node:fs';
import { silenceFinalizers } from '../../../main/node/sandbox/closed-scope.ts';
import { Interpreter, loadByte } from '../../../main/node/sandbox/interpreter.ts';
import { installCode, loadPython } from '../../../main/node/sandbox/load-python.ts';
import { answerConstantsOnly, withholdStdin } from '../../../main/node/sandbox/lockdown.ts';
import { pyodideFolder } from '../../../main/node/sandbox/pyodide-folder.ts';

const pageBytes = 4096;
const [, , folder = '', snapshot = ''] = process.argv;
const programs = JSON.parse(readFileSync(0, 'utf8')) as string[];
answerConstantsOnly();
silenceFinalizers();
withholdStdin();
const loaded = await loadPython({ ...(await pyodideFolder(folder, snapshot)), making: false });
const interpreter = new Interpreter(loaded, installCode(loaded));
const { module } = loaded;
const before = new Uint8Array(module.memory.buffer).slice();
const stack = { from: module._emscripten_stack_get_end(), until: module.stackSave() };

const differing = (): number => {
  const now = new Uint8Array(module.memory.buffer);
  let pages = 0;
  for (let at = 0; at < before.length; at += pageBytes) {
    if (at + pageBytes > stack.from && at < stack.until) continue;
    const same = Buffer.compare(now.subarray(at, at + pageBytes), before.subarray(at, at + pageBytes)) === 0;
    if (!same) pages += 1;
  }
  return pages;
};

const limits = { timeMs: 10_000, memoryBytes: 512 * 2 ** 20, outputBytes: 65_536 };
const found = programs.map((source) => {
  const { verdict, reusable } = interpreter.run({ kind: 'run', nonce: 'n', source, ...limits });
  return { verdict, reusable, differing: differing() };
});
const held = interpreter.hold({ kind: 'serve', nonce: 'n', ...limits });
held.answer(Uint8Array.of(loadByte, ...new TextEncoder().encode('def double(n):\n    return 2 * n\n')));
const touched = differing();
held.end();
process.stdout.write(JSON.stringify({ found, touched }));
process.exit(0);
