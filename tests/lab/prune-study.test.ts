import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { PruneRow } from '../../main/core/study/prune-table.ts';
import { generateExercises } from '../../main/core/teaching/exercises.ts';
import { runOperationHere } from '../../main/lab/data/run-operation-here.ts';
import { ownProblems } from '../../main/node/benchmarks/own.ts';
import { writeDataset } from '../../main/node/datasets/write-dataset.ts';
import { temporaryFolder } from './open-test-lab.ts';

test('pruning and retraining splits the benchmark by similarity, for models that were really trained', async () => {
  const folder = temporaryFolder();
  const problems = ownProblems().slice(0, 2);
  const [copied, ...others] = problems;
  const benchmark = join(folder, 'two.jsonl');
  writeFileSync(
    benchmark,
    problems
      .map(({ taskId, prompt, entryPoint, canonicalSolution, test: tests }) =>
        JSON.stringify({
          task_id: taskId,
          prompt,
          entry_point: entryPoint,
          canonical_solution: canonicalSolution,
          test: tests,
        }),
      )
      .map((line) => `${line}\n`)
      .join(''),
  );
  const text = copied!.prompt + copied!.canonicalSolution;
  const records = [
    { id: 'copy', text },
    ...[...generateExercises({ seed: 1, count: 12 })].map((exercise, at) => ({
      id: `exercise-${String(at)}`,
      text: exercise.prompt + exercise.solution,
    })),
  ].map((record) => ({ ...record, kind: 'exercise' as const, source: 's', meta: {} }));
  const dataset = join(folder, 'exercises');
  await writeDataset(dataset, { name: 'exercises', operation: 'test', parameters: {}, parents: [] }, records);
  const out = join(folder, 'study');
  const run = () =>
    runOperationHere({
      name: 'prune-study',
      parameters: { dataset, benchmarks: [benchmark], out, tokens: 1024, vocabulary: 300 },
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
  const { details } = await run();
  const { rows } = details as unknown as { rows: readonly PruneRow[] };
  expect(rows.map(({ tau }) => tau)).toEqual([0.95, 0.9, 0.85, 0.8]);
  for (const { removed, kept, similar, notSimilar, total } of rows) {
    expect(removed).toBeGreaterThanOrEqual(1);
    expect(removed + kept).toBe(records.length);
    expect(similar.problems).toBeGreaterThanOrEqual(1);
    expect(similar.problems + notSimilar.problems).toBe(1 + others.length);
    expect(similar.full + notSimilar.full).toBe(total.full);
    expect(similar.retrained + notSimilar.retrained).toBe(total.retrained);
  }
  expect(rows.map(({ removed }) => removed)).toEqual(rows.map(({ removed }) => removed).sort((a, b) => a - b));

  // Asked again, nothing is trained again.
  const models = join(out, 'studies', 'models');
  const made = readdirSync(models).map((name) => [name, statSync(join(models, name)).mtimeMs]);
  expect(made.length).toBeGreaterThanOrEqual(2);
  expect((await run()).details).toEqual(details);
  expect(readdirSync(models).map((name) => [name, statSync(join(models, name)).mtimeMs])).toEqual(made);
  expect(existsSync(join(out, 'evaluations'))).toBe(true);
});
