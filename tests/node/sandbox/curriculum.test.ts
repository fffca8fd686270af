import { afterAll, beforeAll, expect, test } from 'vitest';
import { ContaminationDetector } from '../../../main/core/corpus/contamination.ts';
import { referenceCompletion } from '../../../main/core/evaluation/program-text.ts';
import type { Sandbox } from '../../../main/core/evaluation/sandbox.ts';
import { heldOutProblems } from '../../../main/core/teaching/benchmark.ts';
import { generateExercises } from '../../../main/core/teaching/exercises.ts';
import { generateTextbooks } from '../../../main/core/teaching/textbooks.ts';
import { judgeSamples } from '../../../main/node/benchmarks/judge.ts';
import { createPythonParser } from '../../../main/node/corpus/tree-sitter-python.ts';
import { openSandbox } from '../../../main/node/sandbox/open-sandbox.ts';
import { verifyExercises, verifySections } from '../../../main/node/sandbox/verify-lessons.ts';

const problems = heldOutProblems({ seed: 1 });
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterAll(() => sandbox.close());

const PATIENCE_MS = 300_000;

test(
  "every held-out problem's reference passes, and an empty body fails",
  async () => {
    const judge = async (completion: (problem: (typeof problems)[number]) => string) => {
      const samples = problems.map((problem) => ({
        taskId: problem.taskId,
        completion: completion(problem),
      }));
      return (await judgeSamples(sandbox, problems, samples)).filter(({ verdict }) => verdict === 'passed');
    };
    expect(problems.length).toBeGreaterThanOrEqual(150);
    expect(await judge(referenceCompletion)).toHaveLength(problems.length);
    expect(await judge(() => '    pass\n')).toHaveLength(0);
  },
  PATIENCE_MS,
);

test.each([2, 77])(
  'what seed %i writes is true when it is run',
  async (seed) => {
    const failed: string[] = [];
    for await (const { exercise, outcome } of verifyExercises(
      sandbox,
      generateExercises({ seed, count: 1_000 }),
    ))
      if (outcome.kind === 'failed') failed.push(`${exercise.id}: ${outcome.reason}`);
    for await (const { section, outcome } of verifySections(sandbox, generateTextbooks({ seed, count: 500 })))
      if (outcome.kind === 'failed') failed.push(`${section.id}: ${outcome.reason}`);
    expect(failed).toEqual([]);
  },
  PATIENCE_MS,
);

test(
  'no exercise shares thirteen words in a row with a held-out problem, or is its structural twin',
  async () => {
    const detector = new ContaminationDetector(problems, await createPythonParser(), {
      ngram: 13,
      matchRate: 1,
    });
    const hits = [...generateExercises({ seed: 3, count: 4_000 })].flatMap(({ id, prompt, solution }) =>
      detector.check({ id, text: prompt + solution, kind: 'exercise', source: 'curriculum', meta: {} }),
    );
    expect(hits.map(({ kind, recordText, taskId }) => ({ kind, taskId, recordText }))).toEqual([]);
    // The same detector must see a copy, or this test could not fail.
    const [problem] = problems;
    const copy = { id: 'copy', kind: 'exercise', source: 'test', meta: {} } as const;
    expect(
      detector.check({ ...copy, text: problem!.prompt + problem!.canonicalSolution }).map(({ kind }) => kind),
    ).toContain('syntax');
  },
  PATIENCE_MS,
);
