import type { PresetName } from '../../core/model/config.ts';
import type { Budget } from '../../core/training/budget.ts';
import type { Decay } from '../../core/training/schedule.ts';

/** A dataset of the project, or the tokens of a phase of another run. */
export type TrainPhaseData =
  | { readonly kind: 'dataset'; readonly dataset: string }
  | { readonly kind: 'run'; readonly run: string; readonly phase: number; readonly label: string };

export type NewTrainingParams = {
  readonly kind: 'new';
  readonly name: string;
  /** Runs are named by their folders' names in the project's `runs`. */
  readonly model:
    { readonly kind: 'preset'; readonly preset: PresetName } | { readonly kind: 'run'; readonly run: string };
  readonly tokenizer:
    { readonly kind: 'learn'; readonly vocabulary: number } | { readonly kind: 'run'; readonly run: string };
  readonly phases: readonly {
    readonly name: string;
    readonly data: TrainPhaseData;
    readonly share: number;
    readonly rate: number;
    readonly warmupSteps?: number | undefined;
  }[];
  readonly budget: Budget;
  readonly batch: number;
  readonly accumulate: number;
  readonly context: number;
  readonly weightDecay: number;
  readonly clipNorm: number;
  readonly seed: number;
  readonly engine?: string | undefined;
  readonly threads?: number | undefined;
  readonly checkpointEvery: number;
  readonly evalEvery: number;
  readonly prompts: readonly string[];
  readonly clonedFrom: string | null;
};

export type ExtensionParams = {
  readonly kind: 'extension';
  readonly name: string;
  readonly run: string;
  readonly steps: number;
  readonly rate: number;
  readonly warmupSteps?: number | undefined;
  readonly decay: Decay;
};

/** What a training job is asked; the lab's door has checked it. */
export type TrainParams = NewTrainingParams | ExtensionParams;

/** A training job makes one run, whose id follows from its own: gone on with, it finds it again. */
export const runOfJob = (jobId: string): string => `run-${jobId}`;
