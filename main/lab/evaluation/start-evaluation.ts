import type { JobView } from '../../../preload/contract/jobs.ts';
import type { TaskRange } from '../../core/evaluation/prompt-form.ts';
import { formsOf, stopStringsOf, tasksOutside } from '../../core/evaluation/prompt-form.ts';
import type { EvaluationSettings, PromptForm } from '../../core/evaluation/settings.ts';
import { greedySettings } from '../../core/evaluation/settings.ts';
import { Failure } from '../../core/failure.ts';
import type { EvaluationParams } from '../../jobs/evaluation/params.ts';
import { evaluationIdOf } from '../../jobs/evaluation/params.ts';
import { openBenchmark } from '../../node/benchmarks/library.ts';
import { evaluationId, jobId } from '../../node/store/ids.ts';
import { startEvaluationRow } from '../../node/store/queries/evaluations.ts';
import { NOTHING_JUDGED } from './evaluation-rows.ts';
import { parseChoice } from './evaluations.ts';
import { assertIsolation } from './isolation.ts';
import { startJob } from '../jobs/jobs.ts';
import type { LabParts } from '../lab.ts';
import { listModelChoices } from '../playground/models.ts';

/** What a user chooses; the rest are the benchmark's own settings. */
export type EvaluationOrder = {
  /** `ModelChoice.path` of each checkpoint to measure, one after another. */
  readonly models: readonly string[];
  /** Id of a benchmark, with its form behind a colon where not the usual one is meant. */
  readonly benchmark: string;
  readonly settings: Partial<EvaluationSettings>;
  /** Leaves out the prompts that are publicly known to be wrong or ambiguous. */
  readonly withoutDoubtful?: boolean;
  /** Asks only the tasks with these numbers. */
  readonly only?: TaskRange;
  readonly threads?: number;
  readonly engine?: string;
};

/** Starts an evaluation job. The evaluation is listed from this moment on. */
export async function startEvaluation(
  parts: LabParts,
  order: EvaluationOrder,
): Promise<{ readonly id: string; readonly job: JobView }> {
  const { benchmark: id, form } = parseChoice(order.benchmark);
  const benchmark = await openBenchmark(parts.project.benchmarks, id);
  assertIsolation(order.settings.isolation);
  const promptForm = form ?? order.settings.promptForm ?? formsOf(benchmark.list)[0]!;
  const without = [
    ...(order.settings.without ?? []),
    ...(order.withoutDoubtful === true ? benchmark.doubtful : []),
    ...(order.only === undefined ? [] : tasksOutside(benchmark.list, order.only)),
  ];
  const params: EvaluationParams = {
    models: await chosenModels(parts, order.models),
    benchmark: id,
    settings: settingsFor(promptForm, { ...order.settings, without: [...new Set(without)] }),
    ...(order.threads === undefined ? {} : { threads: order.threads }),
    ...(order.engine === undefined ? {} : { engine: order.engine }),
  };
  const [first] = params.models as [EvaluationParams['models'][number]];
  const what = params.models.length === 1 ? first.runName : `${params.models.length} checkpoints of ${first.runName}`;
  const job = await startJob(parts, { kind: 'evaluation', params }, `${what} on ${benchmark.name}`);
  for (const [index, model] of params.models.entries()) {
    await startEvaluationRow(parts.store.db, {
      id: evaluationId(evaluationIdOf(job.id, params, index)),
      job_id: jobId(job.id),
      run_id: model.runId,
      run_name: model.runName,
      step: model.step,
      // The job finds out when it opens the model; until then nothing is claimed.
      checkpoint_hash: '',
      benchmark: benchmark.name,
      benchmark_hash: benchmark.hash,
      settings: JSON.stringify(params.settings),
      problems: benchmark.list.length,
      samples_per_problem: params.settings.samplesPerProblem,
      ...NOTHING_JUDGED,
      isolation: '',
      path: `evaluations/${evaluationIdOf(job.id, params, index)}`,
      created_at: job.startedAt,
    });
  }
  parts.changes.announce({ subject: 'evaluations' });
  return { id: evaluationIdOf(job.id, params, 0), job };
}

/**
 * The settings of a form, with what was chosen in place of its defaults. The strongest isolation is not written
 * down, so that evaluations from before there was a choice are gone on with.
 */
export function settingsFor(
  promptForm: PromptForm,
  { isolation, ...chosen }: Partial<EvaluationSettings>,
): EvaluationSettings {
  const native = isolation === 'native' ? { isolation } : {};
  return { ...greedySettings, stopStrings: stopStringsOf[promptForm], ...chosen, promptForm, ...native };
}

async function chosenModels(parts: LabParts, paths: readonly string[]): Promise<EvaluationParams['models']> {
  const choices = new Map((await listModelChoices(parts)).map((choice) => [choice.path, choice]));
  return paths.map((path) => {
    const choice = choices.get(path);
    if (choice === undefined) {
      throw new Failure('missing-model', `There is no checkpoint ${path} in this project; choose another.`);
    }
    const { runId, runName, step } = choice;
    return { path, runId, runName, step };
  });
}
