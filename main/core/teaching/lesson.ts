/** The headings of the curriculum. */
export type Topic = string;

/**
 * One exercise: a signature with a docstring, the body that solves it, and tests that assert it.
 * The training text is `prompt + solution`; tests are only for verification and are never trained on.
 */
export type Exercise = {
  readonly id: string;
  readonly topic: Topic;
  /** Names of the concepts it combines, in the order they apply. */
  readonly concepts: readonly string[];
  /** 1 (one step) to 5. */
  readonly difficulty: number;
  readonly entryPoint: string;
  /** Signature and docstring, ending in a newline after the closing quotes, as in HumanEval. */
  readonly prompt: string;
  /** The indented body, ending in a newline. */
  readonly solution: string;
  /** Python that defines `check(candidate)` with at least three asserts. */
  readonly test: string;
};

/** A code block of a textbook section and the output the prose says it has. */
export type StatedBlock = { readonly code: string; readonly expectedOutput: string };

/** Prose interleaved with code, for one topic and one audience. */
export type TextbookSection = {
  readonly id: string;
  readonly topic: Topic;
  readonly audience: string;
  readonly concepts: readonly string[];
  readonly text: string;
  /** Every block that states an output, to be run and compared. */
  readonly blocks: readonly StatedBlock[];
};
