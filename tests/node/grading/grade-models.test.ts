import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Teacher } from '../../../main/core/teaching/teacher.ts';
import { gradeByHand, showGrading } from '../../../main/lab/evaluation/grade.ts';
import {
  readOpenProblems,
  unconventionalProblems,
} from '../../../main/node/benchmarks/read-open-problems.ts';
import { loadModel } from '../../../main/node/generation/load-model.ts';
import { gradingPaths, readGrading } from '../../../main/node/grading/folder.ts';
import type { Candidate } from '../../../main/node/grading/grade-models.ts';
import { gradeModels } from '../../../main/node/grading/grade-models.ts';
import { temporaryFolder, tinyModelFolder } from '../evaluation/fixture.ts';

const checksum = (text: string): number => [...text].reduce((sum, one) => sum + one.codePointAt(0)!, 0);

/** Grades by the letters of what it is shown, so that the same always gets the same grade, plus a bias of its own. */
function lengthTeacher(name: string, bias: number, seen: string[], failAfter = Infinity): Teacher {
  return {
    name,
    ask: ({ prompt }) => {
      if (seen.length >= failAfter) return Promise.reject(new Error('the server is gone'));
      seen.push(prompt);
      const answer = /<answer>\n([\s\S]*?)\n<\/answer>/.exec(prompt)![1]!;
      const grade = Math.max(0, Math.min(10, (checksum(prompt) % 9) + bias));
      const text = `Sure:\n\`\`\`json\n{"evaluation": "It has ${answer.length} characters.", "grade": ${grade}}\n\`\`\``;
      return Promise.resolve({ text, finish: 'stop', promptTokens: null, completionTokens: null });
    },
  };
}

it('grades every answer by every grader, blindly, and goes on where it was cut off', async () => {
  const folder = temporaryFolder();
  const problems = (await readOpenProblems(unconventionalProblems())).slice(0, 5);
  const candidates: Candidate[] = await Promise.all(
    [3, 4].map(async (step) => {
      const path = await tinyModelFolder(folder, step);
      return {
        name: `secret-${step}`,
        checkpointHash: String(step),
        open: () => loadModel(path, { threads: 1 }),
      };
    }),
  );
  const seen: string[] = [];
  const graders = (failAfter?: number) =>
    [0, 1, -1].map((bias, at) => ({
      name: `grader ${at}`,
      teacher: lengthTeacher(`grader ${at}`, bias, seen, failAfter),
      seed: at * 1_000,
    }));
  const out = join(folder, 'grading');
  const request = { folder: out, problems, candidates, maxNewTokens: 8, seed: 1 };

  await expect(gradeModels({ ...request, graders: graders(11) })).rejects.toThrow('the server is gone');
  const cutOff = readGrading(out);
  expect(cutOff.answers).toHaveLength(10);
  expect(cutOff.grades).toHaveLength(11);

  const summary = await gradeModels({ ...request, graders: graders() });
  expect(seen).toHaveLength(30);
  const { grades } = readGrading(out);
  expect(
    new Set(grades.map(({ grader, candidate, taskId }) => `${grader} ${candidate} ${taskId}`)).size,
  ).toBe(30);
  expect(grades).toHaveLength(30);
  expect(grades[0]!.evaluation).toMatch(/It has \d+ characters/);
  // Blind: no name reaches a grader, and neither model's answers come in a row.
  for (const prompt of seen) expect(prompt).not.toMatch(/secret|step-/);
  const order = grades.filter(({ grader }) => grader === 'grader 0').map(({ candidate }) => candidate);
  expect(order).not.toEqual([...order].sort());

  expect(summary.graders).toEqual(['grader 0', 'grader 1', 'grader 2']);
  expect(summary.candidates.map(({ graded }) => graded)).toEqual([5, 5]);
  for (const { score, ci95, manual } of summary.candidates) {
    expect(score).toBeGreaterThanOrEqual(ci95[0]);
    expect(score).toBeLessThanOrEqual(ci95[1]);
    expect(manual).toBeNull();
  }
  expect(summary.alpha).toBeGreaterThan(0.5);
  expect(summary.manualKappa).toBeNull();

  const { taskId } = problems[0]!;
  gradeByHand(out, { taskId, candidate: 'secret-3', grade: 2, evaluation: 'no' });
  const byHand = gradeByHand(out, {
    taskId,
    candidate: 'secret-3',
    grade: 9,
    evaluation: 'on second thoughts',
  });
  const mine = byHand.candidates.find(({ candidate }) => candidate === 'secret-3')!;
  expect(mine.manual).toEqual({ score: 90, graded: 1 });
  expect(byHand.candidates.map(({ score }) => score)).toEqual(summary.candidates.map(({ score }) => score));
  expect(showGrading(out).grades.at(-1)).toMatchObject({ grader: 'manual', grade: 9 });

  const takenBack = gradeByHand(out, { taskId, candidate: 'secret-3', grade: null, evaluation: '' });
  expect(takenBack.candidates.every(({ manual }) => manual === null)).toBe(true);
  expect(showGrading(out).grades.some(({ grader }) => grader === 'manual')).toBe(false);

  expect(() => gradeByHand(out, { taskId, candidate: 'other', grade: 1, evaluation: '' })).toThrow(
    /no answer of other/,
  );
  await expect(gradeModels({ ...request, seed: 2, graders: graders() })).rejects.toMatchObject({
    code: 'grading-differs',
  });
  expect(readFileSync(gradingPaths(out).request, 'utf8')).not.toMatch(/key/i);
});

it('puts down what a grader says that is no grade, counts it nowhere, and does not ask again', async () => {
  const folder = temporaryFolder();
  const problems = (await readOpenProblems(unconventionalProblems())).slice(0, 2);
  const path = await tinyModelFolder(folder, 3);
  const candidates = [{ name: 'm', checkpointHash: '3', open: () => loadModel(path, { threads: 1 }) }];
  let asked = 0;
  const grader: Teacher = {
    name: 'judge',
    ask: ({ prompt }) => {
      asked += 1;
      const says = prompt.includes(problems[0]!.entryPoint)
        ? 'Well …'
        : '{"evaluation": "Fine.", "grade": 4}';
      return Promise.resolve({ text: says, finish: 'stop', promptTokens: 100, completionTokens: 10 });
    },
  };
  const out = join(folder, 'grading');
  const graders = [{ name: 'judge', teacher: grader, seed: 0 }];
  const request = { folder: out, problems, candidates, graders, maxNewTokens: 4, seed: 1 };
  const summary = await gradeModels(request);
  expect(summary.passedOver).toEqual([{ grader: 'judge', answers: 1 }]);
  expect(summary.candidates).toMatchObject([{ candidate: 'm', score: 40, graded: 1 }]);
  expect(asked).toBe(4);
  await gradeModels(request);
  expect(asked).toBe(4);
  expect(showGrading(out)).toMatchObject({
    ungraded: [{ grader: 'judge', reason: 'no usable JSON in 3 attempts; the last answer began "Well …"' }],
    spent: { promptTokens: 400, completionTokens: 40 },
  });
});

it('comes with at least fifty unconventional problems, all different', async () => {
  const problems = await readOpenProblems(unconventionalProblems());
  expect(problems.length).toBeGreaterThanOrEqual(50);
  expect(new Set(problems.map(({ entryPoint }) => entryPoint)).size).toBe(problems.length);
  for (const { prompt, topics } of problems) {
    expect(prompt).toMatch(/^def \w+\([^)]*\) -> \S.*:\n {4}"""[\s\S]+"""\n$/);
    expect(topics.length).toBeGreaterThan(0);
  }
});
