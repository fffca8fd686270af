import type { PresetName } from '../core/model/config.ts';
import { presets } from '../core/model/config.ts';
import { Failure } from '../core/failure.ts';
import type { TrainBench } from '../node/bench/train.ts';
import { benchTrain } from '../node/bench/train.ts';

export type TrainBenchRequest = { readonly presets?: readonly string[]; readonly threads?: number };

/** Measures training on this machine beside its own plain matrix product. */
export function benchTraining(request: TrainBenchRequest): Promise<TrainBench> {
  return benchTrain({
    ...(request.presets ? { presets: request.presets.map(presetNamed) } : {}),
    ...(request.threads === undefined ? {} : { threads: request.threads }),
  });
}

/** @throws Failure `unknown-preset`, naming those there are. */
export function presetNamed(name: string): PresetName {
  if (Object.hasOwn(presets, name)) return name as PresetName;
  const known = Object.keys(presets).join(', ');
  throw new Failure('unknown-preset', `There is no preset ${JSON.stringify(name)}; choose one of ${known}.`);
}
