import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Problem } from '../../core/evaluation/problem.ts';
import type { Sandbox } from '../../core/evaluation/sandbox.ts';
import { publishedBenchmarks } from './download.ts';
import type { BenchmarkRecord } from './library.ts';
import { storeBenchmark } from './library.ts';
import { readBenchmark } from './read-problems.ts';
import { selfTest } from './self-test.ts';

export type BenchmarkImport = {
  /** The project's folder of benchmarks. */
  readonly folder: string;
  readonly file: string;
  /** What to call it; the file's name where it is left out and the file is not a published one. */
  readonly name?: string;
  /** The licence, where the file is not a published one. */
  readonly license?: string;
  /** Runs the references; without it they are taken as they are. */
  readonly sandbox?: Sandbox;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
  readonly now: () => number;
};

/** What is said against them, for a person who decides whether to leave them out. */
export const DOUBTFUL_WHY =
  'Their prompts are publicly reported as wrong or ambiguous: an example contradicts the text, or the tests ask for what the text does not say.';

/**
 * HumanEval prompts that are publicly reported as wrong or ambiguous: an example that contradicts the text, or
 * tests that ask for what the text does not say.
 */
const DOUBTFUL_HUMANEVAL = [32, 38, 41, 47, 50, 57, 64, 67, 75, 83, 116];

/** Reads a benchmark's file, runs its references, and puts it into the project as it will stay. */
export async function importBenchmark(order: BenchmarkImport): Promise<BenchmarkRecord> {
  const { problems, format } = await readBenchmark(order.file);
  const fileSha256 = createHash('sha256').update(readFileSync(order.file)).digest('hex');
  const published = Object.values(publishedBenchmarks).find(({ sha256 }) => sha256 === fileSha256);
  const { onProgress, signal } = order;
  const tested =
    order.sandbox === undefined
      ? null
      : await selfTest(order.sandbox, problems, {
          ...(onProgress === undefined ? {} : { onProgress }),
          ...(signal === undefined ? {} : { signal }),
        });
  return storeBenchmark(order.folder, problems, {
    name: order.name ?? published?.name ?? basename(order.file).replace(/\.jsonl?(\.gz)?$/, ''),
    format,
    license: published?.license ?? order.license ?? 'not stated',
    source: published?.address ?? basename(order.file),
    fileSha256,
    selfTest: tested,
    doubtful: doubtfulTasks(problems),
    importedAt: order.now(),
  });
}

/** The doubtful tasks among these problems. */
export function doubtfulTasks(problems: readonly Problem[]): string[] {
  const doubtful = new Set(DOUBTFUL_HUMANEVAL.map((number) => `HumanEval/${String(number)}`));
  return problems.map(({ taskId }) => taskId).filter((taskId) => doubtful.has(taskId));
}
