import { z } from 'zod';

export type RunState = 'running' | 'done' | 'stopped' | 'failed' | 'interrupted';

export type RunSummary = {
  readonly id: string;
  readonly name: string;
  readonly jobId: string;
  readonly state: RunState;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly parameters: number;
  readonly step: number;
  readonly totalSteps: number;
  readonly tokens: number;
  readonly loss: number | null;
  readonly heldOutLoss: number | null;
  readonly tokensPerSecond: number | null;
  /** Model FLOPs spent so far; null where they were not counted. */
  readonly flops: number | null;
  /** Best measured pass@1 of this run's model on the lab's benchmark. */
  readonly passAt1: number | null;
  /** Index into the categorical palette; a run keeps its colour everywhere. */
  readonly colour: number;
  /** The settings of its frozen configuration that are a number, a text or a list of them, as texts. */
  readonly settings: Readonly<Record<string, string>>;
  readonly tags: readonly string[];
  readonly note: string;
};

export type RunDetails = RunSummary & {
  /** The run's own frozen configuration. */
  readonly config: Readonly<Record<string, unknown>>;
  /** What it ran on and with, by name. */
  readonly environment: Readonly<Record<string, string>>;
  /** The run that it was cloned from or extends; `name` is null where that is no longer known. */
  readonly origin: {
    readonly kind: 'clone' | 'extension';
    readonly run: string;
    readonly name: string | null;
    /** The step that an extension goes on from. */
    readonly step: number | null;
  } | null;
  readonly checkpoints: readonly {
    readonly step: number;
    readonly path: string;
    readonly hash: string;
  }[];
};

export type MetricPoint = {
  readonly step: number;
  readonly tokens: number;
  /** Model FLOPs spent up to this step; null where they were not counted. */
  readonly flops: number | null;
  /** Seconds since the run started. */
  readonly seconds: number;
  readonly loss: number | null;
  readonly heldOutLoss: number | null;
  readonly rate: number | null;
  readonly gradientNorm: number | null;
  readonly tokensPerSecond: number | null;
  /** Resident memory of the job's process as it was looked at last. */
  readonly memoryBytes: number | null;
  /** What all graphics cards held; null where there is none. */
  readonly gpuMemoryBytes: number | null;
};

/** What a run's model wrote at one checkpoint. */
export type RunSamples = {
  readonly step: number;
  readonly prompts: readonly string[];
  /** In the order of the prompts. */
  readonly completions: readonly { readonly text: string; readonly tokens: number; readonly end: string }[];
  readonly sampling: string;
  readonly maxNewTokens: number;
  readonly elapsedMs: number;
};

export type MetricPage = {
  readonly points: readonly MetricPoint[];
  /** Points stored in the asked range; more than `points` where it was decimated. */
  readonly stored: number;
};

const tag = z
  .string()
  .trim()
  .min(1)
  .max(40)
  .regex(/^[^\s#,]+$/, 'a tag is one word');
export const runLabelInput = z.object({
  ids: z.array(z.string().min(1)).min(1).max(10_000),
  add: z.array(tag).max(20).default([]),
  remove: z.array(tag).max(20).default([]),
  /** In place of the note that is there; left out, it stays. */
  note: z.string().max(4_000).optional(),
});

/** All runs, or some by id: of one that trains, only its own row changes. */
export const runListInput = z.object({ ids: z.array(z.string().min(1)).min(1).max(1_000) }).optional();

export const runIdInput = z.object({ id: z.string().min(1) });
export const metricsInput = z.object({
  id: z.string().min(1),
  /** Only points after this step; for live updates. */
  afterStep: z.number().int().min(-1).default(-1),
  fromStep: z.number().int().min(0).optional(),
  toStep: z.number().int().min(0).optional(),
  maxPoints: z.number().int().min(10).max(20_000).default(2_000),
  /** Where there are more points: whose highest and lowest values are kept. */
  metric: z
    .enum(['loss', 'tokensPerSecond', 'gradientNorm', 'rate', 'memoryBytes', 'gpuMemoryBytes'])
    .default('loss'),
});
