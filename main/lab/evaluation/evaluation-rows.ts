import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { JudgedSample } from '../../core/evaluation/evaluation-file.ts';
import type { JobEvent } from '../../jobs/protocol.ts';
import type { JobId } from '../../node/store/ids.ts';
import { evaluationId } from '../../node/store/ids.ts';
import type { EvaluationProblemRow, EvaluationRow, EvaluationSampleRow } from '../../node/store/schema.ts';

const share = z.number().min(0).max(1);
const json = z.array(z.unknown()).default([]);

/** The parts of `evaluation.json` (core/evaluation/evaluation-file.ts) that the store keeps. */
const evaluationSchema = z.object({
  // The first version knew neither the step nor the scores beyond pass@1.
  formatVersion: z.union([z.literal(1), z.literal(2)]),
  id: z.string().min(1),
  runId: z.string(),
  runName: z.string(),
  step: z.number().int().nullable().default(null),
  checkpointHash: z.string(),
  benchmark: z.string(),
  benchmarkHash: z.string(),
  settings: z.looseObject({ samplesPerProblem: z.number().int().positive() }),
  isolation: z.string(),
  versions: z.record(z.string(), z.string()).default({}),
  problems: z.number().int(),
  samples: z.number().int(),
  passed: z.number().int(),
  passAt1: share,
  ci95: z.tuple([share, share]),
  passAtK: json,
  byDifficulty: json,
  byTopic: json,
  createdAt: z.number(),
});

export type EvaluationRows = {
  readonly evaluation: EvaluationRow;
  readonly problems: readonly EvaluationProblemRow[];
  readonly samples: readonly EvaluationSampleRow[];
};

/** The rows of a finished evaluation's folder, or null when it is not whole or not one of ours. */
export function readEvaluationRows(
  folder: string,
  path: string,
  job: JobId | null,
): EvaluationRows | null {
  try {
    const file = evaluationSchema.parse(JSON.parse(readFileSync(join(folder, 'evaluation.json'), 'utf8')));
    const id = evaluationId(file.id);
    const { passAtK, byDifficulty, byTopic } = file;
    const evaluation: EvaluationRow = {
      id,
      job_id: job,
      run_id: file.runId,
      run_name: file.runName,
      step: file.step,
      checkpoint_hash: file.checkpointHash,
      benchmark: file.benchmark,
      benchmark_hash: file.benchmarkHash,
      settings: JSON.stringify(file.settings),
      problems: file.problems,
      samples_per_problem: file.settings.samplesPerProblem,
      judged: file.samples,
      passed: file.passed,
      pass_at_1: file.passAt1,
      ci_low: file.ci95[0],
      ci_high: file.ci95[1],
      scores: JSON.stringify({ passAtK, byDifficulty, byTopic }),
      versions: JSON.stringify(file.versions),
      isolation: file.isolation,
      path,
      created_at: file.createdAt,
      ended_at: file.createdAt,
    };
    return { evaluation, ...readSampleRows(join(folder, 'samples.jsonl'), id) };
  } catch (error) {
    console.error(`The evaluation in ${folder} is not listed:`, error);
    return null;
  }
}

/** Samples in the problems' order, each with the place of its line. */
function readSampleRows(path: string, id: EvaluationRow['id']): Pick<EvaluationRows, 'problems' | 'samples'> {
  const bytes = readFileSync(path);
  const problems: EvaluationProblemRow[] = [];
  const samples: EvaluationSampleRow[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(0x0a, at);
    if (end < 0) break;
    const sample = JSON.parse(bytes.toString('utf8', at, end)) as JudgedSample;
    if (problems.at(-1)?.task_id !== sample.taskId) {
      problems.push({
        evaluation_id: id,
        ordinal: problems.length,
        task_id: sample.taskId,
        difficulty: sample.difficulty ?? null,
        topics: JSON.stringify(sample.topics ?? []),
        prompt: sample.prompt.toLowerCase(),
      });
    }
    samples.push({
      evaluation_id: id,
      ordinal: problems.length - 1,
      sample: sample.sample,
      verdict: sample.verdict,
      detail: sample.detail,
      elapsed_ms: sample.elapsedMs,
      // The first version kept no log-probabilities.
      mean_log_probability: mean(sample.logProbabilities ?? []),
      searched: `${sample.completion}\n${sample.detail}`.toLowerCase(),
      position: at,
      bytes: end - at,
    });
    at = end + 1;
  }
  return { problems, samples };
}

const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

type Started = Extract<JobEvent, { type: 'evaluation' }>;

/** What there is to say of an evaluation that starts: nothing is judged and nothing scored. */
export const NOTHING_JUDGED = {
  judged: 0,
  passed: 0,
  pass_at_1: null,
  ci_low: null,
  ci_high: null,
  scores: '{}',
  versions: '{}',
  ended_at: null,
} as const;

/** The rows of an evaluation that starts. */
export function startedRows(
  event: Started,
  path: string,
  job: JobId,
): Pick<EvaluationRows, 'evaluation' | 'problems'> {
  const id = evaluationId(event.evaluation);
  return {
    evaluation: {
      id,
      job_id: job,
      run_id: event.run.id,
      run_name: event.run.name,
      step: event.run.step,
      checkpoint_hash: event.run.checkpointHash,
      benchmark: event.benchmark.name,
      benchmark_hash: event.benchmark.hash,
      settings: JSON.stringify(event.settings),
      problems: event.problems.length,
      samples_per_problem: event.settings.samplesPerProblem,
      ...NOTHING_JUDGED,
      isolation: event.isolation,
      path,
      created_at: event.at,
    },
    problems: event.problems.map(({ taskId, difficulty, topics }, ordinal) => ({
      evaluation_id: id,
      ordinal,
      task_id: taskId,
      difficulty,
      topics: JSON.stringify(topics),
      prompt: '',
    })),
  };
}

/** The rows of verdicts that just came. */
export function judgedRows({
  evaluation,
  samples,
}: Extract<JobEvent, { type: 'judged' }>): EvaluationSampleRow[] {
  return samples.map(({ ordinal, sample, verdict, detail, elapsedMs, meanLogProbability }) => ({
    evaluation_id: evaluationId(evaluation),
    ordinal,
    sample,
    verdict,
    detail,
    elapsed_ms: elapsedMs,
    mean_log_probability: meanLogProbability,
    searched: detail.toLowerCase(),
    position: null,
    bytes: null,
  }));
}
