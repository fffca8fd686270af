/**
 * One problem in HumanEval's form (openai/human-eval): the program under test is
 * `prompt + completion + "\n" + test + "\n" + check(entryPoint)`.
 */
export type FunctionProblem = {
  readonly kind: 'function';
  readonly taskId: string;
  readonly prompt: string;
  readonly entryPoint: string;
  readonly canonicalSolution: string;
  /** Python that defines `check(candidate)`. */
  readonly test: string;
  /** Hornbook's own benchmark grades its problems 1 (easy) to 5; imported files have none. */
  readonly difficulty?: number;
  readonly topics?: readonly string[];
};

/** One problem in MBPP's form: the completion is the whole solution, the tests are bare asserts. */
export type AssertProblem = {
  readonly kind: 'asserts';
  readonly taskId: string;
  readonly text: string;
  readonly code: string;
  readonly setup: string;
  readonly asserts: readonly string[];
  /** Asserts to show in a prompt, where those that are run are not for showing. */
  readonly shown?: readonly string[];
};

export type Problem = FunctionProblem | AssertProblem;

/** One completion of one problem, as in HumanEval's sample files. */
export type Sample = {
  readonly taskId: string;
  readonly completion: string;
};
