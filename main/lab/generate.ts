import { generate, type Generation } from '../core/generation/generate.ts';
import { loadModel } from '../node/generation/load-model.ts';

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
  readonly threads?: number;
  readonly signal: AbortSignal;
};

/** The `generate` command: one prompt, one completion. */
export async function complete(command: GenerateCommand): Promise<Generation> {
  const { temperature, topP, maxNewTokens, stop, seed, signal, threads } = command;
  const model = await loadModel(command.model, { threads });
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
