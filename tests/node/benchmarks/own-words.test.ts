import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ContaminationDetector } from '../../../main/core/corpus/contamination.ts';
import type { FunctionProblem } from '../../../main/core/evaluation/problem.ts';
import { referenceCompletion } from '../../../main/core/evaluation/program-text.ts';
import type { Sandbox } from '../../../main/core/evaluation/sandbox.ts';
import { heldOutProblems } from '../../../main/core/teaching/benchmark.ts';
import { generateExercises } from '../../../main/core/teaching/exercises.ts';
import { generateTextbooks } from '../../../main/core/teaching/textbooks.ts';
import { judgeSamples } from '../../../main/node/benchmarks/judge.ts';
import { readProblems } from '../../../main/node/benchmarks/read-problems.ts';
import { createPythonParser } from '../../../main/node/corpus/tree-sitter-python.ts';
import { openSandbox } from '../../../main/node/sandbox/open-sandbox.ts';

const file = join(import.meta.dirname, '../../../resources/benchmarks/own-words.jsonl');
const problems = (await readProblems(file)) as FunctionProblem[];
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterAll(() => sandbox.close());

const PATIENCE_MS = 120_000;

async function passed(completion: (problem: FunctionProblem) => string): Promise<string[]> {
  const samples = problems.map((problem) => ({ taskId: problem.taskId, completion: completion(problem) }));
  const results = await judgeSamples(sandbox, problems, samples);
  return results.filter(({ verdict }) => verdict === 'passed').map(({ taskId }) => taskId);
}

test('there are at least 120 hand-written problems, each of its own name, with six asserts or more', () => {
  expect(problems.length).toBeGreaterThanOrEqual(120);
  expect(new Set(problems.map(({ entryPoint }) => entryPoint)).size).toBe(problems.length);
  for (const { test: check, taskId } of problems)
    expect((check.match(/^ {4}assert /gm) ?? []).length, taskId).toBeGreaterThanOrEqual(6);
  for (const level of [1, 2, 3])
    expect(problems.filter(({ difficulty }) => difficulty === level).length).toBeGreaterThanOrEqual(30);
});

test(
  'every reference passes, and a body that does nothing never does',
  async () => {
    expect(await passed(referenceCompletion)).toEqual(problems.map(({ taskId }) => taskId));
    expect(await passed(() => '    pass\n')).toEqual([]);
  },
  PATIENCE_MS,
);

test(
  'the curriculum has neither thirteen words in a row of them nor a syntax tree like theirs',
  async () => {
    const detector = new ContaminationDetector(problems, await createPythonParser(), {
      ngram: 13,
      matchRate: 0.95,
    });
    const record = (id: string, text: string) =>
      ({ id, text, kind: 'exercise', source: 'curriculum', meta: {} }) as const;
    const texts = [
      ...[...generateExercises({ seed: 5, count: 3_000 })].map(({ id, prompt, solution }) =>
        record(id, prompt + solution),
      ),
      ...[...generateTextbooks({ seed: 5, count: 500 })].map(({ id, text }) => record(id, text)),
      ...heldOutProblems({ seed: 5 }).map(({ taskId, prompt, canonicalSolution }) =>
        record(taskId, prompt + canonicalSolution),
      ),
    ];
    const hits = texts.flatMap((text) => detector.check(text));
    expect(hits.map(({ kind, recordText, taskId }) => ({ kind, taskId, recordText }))).toEqual([]);
    // The same detector must see a copy, or this test could not fail.
    const [problem] = problems;
    const copy = record('copy', problem!.prompt + problem!.canonicalSolution);
    expect(detector.check(copy).map(({ kind }) => kind)).toEqual(expect.arrayContaining(['ngram', 'syntax']));
  },
  PATIENCE_MS,
);
