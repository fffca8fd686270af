import { generate, type Generation } from '../../core/generation/generate.ts';
import { chooseEngine } from '../../node/engines/doctor/recommend.ts';
import { loadModel } from '../../node/generation/load-model.ts';

export type GenerateCommand = {
  /** A checkpoint, or the folder of a run for its latest one. */
  readonly model: string;
  readonly prompt: string;
  /** 0 takes the likeliest token each time. */
  readonly temperature: number;
  readonly topP: number;
  readonly maxNewTokens: number;
  readonly stop: readonly string[];
  readonly seed: number;
  /** Name of the engine to compute with, or `auto`. */
  readonly engine?: string;
  readonly threads?: number;
  readonly signal: AbortSignal;
};

/** The `generate` command: one prompt, one completion. */
export async function complete(command: GenerateCommand): Promise<Generation> {
  const { temperature, topP, maxNewTokens, stop, seed, signal, threads } = command;
  const engine = command.engine === undefined ? undefined : await chooseEngine(command.engine);
  const model = await loadModel(command.model, { engine, threads });
  try {
    return await generate(model, command.prompt, {
      sampling: temperature === 0 ? { kind: 'greedy' } : { kind: 'sample', temperature, topP },
      maxNewTokens,
      stop,
      seed,
      signal,
    });
  } finally {
    await model.close();
  }
}
