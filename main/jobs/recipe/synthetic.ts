import type { Sandbox } from '../../core/evaluation/sandbox.ts';
import type { Exercise, TextbookSection } from '../../core/teaching/lesson.ts';
import { generateExercises } from '../../core/teaching/exercises.ts';
import { generateTextbooks } from '../../core/teaching/textbooks.ts';
import type { ScoredRecord } from '../../node/datasets/manifest.ts';
import type { Outcome } from '../../node/sandbox/verify-lessons.ts';
import { verifyExercises, verifySections } from '../../node/sandbox/verify-lessons.ts';
import { exerciseText } from '../../node/teaching/read-lesson.ts';
import type { Scrap } from '../protocol.ts';
import type { DatasetRef } from './datasets.ts';
import { countsOf, makeDataset } from './datasets.ts';
import type { StageContext } from './stage.ts';
import type { StageOutcome } from './stage-record.ts';

/** A dataset that was written by the teacher and kept by running it. */
export type TaughtOutput = {
  readonly dataset: DatasetRef;
  readonly checked: number;
  readonly failed: number;
  /** Up to this many failures with their reasons, for the eye. */
  readonly failures: readonly { readonly id: string; readonly reason: string }[];
};

const SHOWN_FAILURES = 20;
/** Raised when the built-in curriculum writes something else from the same seed. */
export const CURRICULUM_VERSION = 5;

type Verified = { readonly record: ScoredRecord; readonly outcome: Outcome };

type Lesson = {
  readonly stage: 'textbooks' | 'exercises';
  readonly unit: string;
  readonly count: number;
  readonly seed: number;
};

export function teachExercises(
  context: StageContext,
  sandbox: Sandbox,
  lesson: Omit<Lesson, 'stage' | 'unit'>,
): Promise<StageOutcome<TaughtOutput>> {
  const exercises = generateExercises({ seed: lesson.seed, count: lesson.count });
  const about: Lesson = { ...lesson, stage: 'exercises', unit: 'exercises' };
  const verified = verifyExercises(sandbox, exercises, watching(context, about));
  return keep(
    context,
    about,
    mapped(verified, ({ exercise, outcome }) => ({ record: exerciseRecord(exercise), outcome })),
  );
}

export function teachTextbooks(
  context: StageContext,
  sandbox: Sandbox,
  lesson: Omit<Lesson, 'stage' | 'unit'>,
): Promise<StageOutcome<TaughtOutput>> {
  const sections = generateTextbooks({ seed: lesson.seed, count: lesson.count });
  const about: Lesson = { ...lesson, stage: 'textbooks', unit: 'sections' };
  const verified = verifySections(sandbox, sections, watching(context, about));
  return keep(
    context,
    about,
    mapped(verified, ({ section, outcome }) => ({ record: sectionRecord(section), outcome })),
  );
}

function watching(context: StageContext, { stage, unit, count }: Lesson) {
  return {
    signal: context.signal,
    onProgress: ({ checked }: { checked: number }) => {
      context.progress({ stage, doing: `writing and running ${unit}`, done: checked, total: count, unit });
    },
  };
}

async function* mapped<In, Out>(items: AsyncIterable<In>, change: (item: In) => Out): AsyncGenerator<Out> {
  for await (const item of items) yield change(item);
}

const scrapOf = ({ stage }: Lesson, text: string): Scrap => ({
  kind: stage === 'textbooks' ? 'prose' : 'code',
  text,
});

async function keep(
  context: StageContext,
  lesson: Lesson,
  verified: AsyncIterable<Verified>,
): Promise<StageOutcome<TaughtOutput>> {
  let checked = 0;
  let failed = 0;
  let scrap = '';
  const failures: { id: string; reason: string }[] = [];
  async function* kept(): AsyncGenerator<ScoredRecord> {
    for await (const { record, outcome } of verified) {
      checked += 1;
      if (outcome.kind === 'kept') {
        if (scrap === '') {
          scrap = record.text;
          context.emit({
            type: 'stage',
            stage: lesson.stage,
            state: 'running',
            scrap: scrapOf(lesson, scrap),
          });
        }
        yield record;
        continue;
      }
      failed += 1;
      if (failures.length < SHOWN_FAILURES) failures.push({ id: record.id, reason: outcome.reason });
    }
  }
  const { stage, unit, count, seed } = lesson;
  const dataset = await makeDataset(
    context,
    {
      name: stage,
      operation: `teach ${stage}`,
      parameters: { teacher: 'built-in curriculum', version: CURRICULUM_VERSION, count, seed },
      parents: [],
    },
    kept(),
  );
  return {
    output: { dataset, checked, failed, failures },
    counts: [...countsOf(dataset, unit), { label: 'failed when run', value: failed, unit }],
    scrap: scrapOf(lesson, scrap),
    bytesOut: dataset.bytes,
  };
}

export function exerciseRecord(exercise: Exercise, withTests = false): ScoredRecord {
  const { id, topic, concepts, difficulty, entryPoint, prompt, test } = exercise;
  return {
    id,
    text: exerciseText(exercise, withTests),
    kind: 'exercise',
    source: 'built-in curriculum',
    license: 'Apache-2.0',
    meta: { topic, concepts, difficulty, entryPoint, promptCharacters: prompt.length, test },
  };
}

/** A section as a record. */
export function sectionRecord({ id, topic, audience, concepts, text }: TextbookSection): ScoredRecord {
  return {
    id,
    text,
    kind: 'textbook',
    source: 'built-in curriculum',
    license: 'Apache-2.0',
    meta: { topic, audience, concepts },
  };
}
