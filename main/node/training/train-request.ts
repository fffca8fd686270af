import type { ModelConfig, PresetName } from '../../core/model/config.ts';
import type { Budget } from '../../core/training/budget.ts';
import type { Engine } from '../../core/training/engine.ts';
import type { StepMetric } from '../../core/training/run.ts';
import type { Decay } from '../../core/training/schedule.ts';
import type { Recompute } from '../../core/training/step.ts';
import type { RunOrigin, RunRecord } from '../checkpoints/run-record.ts';
import type { TrainerState } from '../checkpoints/trainer-state.ts';
import type { EngineName } from '../engines/open-engine.ts';
import type { CheckpointSamples, SampleRequest } from './checkpoint-samples.ts';

/** A stretch of training on one token file. What is left out comes from the request, then from `phaseDefaults`. */
export type PhaseRequest = {
  readonly name: string;
  /** Token file to train on. */
  readonly tokens: string;
  /** Token file to measure on; without it the last part of `tokens` is kept for that. */
  readonly heldOut?: string;
  /** Part of the budget; all phases' shares are scaled to sum to 1. */
  readonly share?: number;
  readonly batch?: number;
  readonly accumulate?: number;
  readonly context?: number;
  readonly rate?: number;
  readonly warmupSteps?: number;
  readonly weightDecay?: number;
  readonly decay?: Decay;
  /** The optimiser goes on with what the phase before left it. */
  readonly moments?: 'kept';
  /** Windows begin with a whole document instead of anywhere. */
  readonly windows?: 'documents';
};

/** Everything that `train` and `finetune` can be told. */
export type TrainRequest = {
  /** Folder of the run: `run.json` and `checkpoints/`. */
  readonly outDir: string;
  /** A preset, changed where `model` says so; the vocabulary is always the tokenizer's. Ignored with `from`. */
  readonly preset?: PresetName;
  readonly model?: Partial<ModelConfig>;
  /** Checkpoint whose weights to start from (finetuning); its sizes are kept. */
  readonly from?: string;
  /** `tokenizer.json` that the token files were made with; copied into every checkpoint. */
  readonly tokenizer: string;
  readonly phases: readonly PhaseRequest[];
  readonly budget: Budget;
  /** Defaults for phases that do not say. */
  readonly batch?: number;
  /** Micro-batches of `batch` sequences that make one step. */
  readonly accumulate?: number;
  readonly context?: number;
  readonly rate?: number;
  readonly warmupSteps?: number;
  readonly weightDecay?: number;
  readonly clipNorm?: number;
  readonly seed: number;
  /** What computes; `defaultEngine` where nothing is said. */
  readonly engine?: EngineName;
  readonly threads?: number;
  /** What the backward pass computes again instead of keeping; chosen by the memory there is where nothing is said. */
  readonly recompute?: Recompute;
  /** Steps between checkpoints. */
  readonly checkpointEvery?: number;
  /** Minutes after which a checkpoint is due whatever the steps; 0 for none. */
  readonly checkpointMinutes?: number;
  /** Steps between measurements of the held-out loss. */
  readonly evalEvery?: number;
  /** What the model is to write at its checkpoints; nothing without it. */
  readonly samples?: SampleRequest;
  /** Where the configuration came from, for the record. */
  readonly origin?: RunOrigin;
  /** Checkpoints to keep besides the best one. */
  readonly keepLast?: number;
  /** `required` fails where there is no run to resume; `if-possible` starts one. Resuming ignores all that `run.json` fixes. */
  readonly resume?: 'no' | 'if-possible' | 'required';
};

export type TrainHooks = {
  /** Once for a new run, before anything is allocated: bytes it will take, about, and bytes there are. */
  readonly onMemory?: (neededBytes: number, availableBytes: number) => void;
  /** Once, before the first step: what this run is. */
  readonly onPlan?: (record: RunRecord, startStep: number, totalSteps: number) => void;
  readonly onMetric?: (metric: StepMetric) => void;
  readonly onCheckpoint?: (path: string, state: TrainerState) => void;
  /** After the checkpoint of the same step; a resumed run tells those of the step it goes on from once more. */
  readonly onSamples?: (samples: CheckpointSamples) => void;
  /** A sentence about what did not go as asked and does not stop the training. */
  readonly onTrouble?: (sentence: string) => void;
  /** Aborting saves a checkpoint and stops after the present step. */
  readonly signal?: AbortSignal;
  /** An engine that is open already, whatever the request names; the caller closes it. */
  readonly engine?: Engine;
  /** Bytes that may be used; the machine is asked without it. */
  readonly freeBytes?: number;
};

export type TrainReport = {
  readonly outcome: 'done' | 'stopped';
  /** The last checkpoint. */
  readonly checkpoint: string;
  readonly state: TrainerState;
  readonly record: RunRecord;
  /** Of this session. */
  readonly seconds: number;
};
