import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import type { EvaluationFile, JudgedSample } from '../../core/evaluation/evaluation-file.ts';
import { tally } from '../../core/evaluation/pass-at-k.ts';
import type { AskedProblem } from '../../core/evaluation/prompt-form.ts';
import type { Isolation } from '../../core/evaluation/sandbox.ts';
import type { Problem } from '../../core/evaluation/problem.ts';
import { scoreByGroup, scorePassAtK } from '../../core/evaluation/score.ts';
import { seededRandom } from '../../core/training/random.ts';
import { canonicalJson } from '../datasets/canonical-json.ts';
import { writeFileDurably } from '../files/durable-file.ts';
import { refusedWrite } from '../files/refused-write.ts';
import { packageVersions } from '../reports/versions.ts';
import { evaluationPaths, sampleKey } from './folder.ts';
import type { Ledger } from './ledger.ts';
import type { EvaluationRequest } from './request.ts';
import { benchmarkHash } from './request.ts';

export type Evaluation = { readonly file: EvaluationFile; readonly samples: readonly JudgedSample[] };

/** Weakest first: an evaluation that went on under another isolation is as safe as the weakest it had. */
const ISOLATIONS: readonly Isolation[] = [
  'permission',
  'bubblewrap+native',
  'bubblewrap+permission',
  'chromium',
];

/** What the Python that answers ran in is called among the versions, where it was the machine's own. */
const NATIVE_PYTHON = 'python of the machine';

/**
 * Scores what was judged and writes it down. `samples.jsonl` is on disk before `evaluation.json` is, so an
 * evaluation that can be read is whole; only then do the logs go that it was made from. `nativePython` is the version
 * of the machine's own Python, where answers ran in that.
 */
export function concludeEvaluation(
  request: EvaluationRequest,
  asked: readonly AskedProblem[],
  { judged, isolations }: Pick<Ledger, 'judged' | 'isolations'>,
  nativePython: string | undefined,
): Evaluation {
  const { settings, run, benchmark, folder } = request;
  const samples = asked.flatMap(({ problem }) =>
    Array.from({ length: settings.samplesPerProblem }, (_, sample) =>
      judged.get(sampleKey(problem.taskId, sample))!,
    ),
  );
  const tallies = tally(samples);
  const passAtK = scorePassAtK(tallies, bootstrapRandom(settings.seed));
  const grouped = tallies.map((one, at) => ({ ...one, problem: asked[at]!.problem }));
  const groups = (of: (problem: Problem) => readonly string[]) =>
    scoreByGroup(
      grouped.map(({ problem, ...one }) => ({ ...one, groups: of(problem) })),
      bootstrapRandom(settings.seed),
    );
  const [{ rate, low, high }] = passAtK as [(typeof passAtK)[number]];
  const paths = evaluationPaths(folder);
  writeLines(paths.samples, samples);
  const file: EvaluationFile = {
    formatVersion: 2,
    id: request.id,
    runId: run.id,
    runName: run.name,
    step: run.step ?? null,
    benchmark: benchmark.name,
    benchmarkHash: benchmarkHash(asked.map(({ problem }) => problem)),
    checkpointHash: run.checkpointHash,
    samplesHash: outcomeHash(samples),
    isolation: ISOLATIONS.find((isolation) => isolations.has(isolation)) ?? 'permission',
    settings,
    versions: {
      ...packageVersions(),
      ...(nativePython === undefined ? {} : { [NATIVE_PYTHON]: nativePython }),
    },
    problems: asked.length,
    samples: samples.length,
    passed: samples.filter(({ verdict }) => verdict === 'passed').length,
    passAt1: rate,
    ci95: [low, high],
    passAtK,
    byDifficulty: groups(difficultyOf),
    byTopic: groups(topicsOf),
    createdAt: Date.now(),
  };
  writeFileDurably(paths.evaluation, `${JSON.stringify(file, null, 2)}\n`);
  for (const path of [paths.request, paths.completions, paths.verdicts]) {
    rmSync(path, { force: true });
  }
  return { file, samples };
}

const difficultyOf = (problem: Problem): readonly string[] =>
  problem.kind === 'function' && problem.difficulty !== undefined ? [String(problem.difficulty)] : [];

const topicsOf = (problem: Problem): readonly string[] =>
  (problem.kind === 'function' ? problem.topics : undefined) ?? [];

/** A stream of uniform numbers for the bootstrap. */
export function bootstrapRandom(seed: number): () => number {
  const random = seededRandom(seed);
  return () => random.uniform();
}

/**
 * What was written and what became of it, without what the clock decides: two evaluations that came to the
 * same have the same hash, however often either was interrupted.
 */
export function outcomeHash(samples: readonly JudgedSample[]): string {
  const hash = createHash('sha256');
  for (const { taskId, sample, raw, completion, verdict } of samples) {
    hash.update(`${canonicalJson({ taskId, sample, raw, completion, verdict })}\n`);
  }
  return hash.digest('hex');
}

/** As `writeFileDurably`, for more than fits into one string. */
function writeLines(path: string, values: readonly unknown[]): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const file = openSync(temporary, 'w');
    try {
      for (const value of values) {
        const line = Buffer.from(`${JSON.stringify(value)}\n`);
        for (let done = 0; done < line.length;) done += writeSync(file, line, done, line.length - done);
      }
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (cause) {
    throw refusedWrite(path, cause);
  }
}
