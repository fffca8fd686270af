import type { FunctionProblem } from '../../core/evaluation/problem.ts';
import { heldOutProblems } from '../../core/teaching/benchmark.ts';
import { resourcePath } from '../runtime/resources.ts';
import { readProblems } from './read-problems.ts';

/** Name and id of the lab's own benchmark: pairs of the curriculum's concepts that no exercise combines. */
export const OWN_BENCHMARK = 'hornbook';
/** Problems written by hand, in people's own words, that the curriculum knows nothing of. */
export const OWN_WORDS_BENCHMARK = 'own-words';
/** The lab's own problems are the same everywhere, whatever a recipe's seed. */
const SEED = 1;

/** The lab's own held-out problems. */
export const ownProblems = (): FunctionProblem[] => heldOutProblems({ seed: SEED });

/** The hand-written problems of `resources/benchmarks/own-words.jsonl`. */
export async function ownWordsProblems(): Promise<FunctionProblem[]> {
  const problems = await readProblems(resourcePath('benchmarks', `${OWN_WORDS_BENCHMARK}.jsonl`));
  return problems.filter((problem): problem is FunctionProblem => problem.kind === 'function');
}
