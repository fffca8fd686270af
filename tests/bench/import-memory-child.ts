/** Imports argv[3] megabytes of JSON lines into the folder argv[2], mixes them, and prints the most memory that was resident. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { runOperationHere } from '../../main/lab/data/run-operation-here.ts';

const folder = process.argv[2]!;
const bytes = Number(process.argv[3]) * 2 ** 20;

const lines = Array.from(
  { length: 400 },
  (_, at) => `value_${String(at)} = compute(${String(at * 7919)}, 'item ${String(at)}')`,
);
const path = join(folder, 'rows.jsonl');
const file = openSync(path, 'w');
for (let written = 0, row = 0; written < bytes; row++) {
  const text = lines.slice(row % 200, (row % 200) + 100 + (row % 97)).join('\n');
  written += writeSync(file, `${JSON.stringify({ text: `# ${String(row)}\n${text}` })}\n`);
}
closeSync(file);

const run = (name: string, parameters: Readonly<Record<string, unknown>>) =>
  runOperationHere({ name, parameters, signal: new AbortController().signal, onProgress: () => undefined });
const raw = join(folder, 'raw');
await run('import', { paths: [path], out: raw });
const imported = process.resourceUsage().maxRSS;
await run('mix', { sources: [{ dataset: raw, weight: 1 }], out: join(folder, 'mix') });
process.stdout.write(JSON.stringify({ imported, mixed: process.resourceUsage().maxRSS }));
