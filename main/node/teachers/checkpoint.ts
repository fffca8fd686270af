import { basename, dirname } from 'node:path';
import { streamGeneration } from '../../core/generation/stream.ts';
import type { Teacher } from '../../core/teaching/teacher.ts';
import { loadModel } from '../generation/load-model.ts';
import { places } from './places.ts';

/**
 * A model that was trained in the lab. It follows no instructions: it goes on with the beginning that the prompt is, as
 * it went on with its training texts, up to `<|endoftext|>`.
 */
export async function checkpointTeacher(
  path: string,
  options: { readonly threads?: number | undefined } = {},
): Promise<Teacher> {
  const model = await loadModel(path, options);
  const inTurn = places(1);
  const folder = model.checkpoint.path;
  const hash = (model.sha256 ?? '').slice(0, 8);
  return {
    name: `${basename(dirname(folder))}/${basename(folder)}${hash === '' ? '' : ` (${hash})`}`,
    form: 'continuation',
    places: 1,
    ask: ({ prompt, temperature = 1, topP = 1, maxTokens, seed }, { signal, onText } = {}) =>
      inTurn(async () => {
        const stream = streamGeneration(model, prompt, {
          sampling: temperature === 0 ? { kind: 'greedy' } : { kind: 'sample', temperature, topP },
          maxNewTokens: maxTokens,
          startDocument: true,
          ...(seed === undefined ? {} : { seed }),
          ...(signal === undefined ? {} : { signal }),
        });
        for (;;) {
          if (signal?.aborted === true) throw signal.reason as Error;
          const step = await stream.next().catch((error: unknown) => {
            throw signal?.aborted === true ? signal.reason : error;
          });
          if (step.done !== true) {
            if (step.value.text !== '') onText?.(step.value.text);
            continue;
          }
          const { completion, tokens, promptTokens, finishReason } = step.value;
          return {
            text: completion,
            finish: finishReason === 'length' || finishReason === 'context' ? 'length' : 'stop',
            promptTokens,
            completionTokens: tokens.length,
          };
        }
      }),
    close: () => model.close(),
  };
}
