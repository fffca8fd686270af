import { expect, test } from 'vitest';
import { ContaminationDetector, findContamination } from '../../../main/core/corpus/contamination.ts';
import { DuplicateIndex } from '../../../main/core/corpus/duplicates.ts';
import type { CorpusRecord, RecordKind } from '../../../main/core/corpus/record.ts';
import type { FunctionProblem, Problem } from '../../../main/core/evaluation/problem.ts';
import { parser } from './python.ts';

const problem: FunctionProblem = {
  kind: 'function',
  taskId: 'Test/0',
  prompt:
    'def sum_even_squares(numbers):\n    """Return the sum of the squares of all the even numbers in the given list of integers.\n\n' +
    '    >>> sum_even_squares([1, 2, 4])\n    20\n    """\n',
  entryPoint: 'sum_even_squares',
  canonicalSolution:
    '    total = 0\n    for number in numbers:\n        if number % 2 == 0:\n            total += number ** 2\n    return total\n',
  test: 'def check(candidate):\n    assert candidate([2]) == 4\n',
};
const other: Problem = {
  kind: 'asserts',
  taskId: 'Mbpp/1',
  text: 'Write a function that joins the words of a sentence in reverse order with a hyphen between each two of them.',
  code: "def join_reversed(sentence):\n    return '-'.join(reversed(sentence.split()))\n",
  setup: '',
  asserts: [],
};

function record(text: string, kind: RecordKind = 'exercise', id = 'r'): CorpusRecord {
  return { id, text, kind, source: 's', meta: {} };
}

function kinds(text: string, kind: RecordKind = 'exercise'): string[] {
  const detector = new ContaminationDetector([problem, other], parser);
  return detector.check(record(text, kind)).map((hit) => `${hit.kind} ${hit.taskId}`);
}

const renamed =
  'def f(xs):\n    """Something else."""\n    s = 0\n    for x in xs:\n        if x % 2 == 0:\n            s += x ** 2\n    return s\n';
const reworded =
  'def g(a):\n    """Return the sum of the squares of all the even numbers in the given list."""\n    return sum(x * x for x in a if not x % 2)\n';
const clean = 'def h(a):\n    """Return the longest word of the list."""\n    return max(a, key=len)\n';

test('a copy is found by words and by syntax, with both texts and figures', () => {
  const text = problem.prompt + problem.canonicalSolution;
  const report = findContamination(
    [record(text, 'exercise', 'copy'), record(clean, 'exercise', 'clean')],
    [problem, other],
    parser,
  );
  expect(report.scanned).toBe(2);
  expect([...report.contaminated]).toEqual(['copy']);
  expect([...report.touchedProblems]).toEqual(['Test/0']);
  expect(report.hits).toEqual([
    {
      kind: 'ngram',
      recordId: 'copy',
      taskId: 'Test/0',
      shared: expect.any(Number) as number,
      run: 'return the sum of the squares of all the even numbers in the',
      recordText: text,
      problemText: text,
    },
    { kind: 'syntax', recordId: 'copy', taskId: 'Test/0', matchRate: 1, recordText: text, problemText: text },
  ]);
});

test('each detector sees its own kind of copy', () => {
  expect(kinds(renamed)).toEqual(['syntax Test/0']);
  expect(kinds(reworded)).toEqual(['ngram Test/0']);
  expect(kinds(clean)).toEqual([]);
});

test('words of the code are not words of the docstring', () => {
  const code =
    clean.replace('Return the longest word of the list.', 'Words.') +
    `x = '${problem.prompt.replaceAll(/["'\n]/g, ' ')}'\n`;
  expect(kinds(code)).toEqual([]);
});

test('a function inside a file, a class or a textbook is found too', () => {
  expect(kinds(`import os\n\nclass C:\n    ${renamed.replaceAll('\n', '\n    ')}\n`, 'code')).toEqual([
    'syntax Test/0',
  ]);
  expect(
    kinds(`# Sums\n\nHere is a loop.\n\n\`\`\`python\n${renamed}\`\`\`\n\nRun it.\n`, 'textbook'),
  ).toEqual(['syntax Test/0']);
  expect(
    kinds(`In prose: return the sum of the squares of all the even numbers in the given list.`, 'textbook'),
  ).toEqual(['ngram Test/0']);
});

test("a problem in MBPP's form is compared by its text and its solution", () => {
  expect(kinds(`def f(t):\n    """${other.text}"""\n    return t\n`)).toEqual(['ngram Mbpp/1']);
  expect(kinds("def turn(text):\n    return '-'.join(reversed(text.split()))\n")).toEqual(['syntax Mbpp/1']);
});

test('a run of words does not cross from one docstring to the next', () => {
  const first = 'Return the sum of the squares of all';
  const second = 'the even numbers in the given list of integers.';
  expect(kinds(`def a():\n    """${first}"""\n\ndef b():\n    """${second}"""\n`)).toEqual([]);
});

test('a lower match rate finds more', () => {
  const odd = renamed.replace('% 2 == 0', '% 3 == 1');
  const rate = (matchRate: number) =>
    findContamination([record(odd)], [problem], parser, { ngram: 13, matchRate }).hits;
  expect(rate(0.97)).toEqual([]);
  expect(rate(0.9)).toHaveLength(1);
});

test('exact copies are found but for blank space, and the first is named', () => {
  const index = new DuplicateIndex();
  expect(index.firstLike('a', clean)).toBeUndefined();
  expect(index.firstLike('b', renamed)).toBeUndefined();
  expect(index.firstLike('c', `\n${clean.replace('):\n', '):  \n\n')}\n\n`)).toBe('a');
  expect(index.firstLike('d', clean.replace('    return', '  return'))).toBeUndefined();
  expect(index.firstLike('e', clean.replace('len', 'abs'))).toBeUndefined();
});
