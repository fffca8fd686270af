import { RUBRIC_VERSION } from '../../core/corpus/rubric.ts';
import type { PlanQuestion, StagePlan } from '../../core/study/recipe-plan.ts';
import { planRecipe } from '../../core/study/recipe-plan.ts';
import type { RecipeSettings } from '../../core/study/recipe.ts';
import type { RecipeFacts } from '../../core/study/stage-inputs.ts';
import { trainingRecipe } from '../../core/study/training-recipe.ts';
import { benchmarkHash } from '../../node/evaluation/request.ts';
import type { Benchmark } from './benchmarks.ts';
import { readBenchmarks } from './benchmarks.ts';
import { rawFingerprint } from './raw-code.ts';
import { listRecords, stageKey } from './stage-record.ts';
import { CURRICULUM_VERSION } from './synthetic.ts';

const hashes = new WeakMap<Benchmark, string>();

function hashOf(benchmark: Benchmark): string {
  const known = hashes.get(benchmark) ?? benchmarkHash(benchmark.problems);
  hashes.set(benchmark, known);
  return known;
}

/** What decides the recipe's outcome beside its settings, read from the disk and from this version of the code. */
export async function recipeFacts(
  settings: RecipeSettings,
  benchmarks: readonly Benchmark[],
): Promise<RecipeFacts> {
  return {
    files: await rawFingerprint(settings),
    rubric: RUBRIC_VERSION,
    curriculum: CURRICULUM_VERSION,
    problems: benchmarks.map(hashOf),
    training: trainingRecipe,
  };
}

/**
 * What a run of the recipe would make in a project, and what it would take up. Nothing is run for it.
 *
 * @throws Failure where raw code or problems that the settings name cannot be read.
 */
export async function planOf(
  projectDir: string,
  question: Pick<PlanQuestion, 'settings' | 'before' | 'anew' | 'atWork'>,
): Promise<readonly StagePlan[]> {
  const facts = await recipeFacts(question.settings, await readBenchmarks(question.settings));
  return planRecipe({ ...question, facts, records: await listRecords(projectDir), keyOf: stageKey });
}
