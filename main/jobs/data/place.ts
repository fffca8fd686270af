import { existsSync } from 'node:fs';
import { basename, isAbsolute, join, resolve } from 'node:path';
import type { Problem } from '../../core/evaluation/problem.ts';
import { Failure } from '../../core/failure.ts';
import { openBenchmark } from '../../node/benchmarks/library.ts';
import { OWN_BENCHMARK, ownProblems } from '../../node/benchmarks/own.ts';
import { readProblems } from '../../node/benchmarks/read-problems.ts';

/** Where an operation finds what its parameters name, and puts what it makes. */
export type Place = {
  readonly projectDir: string | null;
  datasetFolder(reference: string): string;
  resolvePath(reference: string): string;
  readProblems(reference: string): Promise<readonly Problem[]>;
  /** `key` says from what and how it is made. */
  outputFolder(out: string, key: string): string;
  checkpointFolder(out: string, key: string): string;
  /** The file that remembers a finished operation; null where nothing is remembered. */
  recordFile(key: string): string | null;
};

/** In a project, datasets have ids, and a dataset's folder says how it was made, so that nothing is made twice. */
export function projectPlace(projectDir: string): Place {
  const resolvePath = (reference: string): string => resolve(projectDir, reference);
  const operations = join(projectDir, 'operations');
  return {
    projectDir,
    datasetFolder: (reference) =>
      isAbsolute(reference) || reference.includes('/')
        ? resolvePath(reference)
        : join(projectDir, 'datasets', reference),
    resolvePath,
    readProblems: async (reference) => {
      const path = resolvePath(reference);
      if (existsSync(path)) return readProblems(path);
      return (await openBenchmark(join(projectDir, 'benchmarks'), reference)).list;
    },
    outputFolder: (out, key) => join(projectDir, 'datasets', `${wordOf(out)}-${key}`),
    checkpointFolder: (_, key) => join(operations, key),
    recordFile: (key) => join(operations, `${key}.json`),
  };
}

/** On the command line everything is a path, and `--out` is the folder itself. */
export function commandPlace(workingDir: string): Place {
  const resolvePath = (reference: string): string => resolve(workingDir, reference);
  return {
    projectDir: null,
    datasetFolder: resolvePath,
    resolvePath,
    readProblems: async (reference) =>
      reference === OWN_BENCHMARK ? ownProblems() : readProblems(resolvePath(reference)),
    outputFolder: (out) => resolvePath(out),
    checkpointFolder: (out, key) => `${resolvePath(out)}.partial-${key}`,
    recordFile: () => null,
  };
}

/** The part of a folder's name that a person reads. */
function wordOf(out: string): string {
  const word = basename(out)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 48);
  if (word === '') {
    throw new Failure(
      'dataset-name',
      `${JSON.stringify(out)} is no name for a dataset; use letters or digits.`,
    );
  }
  return word;
}
