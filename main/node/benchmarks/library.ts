import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Problem } from '../../core/evaluation/problem.ts';
import { Failure } from '../../core/failure.ts';
import { benchmarkHash } from '../evaluation/request.ts';
import { writeFolder } from '../files/atomic-folder.ts';
import { writeTextFlushed } from '../files/durable-file.ts';
import { OWN_BENCHMARK, ownProblems } from './own.ts';

/** How the references of a benchmark did when they were run. */
export type SelfTest = {
  readonly isolation: string;
  readonly passed: number;
  readonly failed: readonly { readonly taskId: string; readonly verdict: string; readonly detail: string }[];
};

const recordSchema = z.object({
  formatVersion: z.literal(1),
  id: z.string(),
  name: z.string(),
  /** sha256 of the problems' canonical JSON. */
  hash: z.string(),
  format: z.string(),
  problems: z.number().int().positive(),
  license: z.string(),
  /** Where it came from: a file's name, or an address. */
  source: z.string(),
  fileSha256: z.string(),
  /** Null where the references were not run. */
  selfTest: z
    .object({
      isolation: z.string(),
      passed: z.number(),
      failed: z
        .array(z.object({ taskId: z.string(), verdict: z.string(), detail: z.string() }).readonly())
        .readonly(),
    })
    .nullable(),
  /** Tasks whose prompts are publicly known to be wrong or ambiguous. */
  doubtful: z.array(z.string()),
  importedAt: z.number(),
});

/** `benchmark.json`: what a project knows of a benchmark it holds. */
export type BenchmarkRecord = z.infer<typeof recordSchema>;

export type OpenBenchmark = BenchmarkRecord & { readonly list: readonly Problem[] };

const RECORD = 'benchmark.json';
const PROBLEMS = 'problems.jsonl';

/**
 * Puts a benchmark into a project's folder of benchmarks, under a name that says what it is and which. The same
 * problems come to the same folder; nothing in it is ever changed.
 */
export async function storeBenchmark(
  folder: string,
  problems: readonly Problem[],
  about: Omit<BenchmarkRecord, 'formatVersion' | 'id' | 'hash' | 'problems'>,
): Promise<BenchmarkRecord> {
  const hash = benchmarkHash(problems);
  const word =
    about.name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'benchmark';
  const id = `${word}-${hash.slice(0, 8)}`;
  const record: BenchmarkRecord = { formatVersion: 1, id, hash, problems: problems.length, ...about };
  await writeFolder(join(folder, id), async (inside) => {
    await writeTextFlushed(
      join(inside, PROBLEMS),
      problems.map((one) => `${JSON.stringify(one)}\n`).join(''),
    );
    await writeTextFlushed(join(inside, RECORD), `${JSON.stringify(record, null, 2)}\n`);
  });
  return record;
}

/** The benchmarks that a project can ask: its own first, then what was imported, oldest first. */
export async function listBenchmarks(folder: string): Promise<BenchmarkRecord[]> {
  const names = await readdir(folder).catch(() => [] as string[]);
  const imported: BenchmarkRecord[] = [];
  for (const name of names.filter((candidate) => !candidate.startsWith('.'))) {
    const record = readRecord(join(folder, name));
    if (record !== null) imported.push(record);
  }
  return [ownRecord(), ...imported.sort((a, b) => a.importedAt - b.importedAt)];
}

/**
 * Opens a benchmark by its id, after checking its problems against their hash.
 *
 * @throws Failure `benchmark-not-found`, `benchmark-damaged`.
 */
export async function openBenchmark(folder: string, id: string): Promise<OpenBenchmark> {
  if (id === OWN_BENCHMARK) return { ...ownRecord(), list: ownProblems() };
  const path = join(folder, id);
  const record = /^[a-z0-9-]+$/.test(id) ? readRecord(path) : null;
  if (record === null) {
    throw new Failure('benchmark-not-found', `There is no benchmark ${id} in this project; import it first.`);
  }
  const list = await readProblemLines(join(path, PROBLEMS));
  if (list === null || benchmarkHash(list) !== record.hash) {
    throw new Failure(
      'benchmark-damaged',
      `The problems of ${record.name} in ${path} are not what was imported; remove that folder and import it again.`,
    );
  }
  return { ...record, list };
}

async function readProblemLines(path: string): Promise<Problem[] | null> {
  try {
    const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as Problem);
  } catch {
    return null;
  }
}

function readRecord(path: string): BenchmarkRecord | null {
  try {
    return recordSchema.parse(JSON.parse(readFileSync(join(path, RECORD), 'utf8')));
  } catch {
    return null;
  }
}

let own: BenchmarkRecord | undefined;

/** The lab's own problems need no file: they follow from the curriculum. */
function ownRecord(): BenchmarkRecord {
  if (own !== undefined) return own;
  const problems = ownProblems();
  own = {
    formatVersion: 1,
    id: OWN_BENCHMARK,
    name: OWN_BENCHMARK,
    hash: benchmarkHash(problems),
    format: "Hornbook's own held-out problems",
    problems: problems.length,
    license: 'Apache-2.0',
    source: 'the built-in curriculum',
    fileSha256: '',
    selfTest: null,
    doubtful: [],
    importedAt: 0,
  };
  return own;
}
