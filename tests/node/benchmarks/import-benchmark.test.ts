import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../main/core/evaluation/sandbox.ts';
import { importBenchmark } from '../../../main/node/benchmarks/import-benchmark.ts';
import { judgeSamples } from '../../../main/node/benchmarks/judge.ts';
import { listBenchmarks, openBenchmark } from '../../../main/node/benchmarks/library.ts';
import { restoreInputs } from '../../../main/node/benchmarks/mbpp-inputs.ts';
import type { PythonValue } from '../../../main/node/benchmarks/python-literal.ts';
import { pythonLiteral, readExactJson } from '../../../main/node/benchmarks/python-literal.ts';
import { readBenchmark } from '../../../main/node/benchmarks/read-problems.ts';
import { openSandbox } from '../../../main/node/sandbox/open-sandbox.ts';
import { temporaryFolder } from '../evaluation/fixture.ts';

const humanEval = {
  task_id: 'HumanEval/32',
  prompt: 'def one() -> int:\n    """One."""\n',
  entry_point: 'one',
  canonical_solution: '    return 1\n',
  test: 'def check(candidate):\n    assert candidate() == 1\n',
};
const mbpp = {
  task_id: 2,
  text: 'Write a function to add.',
  code: 'def add(a, b):\n    return a + b',
  test_setup_code: '',
  test_list: ['assert add(1, 2) == 3'],
  challenge_test_list: [],
};
const sanitized = {
  ...mbpp,
  text: undefined,
  prompt: 'Write a function to add.',
  test_imports: ['import math'],
};
/** Written as Python would: exact numbers, a tuple as a list, NaN. */
const plusLines = [
  '{"task_id": "HumanEval/2", "prompt": "def half(x: float) -> float:\\n    \\"\\"\\"Half of x.\\"\\"\\"\\n", "entry_point": "half", "canonical_solution": "    return x / 2\\n", "base_input": [[1.0], [3.5]], "plus_input": [[100000000000000000000001], [Infinity], [NaN]], "atol": 0, "contract": ""}',
  '{"task_id": "Mbpp/2", "prompt": "\\"\\"\\"\\nWrite a function to find the shared elements.\\nassert set(similar_elements((3, 4),(5, 4))) == set((4,))\\n\\"\\"\\"\\n", "entry_point": "similar_elements", "canonical_solution": "\\ndef similar_elements(a, b):\\n  return tuple(set(a) & set(b))\\n", "base_input": [[[3, 4, 5], [5, 7, 4]]], "plus_input": [[[], [1]]], "atol": 0, "contract": "", "assertion": ""}',
];

const file = (name: string, text: string): string => {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text);
  return path;
};
const lines = (...values: unknown[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join('');

describe('reading a benchmark', () => {
  it('tells the formats apart, in lines or as one list', async () => {
    expect((await readBenchmark(file('a.jsonl.gz', lines(humanEval)))).format).toBe('HumanEval');
    expect((await readBenchmark(file('a.jsonl', lines(mbpp)))).format).toBe('MBPP');
    const list = await readBenchmark(file('sanitized-mbpp.json', JSON.stringify([sanitized], null, 2)));
    expect(list).toMatchObject({
      format: 'MBPP, sanitized',
      problems: [{ taskId: '2', text: 'Write a function to add.', setup: 'import math' }],
    });
    expect((await readBenchmark(file('p.jsonl', plusLines.join('\n')))).format).toBe('HumanEval+ and MBPP+');
  });

  it.each([
    ['not JSON', 'a.jsonl', `${lines(humanEval)}{"task_id": \n`, /^Line 2 of .*a\.jsonl is not JSON/],
    [
      'a field that is missing',
      'a.jsonl',
      lines(humanEval, { ...humanEval, task_id: 'x', test: undefined }),
      /^Line 2 .*: test — /,
    ],
    [
      'a name that is none',
      'a.jsonl',
      lines({ ...humanEval, entry_point: 'a b' }),
      /entry_point — must be a Python name/,
    ],
    ['a task twice', 'a.jsonl', lines(humanEval, humanEval), /^Line 2 .* repeats the task HumanEval\/32/],
    ['another format', 'a.jsonl', lines({ question: '?' }), /neither a HumanEval problem/],
    [
      'a task in a list',
      'a.json',
      JSON.stringify([mbpp, { ...mbpp, task_id: 3, test_list: [] }]),
      /^Task 2 of .*: test_list — /,
    ],
    ['an EvalPlus line', 'a.jsonl', plusLines[0]!.replace('"half"', '"ha lf"'), /^Line 1 .*: entry_point — /],
    ['nothing', 'a.jsonl', '\n\n', /holds no problems/],
  ])('says where %s stands', async (_, name, text, message) => {
    await expect(readBenchmark(file(name, text))).rejects.toThrow(message);
  });
});

describe('inputs of EvalPlus', () => {
  it('come to Python as they were written', () => {
    const value = readExactJson(
      '{"a": [1.0, 1, 1e3, -0, 100000000000000000000001, true, null, "é\\"", {"k": []}, NaN, {"number": 5, "": {"a": {}}}]}',
      'x',
    )['a'] as PythonValue;
    expect(pythonLiteral(value)).toBe(
      '[1.0, 1, 1e3, -0, 100000000000000000000001, True, None, "é\\"", {"k": []}, float("NaN"), {"number": 5, "": {"a": {}}}]',
    );
  });

  it('get the types back that JSON could not say', () => {
    const of = (id: number, json: string) =>
      restoreInputs(id, readExactJson(`{"a": ${json}}`, 'x')['a'] as PythonValue[]).map(pythonLiteral);
    expect(of(2, '[[[1], [2, 3]]]')).toEqual(['[tuple([1]), tuple([2, 3])]']);
    expect(of(63, '[[[[1, 2], [3, 4]]]]')).toEqual(['[[tuple([1, 2]), tuple([3, 4])]]']);
    expect(of(259, '[[[[1], [2]], [[3]]]]')).toEqual([
      '[tuple([tuple([1]), tuple([2])]), tuple([tuple([3])])]',
    ]);
    expect(of(115, '[[[[1, 2], []]]]')).toEqual(['[[set([1, 2]), {}]]']);
    expect(of(124, '[["1.5", "2j"]]')).toEqual(['[float("1.5"), complex("2j")]']);
    expect(of(722, '[[{"k": [1, 2]}, 3]]')).toEqual(['[{"k": tuple([1, 2])}, 3]']);
    expect(of(580, '[[[1, [2, [3]]]]]')).toEqual(['[tuple([1, tuple([2, tuple([3])])])]']);
    expect(of(5, '[[[1]]]')).toEqual(['[[1]]']);
  });
});

describe('importing a benchmark', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await openSandbox({ workers: 1, checking: true });
  });
  afterAll(() => sandbox.close());

  it('runs the references, keeps the file as an artifact, and knows its doubtful problems', async () => {
    const folder = join(temporaryFolder(), 'benchmarks');
    const wrong = { ...humanEval, task_id: 'HumanEval/1', canonical_solution: '    return 2\n' };
    const path = file('mine.jsonl', lines(humanEval, wrong));
    const order = { folder, file: path, sandbox, license: 'CC0', now: () => 17 };
    const record = await importBenchmark(order);
    expect(record).toMatchObject({
      name: 'mine',
      format: 'HumanEval',
      problems: 2,
      license: 'CC0',
      source: 'mine.jsonl',
      importedAt: 17,
      doubtful: ['HumanEval/32'],
      selfTest: { passed: 1, failed: [{ taskId: 'HumanEval/1', verdict: 'wrong-answer' }] },
    });
    expect(await importBenchmark(order)).toEqual(record);
    expect((await listBenchmarks(folder)).map(({ id }) => id)).toContain(record.id);
    expect((await openBenchmark(folder, record.id)).list).toHaveLength(2);

    appendFileSync(join(folder, record.id, 'problems.jsonl'), lines({ ...humanEval, taskId: 'x' }));
    await expect(openBenchmark(folder, record.id)).rejects.toMatchObject({ code: 'benchmark-damaged' });
    await expect(openBenchmark(folder, '../x')).rejects.toMatchObject({ code: 'benchmark-not-found' });
  });

  it('judges by EvalPlus’ inputs: references pass, near misses do not', async () => {
    const { problems } = await readBenchmark(file('plus.jsonl', plusLines.join('\n')));
    const answers: [string, string, string][] = [
      ['HumanEval/2', '    return x / 2\n', 'passed'],
      ['HumanEval/2', '    return x * 0.5\n', 'passed'],
      ['HumanEval/2', '    return x // 2\n', 'wrong-answer'],
      ['Mbpp/2', 'def similar_elements(a, b):\n    return [x for x in a if x in b]\n', 'passed'],
      ['Mbpp/2', 'def similar_elements(a, b):\n    assert type(a) is tuple\n    return a\n', 'wrong-answer'],
    ];
    const samples = answers.map(([taskId, completion]) => ({ taskId, completion }));
    const judged = await judgeSamples(sandbox, problems, samples);
    expect(judged.map(({ verdict, detail }) => [verdict, verdict === 'passed' ? '' : detail])).toEqual(
      answers.map(([, , verdict]) => [verdict, verdict === 'passed' ? '' : expect.any(String)]),
    );
  });

  const humanEvalFile = process.env['HORNBOOK_HUMANEVAL'];
  it.runIf(humanEvalFile !== undefined && existsSync(humanEvalFile))(
    'passes all of HumanEval’s references',
    async () => {
      const folder = temporaryFolder();
      const record = await importBenchmark({ folder, file: humanEvalFile!, sandbox, now: () => 1 });
      expect(record).toMatchObject({
        name: 'HumanEval',
        license: 'MIT',
        problems: 164,
        selfTest: { passed: 164, failed: [] },
      });
      expect(record.doubtful).toHaveLength(11);
      expect(
        readFileSync(join(folder, record.id, 'problems.jsonl'), 'utf8')
          .trimEnd()
          .split('\n'),
      ).toHaveLength(164);
    },
  );
});
