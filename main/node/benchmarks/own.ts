import type { FunctionProblem } from '../../core/evaluation/problem.ts';
import { heldOutProblems } from '../../core/teaching/benchmark.ts';

/** Name and id of the lab's own benchmark. */
export const OWN_BENCHMARK = 'hornbook';
/** The lab's own problems are the same everywhere, whatever a recipe's seed. */
const SEED = 1;

/** The lab's own held-out problems. */
export const ownProblems = (): FunctionProblem[] => heldOutProblems({ seed: SEED });
