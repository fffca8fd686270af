import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { nativesFlag } from '../../../main/node/sandbox/compiled-code.ts';
import { findLaunch } from '../../../main/node/sandbox/launch.ts';

const folder = mkdtempSync(join(tmpdir(), 'hornbook-code-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const path = (name: string) =>
  JSON.stringify(new URL(`../../../main/node/sandbox/${name}`, import.meta.url).href);

/** A module that doubles what it is given, made from bytes so that the test needs no compiler. */
const program = (body: string): string => `
import { runInThisContext } from 'node:vm';
import * as own from ${path('compiled-code.ts')};
import { writeChecked } from ${path('checked-file.ts')};
const wire = Uint8Array.of(0,97,115,109,1,0,0,0, 1,6,1,96,1,127,1,127, 3,2,1,0, 7,5,1,1,102,0,0, 10,9,1,7,0,32,0,65,1,116,11);
const file = ${JSON.stringify(join(folder, 'double.code'))};
${body}`;

function run(body: string, ...flags: string[]): string {
  const ran = spawnSync(
    findLaunch().node,
    ['--no-warnings', ...flags, '--input-type=module', '-e', program(body)],
    {
      encoding: 'utf8',
    },
  );
  expect(ran.status, ran.stderr.slice(-600)).toBe(0);
  return ran.stdout.trim();
}

const load = `const module = own.withCode(wire, file);
console.log(module === null ? 'not taken' : new WebAssembly.Instance(module).exports.f(21));`;

it('is taken back by the same V8 with the same flags, and by no other', () => {
  const make = `own.compileEagerly();
const module = new WebAssembly.Module(wire);
const { f } = new WebAssembly.Instance(module).exports;
for (let i = 0; i < 3_000_000; i++) f(i);
own.compileAsUsual();
writeChecked(file, own.codeOf(module));`;
  run(make, nativesFlag, '--wasm-max-mem-pages=100');
  expect(run(load, nativesFlag, '--wasm-max-mem-pages=100')).toBe('42');
  expect(run(load, nativesFlag, '--wasm-max-mem-pages=101')).toBe('not taken');
  expect(run(load)).toBe('not taken');
  expect(
    run(
      `const { truncateSync } = await import('node:fs'); truncateSync(file, 40); ${load}`,
      nativesFlag,
      '--wasm-max-mem-pages=100',
    ),
  ).toBe('not taken');
});

it('leaves no way to V8’s own functions once they are put off', () => {
  const tell = `// V8 keeps what it has compiled, so each question has a text of its own.
const ask = (a) => { try { runInThisContext('(' + a + ') => %DeserializeWasmModule(' + a + ', ' + a + ')'); return 'there'; } catch (error) { return error.name; } };
const before = ask('a');
own.forgetNatives();
console.log(before, ask('b'));`;
  expect(run(tell, nativesFlag)).toBe('there SyntaxError');
});
