import { stopStrings } from '../../core/evaluation/cut-completion.ts';
import type { Sandbox } from '../../core/evaluation/sandbox.ts';
import { Failure } from '../../core/failure.ts';
import { streamGeneration } from '../../core/generation/stream.ts';
import { openDataset } from '../../node/datasets/open-dataset.ts';
import { nearestSamples } from '../../node/evaluation/nearest.ts';
import { problemVectors } from '../../node/evaluation/nearest-vectors.ts';
import type { LoadedModel } from '../../node/generation/load-model.ts';
import { loadModel } from '../../node/generation/load-model.ts';
import { openSandbox } from '../../node/sandbox/open-sandbox.ts';
import type { PlaygroundAnswer, PlaygroundRequest } from './protocol.ts';

/** Two side by side, and one to go back to. */
const MODELS_KEPT = 3;
/** Named beside each token. */
const ALTERNATIVES = 8;

type Generate = Extract<PlaygroundRequest, { kind: 'generate' }>;
type Judge = Extract<PlaygroundRequest, { kind: 'judge' }>;
type Nearest = Extract<PlaygroundRequest, { kind: 'nearest' }>;

/**
 * Holds models and one interpreter, compares texts, and answers requests as they come; several may be under way.
 */
export function playgroundServer(
  send: (answer: PlaygroundAnswer) => void,
): (request: PlaygroundRequest) => void {
  const models = new ModelShelf();
  const running = new Map<string, AbortController>();
  let sandbox: Promise<Sandbox> | null = null;
  let comparing: AbortController | null = null;

  const generate = async (request: Generate): Promise<void> => {
    const { id } = request;
    const stop = new AbortController();
    running.set(id, stop);
    const release = await models.take(request.model).catch((error: unknown) => {
      running.delete(id);
      throw error;
    });
    try {
      send({ kind: 'loaded', id });
      const started = performance.now();
      const stream = streamGeneration(release.model, request.prompt, {
        sampling:
          request.temperature === 0
            ? { kind: 'greedy' }
            : { kind: 'sample', temperature: request.temperature, topP: request.topP, topK: request.topK },
        maxNewTokens: request.maxTokens,
        seed: request.seed,
        alternatives: ALTERNATIVES,
        signal: stop.signal,
        ...(request.stopAtFunctionEnd ? { stop: stopStrings } : {}),
      });
      for (;;) {
        const next = await stream.next();
        if (next.done !== true) {
          send({ kind: 'token', id, token: next.value });
          continue;
        }
        const { finishReason, promptTokensCut } = next.value;
        const seconds = (performance.now() - started) / 1000;
        send({ kind: 'finished', id, reason: finishReason, seconds, promptTokensCut });
        return;
      }
    } catch (error) {
      if (!stop.signal.aborted) throw error;
      send({ kind: 'stopped', id });
    } finally {
      running.delete(id);
      release.done();
    }
  };

  const judge = async ({ id, program, asserts }: Judge): Promise<void> => {
    sandbox ??= openSandbox({ workers: 1 });
    const opened = await sandbox.catch((error: unknown) => {
      // The next try may find what this one missed.
      sandbox = null;
      throw error;
    });
    const result =
      asserts.trim() === ''
        ? await opened.run({ source: program })
        : await opened.check({
            solution: program,
            checker: { prelude: '', tests: asserts, names: null, reference: '' },
          });
    send({ kind: 'judged', id, result: { ...result, isolation: opened.isolation } });
  };

  const nearest = async ({ id, problem, datasets, indexes, embedding }: Nearest): Promise<void> => {
    comparing?.abort(new Failure('superseded', 'Another problem was opened before this one was compared.'));
    const { signal } = (comparing = new AbortController());
    const opened = await Promise.all(
      datasets.map(async (one) => ({ id: one.id, dataset: await openDataset(one.folder, 'sizes') })),
    );
    const sets = opened.map(({ dataset }) => dataset);
    const vectors =
      embedding === null ? null : await problemVectors(problem, sets, { ...embedding, indexes, signal });
    const found = await nearestSamples(problem, opened, { indexes, signal, vectors });
    send({ kind: 'compared', id, found });
  };

  const answer = (request: PlaygroundRequest): Promise<void> => {
    switch (request.kind) {
      case 'generate':
        return generate(request);
      case 'judge':
        return judge(request);
      case 'nearest':
        return nearest(request);
      case 'stop':
        return Promise.resolve(running.get(request.id)?.abort());
    }
  };

  return (request) => {
    answer(request).catch((error: unknown) => {
      console.error(error);
      send({ kind: 'failed', id: request.id, ...said(error) });
    });
  };
}

function said(error: unknown): { code: string; message: string } {
  if (error instanceof Failure) return { code: error.code, message: error.message };
  const why = (error instanceof Error ? error.message : String(error)).split('\n')[0]!.replace(/\.$/, '');
  return { code: 'unexpected', message: `The playground did not foresee this: ${why}.` };
}

type Shelved = { readonly loaded: Promise<LoadedModel>; users: number };

/** The models used last, loaded once; one that is writing is never put away. */
class ModelShelf {
  /** Least recently used first. */
  readonly #shelf = new Map<string, Shelved>();

  async take(path: string): Promise<{ readonly model: LoadedModel; done(): void }> {
    const shelved = this.#shelf.get(path) ?? { loaded: loadModel(path), users: 0 };
    this.#shelf.delete(path);
    this.#shelf.set(path, shelved);
    shelved.users += 1;
    try {
      const model = await shelved.loaded;
      await this.#clear();
      return {
        model,
        done: () => {
          shelved.users -= 1;
        },
      };
    } catch (error) {
      this.#shelf.delete(path);
      throw error;
    }
  }

  async #clear(): Promise<void> {
    const idle = [...this.#shelf].filter(([, { users }]) => users === 0);
    for (const [path, { loaded }] of idle.slice(0, Math.max(0, this.#shelf.size - MODELS_KEPT))) {
      this.#shelf.delete(path);
      await (await loaded).close();
    }
  }
}
