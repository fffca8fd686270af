import type { WrittenSample } from '../../core/evaluation/evaluation-file.ts';
import type { AskedProblem } from '../../core/evaluation/prompt-form.ts';
import { sampleSeed } from '../../core/evaluation/sample-seed.ts';
import type { EvaluationSettings } from '../../core/evaluation/settings.ts';
import { tokenPieces } from '../../core/evaluation/token-pieces.ts';
import type { CodeModel, Generation } from '../../core/generation/generate.ts';
import { generateBatch } from '../../core/generation/generate.ts';

type Missing = {
  /** Whether a sample is already there. */
  readonly has: (taskId: string, sample: number) => boolean;
  readonly signal?: AbortSignal;
};

/** Has the model write every sample that is not there yet, each given as soon as it is finished. */
export async function* writeCompletions(
  model: CodeModel,
  asked: readonly AskedProblem[],
  settings: EvaluationSettings,
  { has, signal }: Missing,
): AsyncGenerator<WrittenSample> {
  const { samplesPerProblem, temperature, topP, topK, maxNewTokens, seed, stopStrings } = settings;
  const waiting = asked.flatMap(({ problem, prompt }) =>
    Array.from({ length: samplesPerProblem }, (_, sample) => ({
      taskId: problem.taskId,
      sample,
      prompt,
    })).filter(({ taskId, sample }) => !has(taskId, sample)),
  );
  const requests = waiting.map(({ taskId, sample, prompt }, at) => ({
    id: String(at),
    prompt,
    seed: sampleSeed(seed, taskId, sample),
  }));
  const generations = generateBatch(model, requests, {
    sampling: temperature === 0 ? { kind: 'greedy' } : { kind: 'sample', temperature, topP, topK },
    maxNewTokens,
    stop: stopStrings,
    ...(signal === undefined ? {} : { signal }),
  });
  for await (const generation of generations) {
    const { taskId, sample } = waiting[Number(generation.id)]!;
    yield { taskId, sample, ...textOf(model, generation) };
  }
  signal?.throwIfAborted();
}

function textOf(
  model: CodeModel,
  { tokens, logProbabilities, finishReason, promptTokensCut }: Generation,
): Omit<WrittenSample, 'taskId' | 'sample'> {
  const pieces = tokenPieces(tokens, logProbabilities, (some) => model.codec.decode(some));
  return {
    raw: pieces.map(({ text }) => text).join(''),
    pieces: pieces.map(({ text }) => text.length),
    logProbabilities: pieces.map(({ logProbability }) => Math.round(logProbability * 1e4) / 1e4),
    finishReason,
    promptTokensCut,
  };
}
