import { z } from 'zod';
import type { GradingSummary as Agreement } from '../../main/core/evaluation/grading.ts';
import type { TokenUse } from '../../main/core/teaching/budget.ts';
import type { ModelChoice } from './evaluations.ts';
import type { JobProgress, JobState, JobView } from './jobs.ts';

export type { Agreement };

/** One grading of problems without tests. */
export type GradingSummary = {
  /** The id of its job. */
  readonly id: string;
  readonly models: readonly string[];
  readonly graders: readonly string[];
  readonly state: JobState;
  readonly startedAt: number;
  readonly progress: JobProgress | null;
  readonly error: { readonly code: string; readonly message: string } | null;
};

export type GivenGrade = {
  readonly grader: string;
  readonly grade: number;
  /** The short evaluation that came before it. */
  readonly evaluation: string;
};

export type GradedAnswer = {
  readonly candidate: string;
  readonly completion: string;
  readonly grades: readonly GivenGrade[];
  /** Graders whose words held no grade, and how they began. */
  readonly ungraded: readonly { readonly grader: string; readonly reason: string }[];
  /** Mean of the graders; null while there is none. */
  readonly mean: number | null;
  /** A person's. */
  readonly manual: GivenGrade | null;
};

export type GradedProblem = {
  readonly taskId: string;
  readonly prompt: string;
  readonly topics: readonly string[];
  /** In the order of `models`; what is not written yet is not there. */
  readonly answers: readonly GradedAnswer[];
};

export type GradingDetails = GradingSummary & {
  readonly problems: readonly GradedProblem[];
  /** Null until something is graded. */
  readonly agreement: Agreement | null;
  /** Tokens that the graders read and wrote so far. */
  readonly spent: TokenUse;
};

export type GradingChoices = {
  readonly models: readonly ModelChoice[];
  readonly problems: number;
  /** What the environment says of a server; a key is named, never told. */
  readonly endpoint: {
    readonly baseUrl: string | null;
    readonly model: string | null;
    readonly keyVariable: string | null;
  };
  /** Whether GGUF models can be run here. */
  readonly llama: boolean;
};

const gradingId = z.object({ id: z.string().min(1).max(100) });

export const gradingInputs = {
  'gradings.list': z.undefined(),
  'gradings.choices': z.undefined(),
  'gradings.start': z.object({
    /** `ModelChoice.path` of each. */
    models: z.array(z.string().min(1).max(1_000)).min(1).max(8),
    /** Absent where the graders are files. */
    address: z
      .url({ protocol: /^https?$/ })
      .max(1_000)
      .optional(),
    /** The server's models, or `.gguf` files; one is asked three times. */
    graders: z.array(z.string().min(1).max(1_000)).min(1).max(5),
    maxNewTokens: z.number().int().min(16).max(2_048).default(256),
    seed: z
      .number()
      .int()
      .min(0)
      .max(2 ** 31 - 1)
      .default(1),
  }),
  'gradings.get': gradingId,
  'gradings.grade': gradingId.extend({
    taskId: z.string().min(1).max(500),
    candidate: z.string().min(1).max(500),
    /** Null takes back the grade that was given. */
    grade: z.number().int().min(0).max(10).nullable(),
    note: z.string().max(2_000).default(''),
  }),
} as const;

export type GradingOutputs = {
  'gradings.list': readonly GradingSummary[];
  'gradings.choices': GradingChoices;
  'gradings.start': JobView;
  'gradings.get': GradingDetails;
  'gradings.grade': null;
};
