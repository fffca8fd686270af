import { z } from 'zod';
import { decays } from '../../core/training/schedule.ts';
import { recomputations } from '../../core/training/step.ts';
import { stepForms } from '../../core/training/step-shape.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const fileRecord = z.object({ bytes: z.number().int().nonnegative(), sha256: hash });

const tokenFileSchema = z.object({
  path: z.string(),
  count: z.number().int().positive(),
  sha256: z.string(),
  datasetHash: z.string(),
  tokenizerHash: z.string(),
});

/** One phase of a run as it was planned; with the seed and the step it fixes every batch and every rate. */
const phaseSchema = z.object({
  name: z.string(),
  steps: z.number().int().positive(),
  batch: z.number().int().positive(),
  context: z.number().int().positive(),
  // Runs that were planned before these could be chosen did what the defaults say.
  accumulate: z.number().int().positive().default(1),
  recompute: z.enum(recomputations).default('none'),
  form: z.enum(stepForms).default('whole'),
  peakRate: z.number().positive(),
  warmupSteps: z.number().int().nonnegative(),
  weightDecay: z.number().nonnegative(),
  clipNorm: z.number().positive(),
  /** Only where they differ from what training does otherwise: linear decay, fresh moments, windows from anywhere. */
  decay: z.enum(decays).optional(),
  moments: z.literal('kept').optional(),
  windows: z.literal('documents').optional(),
  tokens: tokenFileSchema,
  /** Tokens that are measured and never trained on: a file of their own, or the last part of `tokens`. */
  heldOut: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('file'), file: tokenFileSchema }),
    z.object({ kind: z.literal('tail'), share: z.number().positive().max(0.5) }),
  ]),
});

export const planSchema = z.object({
  seed: z.number().int(),
  phases: z.array(phaseSchema).min(1),
});

/**
 * What a run needs besides weights and moments to go on exactly where it was. Batches and rates are pure functions
 * of `plan` and `step`, so the step is both the random state and the position in the data.
 */
export const trainerStateSchema = z.object({
  version: z.literal(1),
  /** Optimiser steps done, all phases together. */
  step: z.number().int().nonnegative(),
  totalSteps: z.number().int().positive(),
  /** Tokens seen in training. */
  tokens: z.number().int().nonnegative(),
  loss: z.number().nullable(),
  heldOutLoss: z.number().nullable(),
  plan: planSchema,
  weights: fileRecord,
  moments: fileRecord,
});

export type PlannedTokens = z.infer<typeof tokenFileSchema>;
export type PlannedPhase = z.infer<typeof phaseSchema>;
export type TrainingPlan = z.infer<typeof planSchema>;
export type TrainerState = z.infer<typeof trainerStateSchema>;
