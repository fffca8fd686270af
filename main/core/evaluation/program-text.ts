import type { Problem } from './problem.ts';
import type { CheckerText } from './sandbox.ts';

const importsOnly = (code: string): boolean =>
  code.split(/\r?\n/).every((line) => /^\s*(#.*)?$|^(import|from)\s/.test(line));

const joined = (parts: readonly string[]): string => parts.filter((part) => part !== '').join('\n');

/**
 * The one Python program that passes exactly when the completion solves the problem, for a judge with a
 * single interpreter.
 *
 * - HumanEval (openai/human-eval `execution.py`): `prompt + completion + "\n" + test + "\n" + check(entry_point)`.
 * - MBPP: the completion is the whole solution, followed by the setup code (which may build the solution's own
 *   classes; imports go first) and one assert per line.
 */
export function programText(problem: Problem, completion: string): string {
  if (problem.kind === 'function') {
    return `${problem.prompt}${completion}\n${problem.test}\ncheck(${problem.entryPoint})`;
  }
  const { setup, asserts } = problem;
  return importsOnly(setup)
    ? joined([setup, completion, ...asserts])
    : joined([completion, setup, ...asserts]);
}

/** The part of the program that is the model's: what the solution's own interpreter is given. */
export function solutionText(problem: Problem, completion: string): string {
  if (problem.kind === 'function') return problem.prompt + completion;
  return importsOnly(problem.setup) ? joined([problem.setup, completion]) : completion;
}

/** The part of the program that is the benchmark's: what the checker's interpreter is given. */
export function checkerText(problem: Problem): CheckerText {
  if (problem.kind === 'function') {
    const { prompt, test, entryPoint } = problem;
    return { prelude: prompt, tests: `${test}\ncheck(${entryPoint})`, names: [entryPoint], reference: '' };
  }
  return {
    prelude: '',
    tests: joined([problem.setup, ...problem.asserts]),
    names: null,
    reference: problem.code,
  };
}

/** The reference's own completion, in the form that samples have. */
export function referenceCompletion(problem: Problem): string {
  return problem.kind === 'function' ? problem.canonicalSolution : problem.code;
}
