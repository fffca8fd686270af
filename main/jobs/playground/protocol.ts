import type { Isolation, SandboxResult } from '../../core/evaluation/sandbox.ts';
import type { FinishReason } from '../../core/generation/generate.ts';
import type { StreamedToken } from '../../core/generation/stream.ts';
import type { Problem } from '../../core/evaluation/problem.ts';
import type { NearestSamples } from '../../node/evaluation/nearest.ts';

/** What the lab asks of the playground's process. Ids are the lab's; answers carry them. */
export type PlaygroundRequest =
  | {
      readonly kind: 'generate';
      readonly id: string;
      /** Absolute path of a checkpoint. */
      readonly model: string;
      readonly prompt: string;
      readonly temperature: number;
      readonly topP: number;
      readonly topK: number;
      readonly maxTokens: number;
      readonly seed: number;
      readonly stopAtFunctionEnd: boolean;
    }
  | { readonly kind: 'stop'; readonly id: string }
  | { readonly kind: 'judge'; readonly id: string; readonly program: string; readonly asserts: string }
  /** The training texts nearest to a problem; another such request gives this one up. */
  | {
      readonly kind: 'nearest';
      readonly id: string;
      readonly problem: Problem;
      readonly datasets: readonly { readonly id: string; readonly folder: string }[];
      /** Where indexes of datasets are kept. */
      readonly indexes: string;
      /** The model whose embeddings are compared too; null where there is none. */
      readonly embedding: {
        readonly checkpoint: string;
        /** Whether to compute what is missing, which takes minutes; what is there is compared in any case. */
        readonly compute: boolean;
      } | null;
    };

/** What it says back. A `generate` ends with one of `finished`, `stopped` and `failed`. */
export type PlaygroundAnswer =
  | { readonly kind: 'loaded'; readonly id: string }
  | { readonly kind: 'token'; readonly id: string; readonly token: StreamedToken }
  | {
      readonly kind: 'finished';
      readonly id: string;
      readonly reason: FinishReason;
      readonly seconds: number;
      readonly promptTokensCut: number;
    }
  | { readonly kind: 'stopped'; readonly id: string }
  | {
      readonly kind: 'judged';
      readonly id: string;
      readonly result: SandboxResult & { readonly isolation: Isolation };
    }
  | { readonly kind: 'compared'; readonly id: string; readonly found: NearestSamples }
  | { readonly kind: 'failed'; readonly id: string; readonly code: string; readonly message: string };
