import { z } from 'zod';
import type { Isolation, SandboxResult } from '../../main/core/evaluation/sandbox.ts';
import type { FinishReason } from '../../main/core/generation/generate.ts';
import type { StreamedToken } from '../../main/core/generation/stream.ts';

export type { FinishReason, StreamedToken };

export type PlaygroundProgress =
  | { readonly state: 'loading' }
  | { readonly state: 'writing' }
  | {
      readonly state: 'done';
      readonly reason: FinishReason;
      readonly seconds: number;
      /** Tokens at the start of the prompt that did not fit the model's context. */
      readonly promptTokensCut: number;
    }
  | { readonly state: 'stopped' }
  | { readonly state: 'failed'; readonly code: string; readonly message: string };

/** What came since the caller last asked. */
export type PlaygroundRead = {
  readonly tokens: readonly StreamedToken[];
  readonly progress: PlaygroundProgress;
};

/** What became of the program. */
export type PlaygroundVerdict = SandboxResult & { readonly isolation: Isolation };

const id = z.string().min(1);

export const playgroundStartInput = z.object({
  /** `ModelChoice.path`. */
  model: z.string().min(1),
  prompt: z.string().min(1).max(100_000),
  /** 0 takes the likeliest token each time. */
  temperature: z.number().min(0).max(4),
  topP: z.number().gt(0).max(1),
  /** 0 keeps all tokens. */
  topK: z.number().int().min(0).max(100_000),
  maxTokens: z.number().int().min(1).max(4_096),
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 31 - 1),
  /** Ends where a function ends, as in an evaluation; else it writes on. */
  stopAtFunctionEnd: z.boolean(),
});
export const playgroundReadInput = z.object({
  id,
  /** How many tokens the caller has. */
  after: z.number().int().min(0),
});
export const playgroundIdInput = z.object({ id });
export const playgroundJudgeInput = z.object({
  /** Prompt and completion. */
  program: z.string().min(1).max(400_000),
  /** Run against it in an interpreter of their own; may be empty, then the program alone is run. */
  asserts: z.string().max(100_000),
});
