import { describe, expect, it } from 'vitest';
import { evaluationDetails, evaluationSamplePage } from '../../main/lab/evaluation/evaluations.ts';
import type { LabParts } from '../../main/lab/lab.ts';
import { evaluationId } from '../../main/node/store/ids.ts';
import {
  upsertEvaluation,
  upsertEvaluationProblems,
  upsertEvaluationSamples,
} from '../../main/node/store/queries/evaluations.ts';
import type { EvaluationSampleRow } from '../../main/node/store/schema.ts';
import { openTestLab, temporaryFolder } from './open-test-lab.ts';

const PROBLEMS = 164;
const SAMPLES = 200;
const id = evaluationId('large');
const verdicts = ['passed', 'wrong-answer', 'exception', 'timeout'] as const;

/** HumanEval with two hundred answers each, every place known by its number. */
async function fillLargeEvaluation({ store }: LabParts): Promise<void> {
  await upsertEvaluation(store.db, {
    id,
    job_id: null,
    run_id: 'run',
    run_name: 'large',
    step: 1_000,
    checkpoint_hash: 'a',
    benchmark: 'HumanEval',
    benchmark_hash: 'b',
    settings: JSON.stringify({ promptForm: 'completion', temperature: 0.2, topP: 0.95, seed: 1 }),
    problems: PROBLEMS,
    samples_per_problem: SAMPLES,
    judged: PROBLEMS * SAMPLES,
    passed: (PROBLEMS * SAMPLES) / 4,
    pass_at_1: 0.25,
    ci_low: 0.2,
    ci_high: 0.3,
    scores: JSON.stringify({
      passAtK: [],
      byDifficulty: [{ group: '1', rate: 0.25, low: 0.2, high: 0.3, problems: PROBLEMS, solved: PROBLEMS }],
      byTopic: [],
    }),
    versions: '{}',
    isolation: 'permission',
    path: 'evaluations/large',
    created_at: 1,
    ended_at: 2,
  });
  const numbers = Array.from({ length: PROBLEMS }, (_, ordinal) => ordinal);
  await upsertEvaluationProblems(
    store.db,
    numbers.map((ordinal) => ({
      evaluation_id: id,
      ordinal,
      task_id: `HumanEval/${ordinal}`,
      difficulty: null,
      topics: '[]',
      prompt: `def f${ordinal}(x):`,
    })),
  );
  await upsertEvaluationSamples(
    store.db,
    numbers.flatMap((ordinal) =>
      Array.from({ length: SAMPLES }, (_, sample): EvaluationSampleRow => ({
        evaluation_id: id,
        ordinal,
        sample,
        verdict: verdicts[sample % 4]!,
        detail: sample % 4 === 3 ? 'still running' : '',
        elapsed_ms: (ordinal * 7 + sample * 13) % 1_000,
        mean_log_probability: -((sample % 10) + 1) / 10,
        searched: `${'    x = x + 1\n'.repeat(12)}return ${ordinal * SAMPLES + sample}`,
        position: null,
        bytes: null,
      })),
    ),
  );
}

describe('an evaluation of 164 problems with 200 answers each', () => {
  it('opens, pages, sorts, filters and searches without reading what is not shown', async () => {
    const { parts } = await openTestLab(temporaryFolder());
    await fillLargeEvaluation(parts);
    const times: string[] = [];
    const timed = async <Value>(what: string, work: () => Promise<Value>): Promise<Value> => {
      const start = performance.now();
      const value = await work();
      times.push(`${what} ${(performance.now() - start).toFixed(0)} ms`);
      return value;
    };
    const page = (more: object, offset = 0) =>
      evaluationSamplePage(parts, { id, offset, limit: 100, query: '', ...more });

    const details = await timed('the grid', () => evaluationDetails(parts, id));
    expect(details.tallies).toHaveLength(PROBLEMS);
    expect(details.tallies.every(({ judged, passed }) => judged === SAMPLES && passed === SAMPLES / 4)).toBe(true);

    const first = await timed('the first page', () => page({}));
    expect(first.total).toBe(PROBLEMS * SAMPLES);
    expect(first.rows[99]).toMatchObject({ taskId: 'HumanEval/0', sample: 99 });

    const last = await timed('the last page', () => page({}, PROBLEMS * SAMPLES - 100));
    expect(last.rows.at(-1)).toMatchObject({ taskId: 'HumanEval/163', sample: 199 });

    const slowest = await timed('by time', () => page({ sort: { column: 'elapsedMs', descending: true } }));
    expect(slowest.rows[0]!.elapsedMs).toBe(999);

    const timeouts = await timed('one verdict', () => page({ verdict: 'timeout' }));
    expect(timeouts.total).toBe((PROBLEMS * SAMPLES) / 4);

    const one = await timed('one problem', () => page({ taskId: 'HumanEval/80' }));
    expect(one.total).toBe(SAMPLES);

    const found = await timed('a search', () => page({ query: 'RETURN 31999' }));
    expect(found.rows.map(({ taskId, sample }) => [taskId, sample])).toEqual([['HumanEval/159', 199]]);
    // For the reader of the report; a slow machine is no failure.
    console.info(`${PROBLEMS * SAMPLES} answers in the store: ${times.join(', ')}`);
  });
});
