import type { BenchmarkImported } from '../../../preload/contract/evaluations.ts';
import { Failure } from '../../core/failure.ts';
import { downloadBenchmark, publishedBenchmarks } from '../../node/benchmarks/download.ts';
import { importBenchmark } from '../../node/benchmarks/import-benchmark.ts';
import type { BenchmarkRecord } from '../../node/benchmarks/library.ts';
import { listBenchmarks } from '../../node/benchmarks/library.ts';
import { openProject } from '../../node/projects/project.ts';
import type { PythonPages } from '../../node/sandbox/chromium/python-pages.ts';
import { openSandbox } from '../../node/sandbox/open-sandbox.ts';
import type { LabParts } from '../lab.ts';

export type FetchedBenchmark = {
  readonly name: string;
  readonly file: string;
  readonly sha256: string;
  readonly license: string;
};

/** Downloads a published benchmark by its short name and says what was kept under which licence. */
export async function fetchBenchmark(name: string, file: string): Promise<FetchedBenchmark> {
  const known = Object.keys(publishedBenchmarks);
  if (!(name in publishedBenchmarks)) {
    throw new Failure('unknown-benchmark', `There is no benchmark ${name} to fetch; choose ${known.join(' or ')}.`);
  }
  const benchmark = publishedBenchmarks[name as keyof typeof publishedBenchmarks];
  await downloadBenchmark(benchmark, file);
  return { name: benchmark.name, file, sha256: benchmark.sha256, license: benchmark.license };
}

export type BenchmarkImportCommand = {
  readonly projectPath: string;
  readonly file: string;
  readonly name?: string;
  readonly license?: string;
  /** Runs every reference against its own tests. */
  readonly selfTest: boolean;
  /** Who opens pages inside Chromium's sandbox, where somebody does. */
  readonly pages?: PythonPages | null;
  readonly onProgress: (done: number, total: number) => void;
  readonly signal: AbortSignal;
};

/** Puts a benchmark's file into a project, after its references were run. */
export async function importBenchmarkFile(command: BenchmarkImportCommand): Promise<BenchmarkRecord> {
  const { projectPath, file, name, license, onProgress, signal } = command;
  const folder = openProject(projectPath).benchmarks;
  const order = {
    folder,
    file,
    ...(name === undefined ? {} : { name }),
    ...(license === undefined ? {} : { license }),
    onProgress,
    signal,
    now: Date.now,
  };
  if (!command.selfTest) return importBenchmark(order);
  const sandbox = await openSandbox({ checking: true, pages: command.pages ?? null });
  try {
    return await importBenchmark({ ...order, sandbox });
  } finally {
    await sandbox.close();
  }
}

/** The benchmarks that a project can ask. */
export const benchmarksOf = (projectPath: string): Promise<BenchmarkRecord[]> =>
  listBenchmarks(openProject(projectPath).benchmarks);

/** Takes a benchmark's file into the open project after running its references. */
export async function importIntoProject(
  parts: LabParts,
  { path, license }: { readonly path: string; readonly license: string },
): Promise<BenchmarkImported> {
  try {
    const record = await importBenchmarkFile({
      projectPath: parts.project.path,
      file: path,
      ...(license === '' ? {} : { license }),
      selfTest: true,
      pages: parts.pythonPages,
      onProgress: () => undefined,
      signal: new AbortController().signal,
    });
    parts.changes.announce({ subject: 'evaluations' });
    const failing = record.selfTest?.failed.map(({ taskId }) => taskId) ?? [];
    return { state: 'imported', name: record.name, problems: record.problems, license: record.license, failing };
  } catch (error) {
    // What is wrong with a file is for the form that named it.
    if (error instanceof Failure) return { state: 'refused', message: error.message };
    throw error;
  }
}
