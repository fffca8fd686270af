import type { IsolationChoice } from './sandbox.ts';
import { stopStrings } from './stop-strings.ts';

/**
 * How a model is asked. Scores of different forms do not compare, so the form stands beside every score.
 *
 * - `completion`: HumanEval's prompt as it stands, last newline included; the model goes on from it.
 * - `mbpp-3-shot`: the form of the MBPP paper (Austin et al. 2021), tasks 2, 3 and 4 as examples.
 * - `mbpp-zero-shot`: BigCode's form: a docstring of the text and the first assert; the model writes the function.
 */
export const PROMPT_FORMS = ['completion', 'mbpp-3-shot', 'mbpp-zero-shot'] as const;
export type PromptForm = (typeof PROMPT_FORMS)[number];

/** The forms in a reader's words. */
export const promptFormWords: Readonly<Record<PromptForm, string>> = {
  completion: '<|endoftext|> + the prompt as it stands, its last newline included',
  'mbpp-3-shot': "MBPP's paper form: tasks 2, 3 and 4 as examples, then the text and all its tests",
  'mbpp-zero-shot': 'zero-shot: a docstring of the text and its first test',
};

/**
 * What is done to a completion after the stop strings have cut it: nothing, as HumanEval's authors score, or
 * only the code of an answer that wraps it in prose and fences, as chat models do.
 */
export const SANITISERS = ['none', 'code-only'] as const;
export type Sanitiser = (typeof SANITISERS)[number];

/** Everything that decides an evaluation's outcome beside the model, the problems and the machine. */
export type EvaluationSettings = {
  readonly samplesPerProblem: number;
  /** 0 is greedy. */
  readonly temperature: number;
  /** The smallest set of likeliest tokens that holds this share, in (0, 1]. */
  readonly topP: number;
  /** Only the k likeliest tokens; 0 keeps all. */
  readonly topK: number;
  readonly maxNewTokens: number;
  readonly seed: number;
  readonly promptForm: PromptForm;
  readonly stopStrings: readonly string[];
  readonly sanitise: Sanitiser;
  /** A program may run this long, or `timeFactor` times what the reference took here, whichever is longer. */
  readonly timeLimitMs: number;
  /** 0: the limit is `timeLimitMs` for every problem. */
  readonly timeFactor: number;
  /** Task ids that were left out. */
  readonly without: readonly string[];
  /**
   * Where the answers run. It is a setting because another Python with other packages can give another verdict.
   * Absent: the strongest isolation that works on the machine.
   */
  readonly isolation?: IsolationChoice | undefined;
};

/** HumanEval's own protocol, greedy: what a setting is where nothing else is asked for. */
export const greedySettings: EvaluationSettings = {
  samplesPerProblem: 1,
  temperature: 0,
  topP: 1,
  topK: 0,
  maxNewTokens: 256,
  seed: 1,
  promptForm: 'completion',
  stopStrings,
  sanitise: 'none',
  timeLimitMs: 3000,
  timeFactor: 4,
  without: [],
};
