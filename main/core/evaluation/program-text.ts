import type { Problem } from './problem.ts';

/**
 * The Python program that passes exactly when the completion solves the problem.
 *
 * - HumanEval (openai/human-eval `execution.py`): `prompt + completion + "\n" + test + "\n" + check(entry_point)`.
 * - MBPP: the completion is the whole solution, followed by the setup code and one assert per line.
 */
export function programText(problem: Problem, completion: string): string {
  if (problem.kind === 'function') {
    return `${problem.prompt}${completion}\n${problem.test}\ncheck(${problem.entryPoint})`;
  }
  return [problem.setup, completion, ...problem.asserts].filter((part) => part !== '').join('\n');
}

/** The reference's own completion, in the form that samples have. */
export function referenceCompletion(problem: Problem): string {
  return problem.kind === 'function' ? problem.canonicalSolution : problem.code;
}
