import type { Sandbox } from '../../core/evaluation/sandbox.ts';
import { Failure } from '../../core/failure.ts';
import type { Exercise } from '../../core/teaching/lesson.ts';
import { packExercises, packSections, readPackReport, type Pack } from './pack-source.ts';

export type Outcome = { readonly kind: 'kept' } | { readonly kind: 'failed'; readonly reason: string };

/** A section that others wrote may hold blocks that state nothing: they are run for what follows. */
type RunSection = {
  readonly blocks: readonly { readonly code: string; readonly expectedOutput: string | null }[];
};
type RunExercise = Pick<Exercise, 'prompt' | 'solution' | 'test' | 'entryPoint'>;

export type VerifyOptions = {
  /** False: what a pack reports as failed is believed. For mutants, of which most fail, running each again alone is dear. */
  readonly confirm?: boolean;
  /** Lessons to a program. Larger packs are a little faster and cost more when one of them hangs. */
  readonly batch?: number;
  readonly onProgress?: (progress: { readonly checked: number; readonly failed: number }) => void;
  readonly signal?: AbortSignal;
};

/** A lesson that runs alone gets this long; a pack gets it too, and a share for each of its lessons. */
const singleMs = 1000;
const shareMs = 10;

/**
 * Runs every exercise: its solution must pass its own tests, and an empty body must not. Outcomes come in
 * the exercises' order, while the following packs are already running on the sandbox's other workers.
 */
export function verifyExercises<Written extends RunExercise>(
  sandbox: Sandbox,
  exercises: Iterable<Written>,
  options: VerifyOptions = {},
): AsyncIterable<{ readonly exercise: Written; readonly outcome: Outcome }> {
  const pack = (lessons: readonly Written[]) =>
    packExercises(
      lessons.map((e) => ({ source: `${e.prompt}${e.solution}\n${e.test}\n`, entryPoint: e.entryPoint })),
    );
  return renamed(verifyAll(sandbox, exercises, pack, options), 'exercise');
}

/** Runs every block of every section in order and compares what it prints with the output that the prose states. */
export function verifySections<Written extends RunSection>(
  sandbox: Sandbox,
  sections: Iterable<Written>,
  options: VerifyOptions = {},
): AsyncIterable<{ readonly section: Written; readonly outcome: Outcome }> {
  return renamed(verifyAll(sandbox, sections, packSections, options), 'section');
}

type Verified<Lesson> = { readonly lesson: Lesson; readonly outcome: Outcome };
type Named<Lesson, Name extends string> = Readonly<Record<Name, Lesson>> & { readonly outcome: Outcome };

async function* renamed<Lesson, Name extends string>(
  verified: AsyncIterable<Verified<Lesson>>,
  name: Name,
): AsyncGenerator<Named<Lesson, Name>> {
  for await (const { lesson, outcome } of verified) yield { [name]: lesson, outcome } as Named<Lesson, Name>;
}

async function* verifyAll<Lesson>(
  sandbox: Sandbox,
  lessons: Iterable<Lesson>,
  pack: (lessons: readonly Lesson[]) => Pack,
  { batch = 400, confirm = true, onProgress, signal }: VerifyOptions,
): AsyncGenerator<Verified<Lesson>> {
  const waiting: Promise<Verified<Lesson>[]>[] = [];
  const batches = inBatches(lessons, batch);
  let checked = 0;
  let failed = 0;
  const startNext = () => {
    const next = batches.next();
    if (next.done) return;
    const running = verifyPack(sandbox, next.value, pack, confirm);
    // A rejection is met when its turn comes; until then it must not count as unhandled.
    running.catch(() => undefined);
    waiting.push(running);
  };
  // One pack more than there are workers, so that none waits while an outcome is being used.
  for (let i = 0; i <= sandbox.workers; i++) startNext();
  for (let running = waiting.shift(); running; running = waiting.shift()) {
    signal?.throwIfAborted();
    const verified = await running;
    signal?.throwIfAborted();
    startNext();
    checked += verified.length;
    failed += verified.filter(({ outcome }) => outcome.kind === 'failed').length;
    onProgress?.({ checked, failed });
    yield* verified;
  }
}

function* inBatches<Lesson>(lessons: Iterable<Lesson>, size: number): Generator<Lesson[], undefined> {
  let batch: Lesson[] = [];
  for (const lesson of lessons) {
    batch.push(lesson);
    if (batch.length === size) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

const kept: Outcome = { kind: 'kept' };

/**
 * Runs one pack. What it reports as failed is run again alone, because a neighbour may have been the
 * cause; where it was stopped, the culprit is set aside and the rest goes on; where it died without a
 * word, it is run again in pieces.
 */
async function verifyPack<Lesson>(
  sandbox: Sandbox,
  lessons: readonly Lesson[],
  pack: (lessons: readonly Lesson[]) => Pack,
  confirm: boolean,
): Promise<Verified<Lesson>[]> {
  if (lessons.length === 0) return [];
  const single = lessons.length === 1;
  const { source, mark } = pack(lessons);
  const result = await sandbox.run({
    source,
    limits: { timeMs: singleMs + (single ? 0 : shareMs * lessons.length) },
  });
  if (result.verdict === 'unavailable') throw new Failure('sandbox-unavailable', result.detail);
  const said = readPackReport(result.stdout, mark);
  const whole = said !== null && !said.stopped && result.verdict === 'passed' && said.done === lessons.length;
  if (single) {
    const reason = whole
      ? said.failed[0]?.[1]
      : 'detail' in result
        ? `${result.verdict}: ${result.detail}`
        : 'it ended the interpreter';
    return [{ lesson: lessons[0]!, outcome: reason === undefined ? kept : { kind: 'failed', reason } }];
  }
  if (said === null || said.done > lessons.length || (!whole && !said.stopped)) {
    // Root-sized pieces (always smaller than the pack) rather than halves: a culprit that must be killed costs three waits, not log₂ n.
    const pieces = [...inBatches(lessons, Math.floor(Math.sqrt(lessons.length)))];
    return (await Promise.all(pieces.map((piece) => verifyPack(sandbox, piece, pack, confirm)))).flat();
  }
  const doubtful = new Map(said.failed);
  const judged = lessons
    .slice(0, said.done)
    .map((lesson, index): Promise<Verified<Lesson>[]> | Verified<Lesson>[] => {
      const reason = doubtful.get(index);
      if (reason === undefined) return [{ lesson, outcome: kept }];
      return confirm
        ? verifyPack(sandbox, [lesson], pack, confirm)
        : [{ lesson, outcome: { kind: 'failed', reason } }];
    });
  if (said.done < lessons.length) judged.push(verifyPack(sandbox, [lessons[said.done]!], pack, confirm));
  judged.push(verifyPack(sandbox, lessons.slice(said.done + 1), pack, confirm));
  return (await Promise.all(judged)).flat();
}
