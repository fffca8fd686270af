import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { Failure } from '../../core/failure.ts';
import type { AnswerFields, StopSignal, Teacher } from '../../core/teaching/teacher.ts';
import { loadLlamaPackage, type LlamaGrammar, type LlamaSchema } from './llama-package.ts';
import { places } from './places.ts';

/** A larger window costs memory, and nothing that is asked here needs one. */
const LONGEST_CONTEXT = 8192;
/** An answer that has less room than this is none. */
const LEAST_ROOM = 64;
/** What a chat template puts around a question, tokens; a generous guess. */
const TEMPLATE_TOKENS = 64;
/** Characters of a text field: a small model that is kept to JSON would otherwise write on to the end. */
const LONGEST_FIELD = 400;

/**
 * A chat model in a GGUF file, run by llama.cpp in this process. Its prompt is laid out by the template in the file.
 *
 * @throws Failure `missing-model`, `llama-missing`, `model-unreadable`.
 */
export async function ggufTeacher(
  path: string,
  options: {
    readonly gpu?: boolean;
    readonly threads?: number;
    /** Answers written side by side on a graphics card, each in a window of its own. A processor gains nothing by it. */
    readonly atOnce?: number;
  } = {},
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
  const name = `${basename(path)} (${await fileMark(path)})`;
  const atOnce = llama.gpu === false ? 1 : (options.atOnce ?? 1);
  const context = await model.createContext({
    contextSize: Math.min(LONGEST_CONTEXT, model.trainContextSize),
    sequences: atOnce,
    // llama.cpp's threads wait for each other by spinning: one core is left to the sandbox, which runs what was written.
    threads: options.threads ?? Math.max(1, llama.cpuMathCores - 1),
  });
  // Where memory is short, it is less than was asked for.
  const { contextSize } = context;
  const inTurn = places(atOnce);
  // Taken once and used again: what a sequence that is given back held is free only a moment later.
  const idle = Array.from({ length: atOnce }, () => context.getSequence());
  const grammars = new Map<string, Promise<LlamaGrammar>>();
  const grammarOf = (fields: AnswerFields): Promise<LlamaGrammar> => {
    const schema = schemaOf(fields);
    const key = JSON.stringify(schema);
    const known = grammars.get(key) ?? llama.createGrammarForJsonSchema(schema);
    grammars.set(key, known);
    return known;
  };
  return {
    name,
    places: atOnce,
    ask: (request, { signal, onText } = {}) =>
      inTurn(async () => {
        if (signal?.aborted === true) throw signal.reason as Error;
        const promptTokens = model.tokenize(`${request.system ?? ''}${request.prompt}`).length;
        const room = contextSize - promptTokens - TEMPLATE_TOKENS;
        if (room < LEAST_ROOM) {
          throw new Failure(
            'teacher-too-long',
            `${name} reads and writes ${String(contextSize)} tokens at most, and what it is asked has ${String(promptTokens)}; ask less, or another model.`,
          );
        }
        const grammar = request.fields === undefined ? undefined : await grammarOf(request.fields);
        const sequence = idle.pop()!;
        const stop = bridged(signal);
        try {
          // Taking up what it already read would save time, and let an answer depend on the question before it.
          await sequence.clearHistory();
          const usedBefore = sequence.tokenMeter.usedOutputTokens;
          const session = new LlamaChatSession({
            contextSequence: sequence,
            ...(request.system === undefined ? {} : { systemPrompt: request.system }),
          });
          const { responseText, stopReason } = await session.promptWithMeta(request.prompt, {
            maxTokens: Math.min(request.maxTokens, room),
            signal: stop.signal,
            ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
            ...(request.topP === undefined ? {} : { topP: request.topP }),
            ...(request.seed === undefined ? {} : { seed: request.seed }),
            ...(grammar === undefined ? {} : { grammar }),
            ...(onText === undefined ? {} : { onTextChunk: onText }),
          });
          session.dispose({ disposeSequence: false });
          return {
            text: responseText,
            finish: stopReason === 'maxTokens' ? 'length' : 'stop',
            promptTokens,
            completionTokens: sequence.tokenMeter.usedOutputTokens - usedBefore,
          };
        } catch (error) {
          if (stop.signal.aborted) throw stop.signal.reason;
          throw error;
        } finally {
          stop.end();
          idle.push(sequence);
        }
      }),
    close: () => llama.dispose(),
  };
}

const MARK_BYTES = 2 ** 20;

/**
 * Eight digits that tell files of one name apart, so that what one model said is never taken for another's: of the
 * length and of a megabyte at the beginning (the header), in the middle and at the end. Hashing gigabytes would take longer than loading.
 */
async function fileMark(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const hash = createHash('sha256').update(String(size));
    for (const at of [0, Math.floor(size / 2), Math.max(0, size - MARK_BYTES)]) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(MARK_BYTES), 0, MARK_BYTES, at);
      hash.update(buffer.subarray(0, bytesRead));
    }
    return hash.digest('hex').slice(0, 8);
  } finally {
    await file.close();
  }
}

function schemaOf(fields: AnswerFields): LlamaSchema {
  const types = Object.entries(fields).map(([field, type]) => [
    field,
    type === 'text' ? { type: 'string', minLength: 1, maxLength: LONGEST_FIELD } : { enum: type },
  ]);
  return { type: 'object', properties: Object.fromEntries(types) as LlamaSchema['properties'] };
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
