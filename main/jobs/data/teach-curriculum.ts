import type { Sandbox } from '../../core/evaluation/sandbox.ts';
import { MEASURED_TEXTS } from '../../core/teaching/diversity.ts';
import { generateExercises } from '../../core/teaching/exercises.ts';
import { generateTextbooks } from '../../core/teaching/textbooks.ts';
import type { ScoredRecord } from '../../node/datasets/manifest.ts';
import { verifySections } from '../../node/sandbox/verify-lessons.ts';
import { SCORE_COLUMNS, type LessonKind } from '../../node/teaching/read-lesson.ts';
import { tally, type TeachingResult } from '../../node/teaching/teaching-result.ts';
import { causeOf, checkExercises } from '../../node/teaching/verify-lesson.ts';
import { CURRICULUM_VERSION, exerciseRecord, sectionRecord } from '../recipe/synthetic.ts';
import { diversityOf } from './measure-diversity.ts';
import type { OperationContext } from './operation.ts';
import type { TeachParameters } from './teach-fields.ts';

type Judged = {
  readonly record: ScoredRecord;
  readonly fault: { readonly cause: string; readonly reason: string } | null;
  readonly mutants: number;
  readonly noticed: number;
  readonly stated: number;
};

/** Lessons that Hornbook writes by itself, run like anybody else's. */
export async function teachFromCurriculum(
  context: OperationContext,
  sandbox: Sandbox,
  kind: LessonKind,
  { count, seed, out, embedder, withTests = false }: TeachParameters,
): Promise<TeachingResult> {
  const counted = tally();
  const aside: ScoredRecord[] = [];
  const texts: string[] = [];
  async function* kept(): AsyncGenerator<ScoredRecord> {
    for await (const { record, fault, mutants, noticed, stated } of judged(context, sandbox, kind, {
      count,
      seed,
      withTests,
    })) {
      context.signal.throwIfAborted();
      counted.add(fault?.cause ?? null, { mutants, noticed, stated });
      const done = counted.counts.kept + counted.counts.aside;
      context.progress({ doing: 'writing and running', done, total: count, unit: 'lessons' });
      const scores = {
        [SCORE_COLUMNS[kind][0]!]: kind === 'textbooks' ? stated : mutants === 0 ? null : noticed / mutants,
      };
      if (fault !== null) aside.push({ ...record, scores, decision: `kept aside: ${fault.reason}` });
      else {
        if (texts.length < MEASURED_TEXTS) texts.push(record.text);
        yield { ...record, scores, decision: 'kept: it was run and holds' };
      }
    }
  }
  const order = {
    operation: `teach ${kind}`,
    parameters: {
      teacher: 'built-in curriculum',
      version: CURRICULUM_VERSION,
      count,
      seed,
      ...(withTests ? { withTests } : {}),
    },
    parents: [],
    scoreColumns: SCORE_COLUMNS[kind],
  };
  await context.makeDataset({ ...order, out, role: 'dataset' }, kept());
  if (aside.length > 0)
    await context.makeDataset({ ...order, out: `${out}-dropped`, role: 'dropped' }, aside);
  return {
    lessons: kind,
    teacher: 'built-in curriculum',
    prompt: null,
    answers: null,
    asked: count,
    ...counted.counts,
    causes: counted.causes(),
    sentBack: 0,
    repaired: 0,
    combinations: null,
    beyondBudget: 0,
    diversity: await diversityOf(context, texts, embedder),
    spent: null,
  };
}

async function* judged(
  context: OperationContext,
  sandbox: Sandbox,
  kind: LessonKind,
  { withTests, ...order }: { readonly count: number; readonly seed: number; readonly withTests: boolean },
): AsyncGenerator<Judged> {
  const { signal } = context;
  if (kind === 'exercises') {
    for await (const { exercise, checked } of checkExercises(sandbox, generateExercises(order), { signal })) {
      yield { record: exerciseRecord(exercise, withTests), ...checked, stated: 0 };
    }
    return;
  }
  for await (const { section, outcome } of verifySections(sandbox, generateTextbooks(order), { signal })) {
    const fault = outcome.kind === 'kept' ? null : { cause: causeOf(outcome.reason), reason: outcome.reason };
    yield { record: sectionRecord(section), fault, mutants: 0, noticed: 0, stated: section.blocks.length };
  }
}
