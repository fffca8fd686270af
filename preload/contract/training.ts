import { z } from 'zod';
import type { JobView } from './jobs.ts';

/** What a training is put together from. */
export type TrainingChoices = {
  readonly datasets: readonly { readonly id: string; readonly name: string; readonly bytes: number }[];
  readonly presets: readonly {
    readonly name: string;
    readonly parameters: number;
    readonly context: number;
  }[];
  /** Engines that can be opened here. */
  readonly engines: readonly string[];
};

/** What a training takes, before it is started. What depends on a speed that is not known yet is null. */
export type TrainingEstimate = {
  readonly parameters: number;
  readonly steps: number | null;
  readonly tokens: number | null;
  readonly flops: number | null;
  readonly seconds: number | null;
  readonly memoryBytes: number;
  /** What is free now. */
  readonly freeBytes: number;
  /** What the backward pass would compute again so that it fits. */
  readonly recompute: 'none' | 'attention' | 'block';
};

/** What a finished run can be extended from. */
export type Extendable = {
  readonly run: string;
  readonly name: string;
  /** Of its last checkpoint. */
  readonly step: number;
  readonly peakRate: number;
  readonly tokensPerStep: number;
  readonly tokensPerSecond: number | null;
  /** Why it cannot be extended, or null. */
  readonly problem: string | null;
};

const id = z.string().min(1);
const title = z.string().trim().min(1).max(120);
const rate = z.number().gt(0).max(1);
const whole = (most: number) => z.number().int().min(1).max(most);

/** A dataset of the project, or the very tokens that a phase of another run was trained on. */
const phaseData = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('dataset'), dataset: id }),
  z.object({ kind: z.literal('run'), run: id, phase: z.number().int().min(0), label: z.string() }),
]);

const phase = z.object({
  name: z.string().trim().min(1).max(60),
  data: phaseData,
  /** Part of the budget; the shares are scaled to sum to 1. */
  share: z.number().gt(0),
  rate,
  /** A twentieth of the phase's steps without it. */
  warmupSteps: z.number().int().min(0).optional(),
});

const budget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('steps'), steps: whole(1e9) }),
  z.object({ kind: z.literal('tokens'), tokens: whole(1e13) }),
  z.object({ kind: z.literal('minutes'), minutes: z.number().gt(0).max(100_000) }),
]);

const newTraining = z.object({
  name: title,
  /** A preset, or the sizes of another run's model and the weights that it began with. */
  model: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('preset'), preset: id }),
    z.object({ kind: z.literal('run'), run: id }),
  ]),
  tokenizer: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('learn'), vocabulary: z.number().int().min(257).max(65_536) }),
    z.object({ kind: z.literal('run'), run: id }),
  ]),
  phases: z.array(phase).min(1).max(8),
  budget,
  batch: whole(4_096),
  /** Micro-batches of that size in a step. */
  accumulate: whole(4_096).default(1),
  context: z.number().int().min(8).max(8_192),
  weightDecay: z.number().min(0).max(1),
  clipNorm: z.number().gt(0).max(1_000),
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 31 - 1),
  /** The settings' own where they are left out. */
  engine: id.optional(),
  threads: whole(256).optional(),
  checkpointEvery: whole(1e9).default(200),
  evalEvery: whole(1e9).default(50),
  /** What the model goes on with at its checkpoints; beginnings of held-out documents where there are none. */
  prompts: z.array(z.string().min(1).max(4_000)).max(16).default([]),
  clonedFrom: id.nullable().default(null),
});

const extension = z.object({
  name: title,
  run: id,
  steps: whole(1e9),
  rate,
  warmupSteps: z.number().int().min(0).optional(),
  /** After the warm-up the rate falls to 0, or stays. */
  decay: z.enum(['linear', 'none']),
});

export type NewTraining = z.input<typeof newTraining>;
export type TrainingPhase = NewTraining['phases'][number];
export type ExtensionOrder = z.input<typeof extension>;

const runOf = z.object({ run: id });

export const trainingInputs = {
  'training.choices': z.undefined(),
  /** A run's frozen configuration as a new training, to be changed. */
  'training.clone': runOf,
  'training.estimate': newTraining,
  'training.start': newTraining,
  'training.extendable': runOf,
  'training.extend': extension,
} as const;

export type TrainingOutputs = {
  'training.choices': TrainingChoices;
  'training.clone': NewTraining;
  'training.estimate': TrainingEstimate;
  'training.start': JobView;
  'training.extendable': Extendable;
  'training.extend': JobView;
};
