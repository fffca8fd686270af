import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { ParsedInput } from '../../../preload/contract/contract.ts';
import type { PlaygroundProgress, PlaygroundRead, PlaygroundVerdict } from '../../../preload/contract/playground.ts';
import { Failure } from '../../core/failure.ts';
import type { StreamedToken } from '../../core/generation/stream.ts';
import { jobEntry } from '../../jobs/entries.ts';
import type { Companion, JobHost } from '../../jobs/job-host.ts';
import type { PlaygroundAnswer, PlaygroundRequest } from '../../jobs/playground/protocol.ts';
import type { NearestSamples } from '../../node/evaluation/nearest.ts';
import type { Project } from '../../node/projects/project.ts';
import { absolutePath } from '../../node/projects/project.ts';

/**
 * What a page waits for and what would hold the lab up: models that write, programs that are run, texts that are
 * compared. It happens in a process of its own that is there only while it is used.
 */
export type Playground = {
  start(input: ParsedInput<'playground.start'>): { id: string };
  read(input: ParsedInput<'playground.read'>): Promise<PlaygroundRead>;
  stop(id: string): null;
  judge(input: ParsedInput<'playground.judge'>): Promise<PlaygroundVerdict>;
  /** The training texts nearest to a problem. Asked again, it gives the search before up. */
  nearest(input: Omit<Nearest, 'kind' | 'id'>): Promise<NearestSamples>;
  close(): void;
};

type Nearest = Extract<PlaygroundRequest, { kind: 'nearest' }>;

type Stream = {
  readonly tokens: StreamedToken[];
  progress: PlaygroundProgress;
  /** Those who wait for the next token. */
  readonly waiting: Set<() => void>;
};

/** A finished text is asked for once; these many stay for a window that was reloaded. */
const STREAMS_KEPT = 16;
const ANSWER_WITHIN_MS = 5_000;

export function openPlayground(
  project: Project,
  host: JobHost,
  { idleMs = 5 * 60_000 }: { readonly idleMs?: number } = {},
): Playground {
  const streams = new Map<string, Stream>();
  /** Requests with one answer. */
  const questions = new Map<string, PromiseWithResolvers<unknown>>();
  let companion: Companion | null = null;
  let idle: NodeJS.Timeout | undefined;

  const isBusy = (): boolean =>
    questions.size > 0 || [...streams.values()].some(({ progress }) => !hasEnded(progress));

  const rest = (): void => {
    clearTimeout(idle);
    idle = setTimeout(() => {
      if (isBusy()) return;
      companion?.end();
      companion = null;
    }, idleMs).unref();
  };

  const move = (id: string, progress: PlaygroundProgress): void => {
    const stream = streams.get(id);
    if (stream === undefined || hasEnded(stream.progress)) return;
    stream.progress = progress;
    wake(stream);
  };

  const settle = (id: string, how: (question: PromiseWithResolvers<unknown>) => void): void => {
    const question = questions.get(id);
    questions.delete(id);
    if (question !== undefined) how(question);
  };

  const ask = <Answer>(request: (id: string) => PlaygroundRequest): Promise<Answer> => {
    const id = randomUUID();
    const question = Promise.withResolvers<unknown>();
    questions.set(id, question);
    say(request(id));
    return question.promise as Promise<Answer>;
  };

  const hear = (answer: PlaygroundAnswer): void => {
    rest();
    switch (answer.kind) {
      case 'loaded':
        return move(answer.id, { state: 'writing' });
      case 'token': {
        const stream = streams.get(answer.id);
        stream?.tokens.push(answer.token);
        if (stream !== undefined) wake(stream);
        return;
      }
      case 'finished': {
        const { reason, seconds, promptTokensCut } = answer;
        return move(answer.id, { state: 'done', reason, seconds, promptTokensCut });
      }
      case 'stopped':
        return move(answer.id, { state: 'stopped' });
      case 'judged':
        return settle(answer.id, ({ resolve }) => {
          resolve(answer.result);
        });
      case 'compared':
        return settle(answer.id, ({ resolve }) => {
          resolve(answer.found);
        });
      case 'failed':
        settle(answer.id, ({ reject }) => {
          reject(new Failure(answer.code, answer.message));
        });
        return move(answer.id, { state: 'failed', code: answer.code, message: answer.message });
    }
  };

  const say = (request: PlaygroundRequest): void => {
    rest();
    if (companion === null) {
      const started = host.accompany(jobEntry('playground'), join(project.jobs, 'playground.log'), (message) => {
        hear(message as PlaygroundAnswer);
      });
      companion = started;
      void started.exited.then(() => {
        if (companion !== started) return;
        companion = null;
        abandon();
      });
    }
    companion.say(request);
  };

  /** Its process is gone: whoever still waits for it hears so. */
  const abandon = (): void => {
    const failure = new Failure(
      'playground-ended',
      `The playground's process ended unexpectedly (its last words are in ${join(project.jobs, 'playground.log')}); try again.`,
    );
    for (const id of streams.keys()) move(id, { state: 'failed', code: failure.code, message: failure.message });
    for (const { reject } of questions.values()) reject(failure);
    questions.clear();
  };

  const streamOf = (id: string): Stream => {
    const stream = streams.get(id);
    if (stream === undefined) {
      throw new Failure('stream-not-found', 'This text is no longer kept; write it again.');
    }
    return stream;
  };

  return {
    start(input) {
      const id = randomUUID();
      streams.set(id, { tokens: [], progress: { state: 'loading' }, waiting: new Set() });
      for (const [old, { progress }] of streams) {
        if (streams.size > STREAMS_KEPT && hasEnded(progress)) streams.delete(old);
      }
      say({ kind: 'generate', id, ...input, model: absolutePath(project, input.model) });
      return { id };
    },
    async read({ id, after }) {
      const stream = streamOf(id);
      if (stream.tokens.length <= after && !hasEnded(stream.progress)) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ANSWER_WITHIN_MS);
          stream.waiting.add(() => {
            clearTimeout(timer);
            resolve();
          });
        });
      }
      return { tokens: stream.tokens.slice(after), progress: stream.progress };
    },
    stop(id) {
      if (!hasEnded(streamOf(id).progress)) say({ kind: 'stop', id });
      return null;
    },
    judge: (input) => ask((id) => ({ kind: 'judge', id, ...input })),
    nearest: (input) => ask((id) => ({ kind: 'nearest', id, ...input })),
    close() {
      clearTimeout(idle);
      const last = companion;
      companion = null;
      last?.end();
    },
  };
}

const hasEnded = ({ state }: PlaygroundProgress): boolean => state !== 'loading' && state !== 'writing';

function wake(stream: Stream): void {
  for (const resume of stream.waiting) resume();
  stream.waiting.clear();
}
