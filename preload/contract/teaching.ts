import { z } from 'zod';
import type { MeterState } from '../../main/core/teaching/budget.ts';
import type { PromptUse } from '../../main/core/teaching/prompt-file.ts';
import type { Diversity } from '../../main/core/teaching/diversity.ts';
import type { ModelChoice } from './evaluations.ts';
import type { JobView } from './jobs.ts';
import type { OperationStart } from './operations.ts';

export type LessonKind = 'textbooks' | 'exercises';
export const TEACHER_KINDS = ['curriculum', 'endpoint', 'gguf', 'checkpoint'] as const;
export type TeacherKind = (typeof TEACHER_KINDS)[number];

/** A prompt file as a person reads and edits it. */
export type PromptView = {
  readonly file: string;
  readonly text: string;
  /** A copy in the project is used instead of the one that Hornbook brings. */
  readonly edited: boolean;
  /** Null where the file is the person's own: there is nothing to take it back to. */
  readonly builtIn: boolean;
  /** Why it cannot be used; null where it can. */
  readonly error: string | null;
  readonly title: string;
  readonly use: PromptUse | null;
  readonly form: 'chat' | 'continuation' | null;
  readonly slots: readonly {
    readonly name: string;
    /** `one of topics.txt`, `text`, … */
    readonly type: string;
    /** Lines of its list; null for what is no list. */
    readonly values: number | null;
  }[];
  /** Different lessons that its lists make; null where it has none. */
  readonly combinations: number | null;
};

export type ListView = {
  readonly file: string;
  readonly text: string;
  readonly lines: number;
  readonly edited: boolean;
  readonly builtIn: boolean;
};

/** One teaching, running or ended. */
export type TeachingSummary = {
  readonly job: JobView;
  readonly lessons: LessonKind;
  readonly teacher: string;
  readonly count: number;
  readonly repair: boolean;
};

export type TeachView = {
  readonly prompts: readonly PromptView[];
  readonly lists: readonly ListView[];
  /** Newest first. */
  readonly teachings: readonly TeachingSummary[];
  readonly checkpoints: readonly ModelChoice[];
  /** Whether GGUF models can be run here. */
  readonly llama: boolean;
  /** What the environment says of a server; the key is named by its variable and never said. */
  readonly endpoint: {
    readonly baseUrl: string | null;
    readonly model: string | null;
    readonly keyVariable: string | null;
  };
};

export type TeachEstimate = {
  /** Lessons that will be asked for: fewer than wanted where the lists are used up. */
  readonly lessons: number;
  readonly combinations: number | null;
  readonly promptTokens: number;
  /** If every answer is as long as it may be. */
  readonly answerTokensAtMost: number;
  readonly costAtMost: number;
  /** Says which lists are used up; null where they suffice. */
  readonly usedUp: string | null;
};

/** A lesson that was answered, with what came of it. */
export type TaughtLesson = {
  readonly lesson: number;
  readonly attempt: number;
  /** What its slots were filled with. */
  readonly about: string;
  readonly verdict: 'kept' | 'aside';
  readonly cause: string;
  readonly reason: string;
  readonly mutants: number;
  readonly noticed: number;
  readonly stated: number;
  readonly text: string;
};

export type TeachingView = TeachingSummary & {
  readonly kept: number;
  readonly aside: number;
  readonly causes: readonly { readonly cause: string; readonly lessons: number }[];
  readonly mutants: number;
  readonly noticed: number;
  readonly stated: number;
  readonly repaired: number;
  /** The latest, newest first; the datasets have all. */
  readonly recent: readonly TaughtLesson[];
  readonly writing: readonly {
    readonly lesson: number;
    readonly attempt: number;
    readonly about: string;
    readonly text: string;
    readonly characters: number;
    readonly waiting: string | null;
  }[];
  readonly spent: MeterState | null;
  /** Once it has ended well. */
  readonly ended: {
    readonly summary: string;
    readonly diversity: Diversity | null;
    readonly beyondBudget: number;
    /** Ids of the datasets that it made. */
    readonly dataset: string | null;
    readonly dropped: string | null;
  } | null;
  /** Whether what is aside can be sent back. */
  readonly canRepair: boolean;
};

const promptSaveInput = z.object({ file: z.string().min(1).max(100), text: z.string().max(200_000) });
const promptFileInput = z.object({ file: z.string().min(1).max(100) });
const teachingIdInput = z.object({ jobId: z.string().min(1) });
const lessonKind = z.enum(['textbooks', 'exercises']);

const teachStartInput = z.object({
  lessons: lessonKind,
  /** Of the operation `teach-textbooks` or `teach-exercises`. */
  parameters: z.record(z.string(), z.unknown()),
});
const teachEstimateInput = z.object({
  lessons: lessonKind,
  teacher: z.enum(TEACHER_KINDS),
  prompt: z.string().optional(),
  count: z.number().int().min(1),
  promptPrice: z.number().min(0).default(0),
  answerPrice: z.number().min(0).default(0),
});

export const teachingInputs = {
  'teach.view': z.undefined(),
  'teach.teaching': teachingIdInput,
  'teach.estimate': teachEstimateInput,
  'teach.start': teachStartInput,
  'teach.repair': teachingIdInput,
  'teach.savePrompt': promptSaveInput,
  'teach.resetPrompt': promptFileInput,
} as const;

export type TeachingOutputs = {
  'teach.view': TeachView;
  'teach.teaching': TeachingView;
  'teach.estimate': TeachEstimate;
  'teach.start': OperationStart;
  /** Once more, sending back what was kept aside. */
  'teach.repair': OperationStart;
  'teach.savePrompt': null;
  /** Back to the text that Hornbook brings. */
  'teach.resetPrompt': null;
};
