import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { Failure } from '../../core/failure.ts';
import type { StopSignal, Teacher } from '../../core/teaching/teacher.ts';
import { loadLlamaPackage } from './llama-package.ts';
import { oneAtATime } from './one-at-a-time.ts';

/** Larger windows cost memory and no lesson needs one. */
const LONGEST_CONTEXT = 4096;

/**
 * A chat model in a GGUF file, run by llama.cpp in this process. Its prompt is laid out by the template in the file.
 *
 * @throws Failure `missing-model`, `llama-missing`, `model-unreadable`.
 */
export async function ggufTeacher(
  path: string,
  options: { readonly gpu?: boolean; readonly threads?: number } = {},
): Promise<Teacher> {
  if (!existsSync(path)) throw new Failure('missing-model', `There is no file ${path}; name a GGUF model.`);
  const { getLlama, LlamaChatSession, LlamaLogLevel } = await loadLlamaPackage();
  const llama = await getLlama({
    gpu: options.gpu === false ? false : 'auto',
    build: 'never',
    skipDownload: true,
    logLevel: LlamaLogLevel.error,
  });
  const model = await llama.loadModel({ modelPath: path }).catch(async (cause: unknown) => {
    await llama.dispose();
    const why = cause instanceof Error ? cause.message.split('\n')[0]! : String(cause);
    throw new Failure('model-unreadable', `${path} cannot be opened as a GGUF model: ${why}.`, { cause });
  });
  const contextSize = Math.min(LONGEST_CONTEXT, model.trainContextSize);
  const context = await model.createContext({
    contextSize,
    sequences: 1,
    // llama.cpp's threads wait for each other by spinning: one core is left to the sandbox, which runs what was written.
    threads: options.threads ?? Math.max(1, llama.cpuMathCores - 1),
  });
  const inTurn = oneAtATime();
  return {
    name: basename(path),
    ask: (request, { signal, onText } = {}) =>
      inTurn(async () => {
        if (signal?.aborted === true) throw signal.reason as Error;
        const sequence = context.getSequence();
        const session = new LlamaChatSession({
          contextSequence: sequence,
          ...(request.system === undefined ? {} : { systemPrompt: request.system }),
        });
        const stop = bridged(signal);
        try {
          const { responseText, stopReason } = await session.promptWithMeta(request.prompt, {
            // Half of the window is left for the prompt, so that nothing of it is shifted out.
            maxTokens: Math.min(request.maxTokens, contextSize / 2),
            signal: stop.signal,
            ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
            ...(request.topP === undefined ? {} : { topP: request.topP }),
            ...(request.seed === undefined ? {} : { seed: request.seed }),
            ...(onText === undefined ? {} : { onTextChunk: onText }),
          });
          return {
            text: responseText,
            finish: stopReason === 'maxTokens' ? 'length' : 'stop',
            promptTokens: sequence.tokenMeter.usedInputTokens,
            completionTokens: sequence.tokenMeter.usedOutputTokens,
          };
        } catch (error) {
          if (stop.signal.aborted) throw stop.signal.reason;
          throw error;
        } finally {
          stop.end();
          session.dispose({ disposeSequence: true });
        }
      }),
    close: () => llama.dispose(),
  };
}

/** A web signal that follows the port's own. */
function bridged(outer: StopSignal | undefined): { readonly signal: AbortSignal; end(): void } {
  const inner = new AbortController();
  const stop = (): void => {
    inner.abort(outer?.reason);
  };
  outer?.addEventListener('abort', stop);
  return {
    signal: inner.signal,
    end: () => {
      outer?.removeEventListener('abort', stop);
    },
  };
}
