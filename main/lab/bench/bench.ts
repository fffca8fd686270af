import { benchGenerate, type GenerateBench } from '../../node/bench/generate.ts';
import type { TrainBench } from '../../node/bench/train.ts';
import { benchTrain } from '../../node/bench/train.ts';
import { presetNamed } from '../runs/preset-named.ts';

export type { TrainBench };

export type TrainBenchRequest = {
  readonly presets?: readonly string[];
  readonly threads?: number;
  readonly samples?: number;
  /** Python interpreter whose PyTorch is measured beside. */
  readonly peer?: string;
  readonly onNote?: (note: string) => void;
};

/** Measures training on this machine beside its own plain matrix product and, where asked, PyTorch. */
export function benchTraining({ presets: names, ...rest }: TrainBenchRequest): Promise<TrainBench> {
  return benchTrain({ ...rest, ...(names ? { presets: names.map(presetNamed) } : {}) });
}

export type GenerateBenchRequest = {
  readonly preset: string;
  readonly problems?: string;
  readonly newTokens: number;
  readonly peer?: string;
  readonly samples: number;
  readonly budget: number;
  readonly threads?: number;
  readonly batches?: readonly number[];
  readonly onNote?: (note: string) => void;
};

/** Measures generation on this machine, beside transformers where a Python is named that has it. */
export function benchGeneration(request: GenerateBenchRequest): Promise<GenerateBench> {
  const { preset, budget, ...options } = request;
  return benchGenerate({ ...options, preset: presetNamed(preset), budgetSeconds: budget });
}
