import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EvaluationSample, EvaluationSummary } from '../../preload/contract/evaluations.ts';
import type { JudgedSample } from '../core/evaluation/evaluation-file.ts';
import { Failure } from '../core/failure.ts';
import { absolutePath } from '../node/projects/project.ts';
import { evaluationId } from '../node/store/ids.ts';
import { findEvaluation, listEvaluations } from '../node/store/queries/evaluations.ts';
import type { LabParts } from './lab.ts';

export async function listEvaluationSummaries(parts: LabParts): Promise<EvaluationSummary[]> {
  return (await listEvaluations(parts.store.db)).map((row) => ({
    id: row.id,
    runId: row.run_id,
    runName: row.run_name,
    benchmark: row.benchmark,
    problems: row.problems,
    passed: row.passed,
    passAt1: row.pass_at_1,
    ci95: [row.ci_low, row.ci_high],
    isolation: row.isolation,
    createdAt: row.created_at,
  }));
}

export async function evaluationSamples(parts: LabParts, id: string): Promise<EvaluationSample[]> {
  const row = await findEvaluation(parts.store.db, evaluationId(id));
  if (!row) throw new Failure('evaluation-not-found', `There is no evaluation ${JSON.stringify(id)}.`);
  const path = join(absolutePath(parts.project, row.path), 'samples.jsonl');
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const sample = JSON.parse(line) as JudgedSample;
        return { ...sample, difficulty: sample.difficulty ?? null };
      });
  } catch (cause) {
    throw new Failure(
      'evaluation-damaged',
      `The samples of this evaluation (${path}) cannot be read; evaluate the model again.`,
      { cause },
    );
  }
}
