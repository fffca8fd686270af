import type { Isolation } from '../core/evaluation/sandbox.ts';
import type { EvaluationSettings } from '../core/evaluation/settings.ts';
import type { JobProgress } from '../core/job-progress.ts';
import type { RecipeResultRow, RecipeStage } from '../core/study/recipe.ts';
import type { StretchFlops } from '../core/training/step-flops.ts';
import type { RunOrigin } from '../node/checkpoints/run-record.ts';
import type { CheckpointSamples } from '../node/training/checkpoint-samples.ts';

/**
 * How a job speaks. A job is a process of its own that appends one JSON object a line to
 * `JOB/events.jsonl`; the lab tails that file from a remembered offset, so the job's truth outlives
 * the window and the app. `JOB/job.json` holds the request; `JOB/log.txt` its standard output.
 * SIGTERM (or the message `stop` where signals do not exist) asks it to save and stop.
 */
export const JOB_KINDS = ['recipe', 'evaluation', 'data', 'study', 'grading', 'train'] as const;
export type JobKind = (typeof JOB_KINDS)[number];

export type JobRequest = { readonly kind: JobKind; readonly params: Readonly<Record<string, unknown>> };

/** A scrap of what passes through a stage, for the eye. */
export type Scrap =
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'prose'; readonly text: string }
  | { readonly kind: 'verdicts'; readonly verdicts: readonly string[] }
  | { readonly kind: 'loss'; readonly values: readonly number[] };

/** A number that a stage has to show, with its unit. */
export type Count = { readonly label: string; readonly value: number; readonly unit: string };

export type StageState = 'waiting' | 'running' | 'done' | 'reused' | 'failed' | 'stopped';

export type JobEvent = { readonly at: number } & (
  | { readonly type: 'started'; readonly pid: number }
  | ({ readonly type: 'progress' } & JobProgress)
  | {
      readonly type: 'stage';
      readonly stage: RecipeStage | string;
      readonly state: StageState;
      readonly seconds?: number;
      readonly counts?: readonly Count[];
      readonly scrap?: Scrap;
      /** Bytes of text that this stage hands on. */
      readonly bytesOut?: number;
    }
  | {
      readonly type: 'artifact';
      readonly artifact: 'dataset' | 'tokenizer' | 'checkpoint' | 'evaluation' | 'report';
      readonly name: string;
      readonly path: string;
      readonly hash: string;
      readonly parents: readonly string[];
    }
  | {
      readonly type: 'run';
      readonly run: string;
      readonly name: string;
      readonly path: string;
      readonly config: Readonly<Record<string, unknown>>;
      readonly parameters: number;
      readonly totalSteps: number;
      /** Model FLOPs, stretch by stretch. */
      readonly flops?: readonly StretchFlops[];
      /** What it runs on and with, by name. */
      readonly environment?: Readonly<Record<string, string>>;
      readonly origin?: RunOrigin | null;
    }
  | {
      readonly type: 'metric';
      readonly run: string;
      readonly step: number;
      readonly tokens: number;
      readonly loss?: number;
      readonly heldOutLoss?: number;
      readonly rate?: number;
      readonly gradientNorm?: number;
      readonly tokensPerSecond?: number;
      /** Resident memory of the job's process, and what the graphics cards hold, as they were looked at last. */
      readonly memoryBytes?: number;
      readonly gpuMemoryBytes?: number;
    }
  | { readonly type: 'samples'; readonly run: string; readonly samples: CheckpointSamples }
  | { readonly type: 'run-ended'; readonly run: string; readonly outcome: 'done' | 'stopped' | 'failed' }
  | { readonly type: 'row'; readonly row: RecipeResultRow }
  | {
      readonly type: 'evaluation';
      readonly evaluation: string;
      readonly path: string;
      readonly run: {
        readonly id: string;
        readonly name: string;
        readonly step: number | null;
        readonly checkpointHash: string;
      };
      readonly benchmark: { readonly name: string; readonly hash: string };
      readonly settings: EvaluationSettings;
      readonly isolation: Isolation;
      /** In the order of their numbers. */
      readonly problems: readonly {
        readonly taskId: string;
        readonly difficulty: number | null;
        readonly topics: readonly string[];
      }[];
    }
  | {
      readonly type: 'judged';
      readonly evaluation: string;
      readonly samples: readonly {
        /** Number of the problem. */
        readonly ordinal: number;
        readonly sample: number;
        readonly verdict: string;
        readonly detail: string;
        readonly elapsedMs: number;
        /** Nats. */
        readonly meanLogProbability: number | null;
      }[];
    }
  | { readonly type: 'log'; readonly level: 'info' | 'warning'; readonly text: string }
  | {
      readonly type: 'ended';
      readonly outcome: 'done' | 'stopped' | 'failed';
      /** One clear sentence, when it failed. */
      readonly error?: { readonly code: string; readonly message: string };
      readonly result?: unknown;
    }
);
