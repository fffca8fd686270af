import { expect, it } from 'vitest';
import { codeOnly, prepareCompletion } from '../../../main/core/evaluation/cut-completion.ts';
import type { AssertProblem, FunctionProblem } from '../../../main/core/evaluation/problem.ts';
import {
  askProblems,
  formsOf,
  stopStringsOf,
  tasksOutside,
} from '../../../main/core/evaluation/prompt-form.ts';
import { sampleSeed } from '../../../main/core/evaluation/sample-seed.ts';
import { tokenPieces } from '../../../main/core/evaluation/token-pieces.ts';

const task = (id: number): AssertProblem => ({
  kind: 'asserts',
  taskId: String(id),
  text: `Write task ${id}.`,
  code: `def f${id}():\r\n    return ${id}\r\n`,
  setup: '',
  asserts: [`assert f${id}() == ${id}`, `assert f${id}() > 0`],
});
const mbpp = [1, 2, 3, 4, 11].map(task);
const humanEval: FunctionProblem = {
  kind: 'function',
  taskId: 'HumanEval/0',
  prompt: 'def f():\n',
  entryPoint: 'f',
  canonicalSolution: '',
  test: 'x',
};

it("asks HumanEval's prompt as it stands, its last newline included", () => {
  expect(askProblems([humanEval], 'completion')).toEqual([{ problem: humanEval, prompt: 'def f():\n' }]);
  expect(formsOf([humanEval])).toEqual(['completion']);
});

it('puts an MBPP task without examples in a docstring with its first test', () => {
  const [asked] = askProblems(mbpp, 'mbpp-zero-shot');
  expect(asked!.prompt).toBe('"""\nWrite task 1.\nassert f1() == 1\n"""\n');
});

it("shows tasks 2, 3 and 4 in the paper's form, with all tests, and does not ask them", () => {
  const asked = askProblems(mbpp, 'mbpp-3-shot');
  expect(asked.map(({ problem }) => problem.taskId)).toEqual(['1', '11']);
  const { prompt } = asked[1]!;
  const opening = 'You are an expert Python programmer, and here is your task: ';
  expect(prompt.split(opening)).toHaveLength(5);
  expect(prompt.indexOf('f2()')).toBeLessThan(prompt.indexOf('f4()'));
  expect(prompt).toContain('\ndef f3():\r\n    return 3\n[DONE]\n\n');
  expect(
    prompt.endsWith(
      `${opening}Write task 11. Your code should pass these tests:\n\nassert f11() == 11\nassert f11() > 0\n[BEGIN]\n`,
    ),
  ).toBe(true);
  expect(prepareCompletion('def f():\n    pass\n[DONE]\nmore', stopStringsOf['mbpp-3-shot'], 'none')).toEqual(
    {
      completion: 'def f():\n    pass\n',
      steps: [{ step: 'stop', at: '[DONE]', removed: 11 }],
    },
  );
});

it('shows what is for showing where the tests that run are not', () => {
  const hidden = { ...task(7), shown: ['assert f7() == 7  # shown'] };
  expect(askProblems([hidden], 'mbpp-zero-shot')[0]!.prompt).toContain('# shown');
});

it('refuses a form that does not fit, a file without the examples, and ids that are not there', () => {
  expect(() => askProblems([humanEval], 'mbpp-zero-shot')).toThrow(/use the form completion/);
  expect(() => askProblems(mbpp, 'completion')).toThrow(/use mbpp-zero-shot/);
  expect(() => askProblems(mbpp.slice(3), 'mbpp-3-shot')).toThrow(/no task 2/);
  expect(() => askProblems(mbpp, 'mbpp-zero-shot', ['99'])).toThrow(/no task 99/);
  expect(() => askProblems([humanEval], 'completion', ['HumanEval/0'])).toThrow(/No problem is left/);
  expect(askProblems(mbpp, 'mbpp-zero-shot', ['1', '11'])).toHaveLength(3);
  expect(tasksOutside([...mbpp, humanEval], { first: 3, last: 11 })).toEqual(['1', '2', 'HumanEval/0']);
});

it('records each step of cutting and sanitising, and none that changed nothing', () => {
  const answer = 'Here you are:\n```python\ndef f():\n    return 1\n```\nEnjoy.';
  expect(prepareCompletion(answer, ['\nclass'], 'none')).toEqual({ completion: answer, steps: [] });
  const { completion, steps } = prepareCompletion(`${answer}\nclass A:`, ['\nclass'], 'code-only');
  expect(completion).toBe('def f():\n    return 1\n');
  expect(steps).toEqual([
    { step: 'stop', at: '\nclass', removed: 9 },
    { step: 'code-only', removed: answer.length - completion.length },
  ]);
  expect(codeOnly('```\nopen')).toBe('open');
  expect(codeOnly('    return 1')).toBe('    return 1');
});

it('gives a sample a seed of its own that no other sample changes', () => {
  const seeds = new Set<number>();
  for (let task = 0; task < 50; task++) {
    for (let sample = 0; sample < 20; sample++) seeds.add(sampleSeed(1, `T/${task}`, sample));
  }
  expect(seeds.size).toBe(1_000);
  expect(sampleSeed(1, 'T/0', 0)).not.toBe(sampleSeed(2, 'T/0', 0));
});

it('joins tokens that make up one character, and loses nothing', () => {
  const bytes = [...new TextEncoder().encode('a€b')];
  const decode = (some: readonly number[]) => new TextDecoder().decode(Uint8Array.from(some));
  const pieces = tokenPieces(bytes, [-1, -0.5, -0.25, -0.25, -2], decode);
  expect(pieces).toEqual([
    { text: 'a', logProbability: -1 },
    { text: '€', logProbability: -1 },
    { text: 'b', logProbability: -2 },
  ]);
});
