import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Failure } from '../../../main/core/failure.ts';
import { referenceCompletion } from '../../../main/core/evaluation/program-text.ts';
import type { Sandbox } from '../../../main/core/evaluation/sandbox.ts';
import { judge, judgeSamples } from '../../../main/node/benchmarks/judge.ts';
import { readProblems } from '../../../main/node/benchmarks/read-problems.ts';
import { readSamples } from '../../../main/node/benchmarks/read-samples.ts';
import { openSandbox } from '../../../main/node/sandbox/open-sandbox.ts';

const folder = mkdtempSync(join(tmpdir(), 'hornbook-judge-'));
const file = (name: string, lines: readonly unknown[] | string | Buffer) => {
  const path = join(folder, name);
  writeFileSync(
    path,
    Array.isArray(lines) ? lines.map((line) => JSON.stringify(line)).join('\n') : (lines as string | Buffer),
  );
  return path;
};
const double = {
  task_id: 'T/0',
  prompt: 'def double(x):\n    """Return twice x."""\n',
  entry_point: 'double',
  canonical_solution: '    return 2 * x\n',
  test: 'def check(candidate):\n    assert candidate(2) == 4\n    assert candidate(0) == 0\n',
};
const mbpp = {
  task_id: 7,
  text: 'Twice.',
  code: 'def double(x): return 2 * x',
  test_setup_code: '',
  test_list: ['assert double(2) == 4'],
  challenge_test_list: [],
};
const sanitized = {
  source_file: 'x',
  task_id: 8,
  prompt: 'Twice.',
  code: 'def d(x): return x',
  test_imports: ['import math'],
  test_list: ['assert d(math.pi) > 3'],
};
const failure = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown as Failure,
  );
  return { code: error?.code, message: error?.message.replaceAll(`${folder}/`, '') };
};

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox({ workers: 2 });
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('problem and sample files', () => {
  it('are told apart by their fields, packed or not', async () => {
    const [a] = await readProblems(file('a.jsonl.gz', gzipSync(`\n${JSON.stringify(double)}\r\n\r\n`)));
    expect(a).toMatchObject({ kind: 'function', taskId: 'T/0', entryPoint: 'double' });
    const [b, c] = await readProblems(file('b.jsonl', [mbpp, sanitized]));
    expect(b).toEqual({
      kind: 'asserts',
      taskId: '7',
      text: 'Twice.',
      code: mbpp.code,
      setup: '',
      asserts: mbpp.test_list,
    });
    expect(c).toMatchObject({ taskId: '8', setup: 'import math' });
  });

  it.each([
    ['broken.jsonl', '{"task_id"', 'file-malformed', /^Line 1 of broken\.jsonl is not JSON/],
    ['other.jsonl', '{"a":1}', 'file-malformed', /neither a HumanEval problem .* nor an MBPP task/],
    ['empty.jsonl', '\n\n', 'file-empty', 'empty.jsonl holds no problems.'],
    [
      'name.jsonl',
      JSON.stringify({ ...double, entry_point: 'f(); evil' }),
      'file-malformed',
      /Line 1 of name\.jsonl: entry_point — must be a Python name/,
    ],
    [
      'twice.jsonl',
      `${JSON.stringify(double)}\n${JSON.stringify(double)}`,
      'file-malformed',
      'Line 2 of twice.jsonl repeats the task T/0.',
    ],
    [
      'cut.jsonl.gz',
      gzipSync(JSON.stringify(double).repeat(500)).subarray(0, 60),
      'file-corrupt',
      /cut\.jsonl\.gz is not a whole gzip file/,
    ],
    [
      'cut.jsonl',
      gzipSync(JSON.stringify(double).repeat(500)).subarray(0, 60),
      'file-corrupt',
      /not a whole gzip file/,
    ],
    [
      'utf16.jsonl',
      Buffer.from(`\uFEFF${JSON.stringify(double)}`, 'utf16le'),
      'file-malformed',
      'utf16.jsonl is not UTF-8 text (after line 0); save it as UTF-8.',
    ],
    [
      'raw-nul.jsonl',
      '{"task_id":"a\0b"}',
      'file-malformed',
      /^Line 1 of raw-nul\.jsonl is not JSON: [^\0]*$/,
    ],
    ['scalar.jsonl', '7', 'file-malformed', /neither a HumanEval problem/],
    ['plain.jsonl.gz', 'not packed', 'file-corrupt', /plain\.jsonl\.gz is not a whole gzip file/],
  ])('%s is refused in one sentence', async (name, content, code, message) => {
    const refused = await failure(readProblems(file(name, content)));
    expect(refused.code).toBe(code);
    expect(refused.message).toMatch(message);
  });

  it('may begin with a byte order mark, end lines as Windows does, be packed under any name, and hold NaN', async () => {
    const line = JSON.stringify({ task_id: 'T/0', completion: 'x', logprob: 0 }).replace(
      ':0}',
      ':-Infinity}',
    );
    const text = `\uFEFF${line}\r\n${line}\r\n`;
    for (const content of [text, gzipSync(text)]) {
      expect(await readSamples(file('odd.jsonl', content))).toEqual([
        { taskId: 'T/0', completion: 'x' },
        { taskId: 'T/0', completion: 'x' },
      ]);
    }
    const nan = file('nan.jsonl', '{"task_id":"T/0","completion":NaN}');
    expect((await failure(readSamples(nan))).message).toMatch(/^Line 1 of nan\.jsonl: completion — /);
  });

  it('say which sample is wrong', async () => {
    expect(
      await failure(readSamples(file('s1.jsonl', [{ task_id: 'T/0', completion: 'x' }, { task_id: 'T/0' }]))),
    ).toMatchObject({
      code: 'file-malformed',
      message: expect.stringMatching(
        /^Line 2 of s1\.jsonl: completion — .* each line needs task_id and completion\.$/,
      ) as string,
    });
    expect(await failure(readSamples(file('s2.jsonl', '')))).toMatchObject({
      message: 's2.jsonl holds no samples.',
    });
    expect(await failure(readSamples(join(folder, 'nowhere.jsonl')))).toMatchObject({
      code: 'file-missing',
      message: 'There is no file nowhere.jsonl.',
    });
    const huge = await failure(
      readSamples(file('s3.jsonl', [{ task_id: 'T/0', completion: 'x'.repeat(1024 * 1024 + 1) }])),
    );
    expect(huge.message).toContain('is longer than 1,048,576 characters');
  });
});

describe('judging', () => {
  it('gives a verdict on whatever a completion may be', async () => {
    const problems = await readProblems(file('odd-p.jsonl', [double]));
    const body = '    return 2 * x';
    const asked: readonly (readonly [string, string])[] = [
      ['', 'wrong-answer'],
      ['\0', 'syntax-error'],
      [`${body}\r\n`, 'passed'],
      [`${body}\r`, 'passed'],
      [`\uFEFF${body}`, 'syntax-error'],
      [`${body}  # \uD800`, 'exception'],
      [`${body}\n${'# x'.repeat(340_000)}`, 'passed'],
      [`    return ${'('.repeat(100_000)}`, 'syntax-error'],
      [`${body}\n'''`, 'syntax-error'],
      ['    return 2 * x\n\x1a', 'syntax-error'],
    ];
    const samples = asked.map(([completion]) => ({ taskId: 'T/0', completion }));
    const results = await judgeSamples(sandbox, problems, samples, {});
    expect(results.map(({ verdict }) => verdict)).toEqual(asked.map(([, verdict]) => verdict));
    // However deep the parser goes, it ends with a verdict and the next program is judged as ever.
    const deep = ['-', 'not ', 'lambda: ', '[', 'f('].map((part) => ({
      taskId: 'T/0',
      completion: `    return ${part.repeat(200_000)}1`,
    }));
    const ended = await judgeSamples(sandbox, problems, [...deep, { taskId: 'T/0', completion: body }], {});
    expect(ended.slice(0, -1).every(({ verdict }) => verdict !== 'passed' && verdict !== 'unavailable')).toBe(
      true,
    );
    expect(ended.at(-1)!.verdict).toBe('passed');
  });

  it('keeps tests apart from the solution where a prompt breaks off in the middle of a statement', async () => {
    const broken = {
      ...double,
      prompt: 'import math\ndef helper(x):\n    return math.floor(x)\n\ndef double(x):\n    return 2 * ',
      canonical_solution: 'x\n',
      test: 'def check(candidate):\n    assert helper(candidate(2)) == 4\n',
    };
    const problems = await readProblems(file('broken-p.jsonl', [broken]));
    const samples = ['helper(x)\n', '0\n', ')'].map((completion) => ({ taskId: 'T/0', completion }));
    const results = await judgeSamples(sandbox, problems, samples, {});
    expect(results.map(({ verdict, trust }) => [verdict, trust])).toEqual([
      ['passed', 'separate'],
      ['wrong-answer', 'separate'],
      ['syntax-error', 'separate'],
    ]);
  });

  it('says that tests cannot be run, whatever is wrong with them', async () => {
    const odd = ['def check(', '\0', 'x = 1\n', 'raise KeyboardInterrupt', 'import sys; sys.exit(0)'];
    const problems = await readProblems(
      file(
        'odd-t.jsonl',
        odd.map((test, at) => ({ ...double, task_id: `T/${String(at)}`, test })),
      ),
    );
    const samples = problems.map(({ taskId }) => ({ taskId, completion: '    return 2 * x\n' }));
    const results = await judgeSamples(sandbox, problems, samples, {});
    expect(results.map(({ verdict }) => verdict)).not.toContain('passed');
    expect(results.every(({ detail }) => detail !== '')).toBe(true);
  });

  it("gives results in the samples' order, numbering each task's samples", async () => {
    const problems = await readProblems(file('p.jsonl', [double, { ...double, task_id: 'T/1' }]));
    const completions = [
      '    return x + x\n',
      '    return x\n',
      '    return 2 *',
      '    while True: pass\n',
      '    return {}[x]\n',
    ];
    const samples = completions.flatMap((completion) =>
      ['T/1', 'T/0'].map((taskId) => ({ taskId, completion })),
    );
    const heard: number[] = [];
    const results = await judgeSamples(sandbox, problems, samples, {
      limits: { timeMs: 300 },
      onResult: (_, done, total) => {
        expect(total).toBe(10);
        heard.push(done);
      },
    });
    expect(results.map(({ taskId }) => taskId)).toEqual(samples.map(({ taskId }) => taskId));
    expect(results.map(({ sample }) => sample)).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
    const expected = ['passed', 'wrong-answer', 'syntax-error', 'timeout', 'exception'].flatMap((verdict) => [
      verdict,
      verdict,
    ]);
    expect(results.map(({ verdict }) => verdict)).toEqual(expected);
    expect(results.map(({ trust }) => trust)).toEqual(samples.map(() => 'separate'));
    expect(results[2]!.assertion?.comparison).toEqual({ left: '2', operator: '==', right: '4' });
    expect(results[2]!.detail).toBe('assert candidate(2) == 4 — left 2, right 4');
    expect(heard).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('runs whole solutions against the asserts of MBPP', async () => {
    const problems = await readProblems(file('m.jsonl', [mbpp, sanitized]));
    const results = await judgeSamples(sandbox, problems, [
      ...problems.map((problem) => ({ taskId: problem.taskId, completion: referenceCompletion(problem) })),
      { taskId: '7', completion: 'def double(x): return x' },
    ]);
    expect(results.map(({ verdict }) => verdict)).toEqual(['passed', 'passed', 'wrong-answer']);
  });

  it('lets the reference alone decide whether tests must share an interpreter', async () => {
    const point =
      'class Point:\n    def __init__(self, x): self.x = x\n    def __eq__(self, other): return self.x == other.x\n';
    const shared = { ...mbpp, task_id: 9, code: point, test_list: ['assert Point(1) == Point(1)'] };
    const agreeable = 'class Yes:\n    def __eq__(self, other): return True\ndef double(x): return Yes()\n';
    const problems = await readProblems(file('trust.jsonl', [mbpp, shared]));
    const results = await judgeSamples(sandbox, problems, [
      { taskId: '9', completion: point },
      { taskId: '9', completion: 'class Point:\n    def __init__(self, x): pass\n' },
      { taskId: '7', completion: agreeable },
    ]);
    expect(results.map(({ verdict, trust }) => `${verdict} ${trust}`)).toEqual([
      'passed shared',
      'wrong-answer shared',
      'wrong-answer separate',
    ]);
  });

  it("builds the solution's own objects in a task's setup code", async () => {
    const tree = {
      ...mbpp,
      task_id: 10,
      code: 'class Node:\n    def __init__(self, v): self.v, self.left = v, None\ndef depth(n): return 1 + depth(n.left) if n else 0\n',
      test_setup_code: 'root = Node(1)\nroot.left = Node(2)',
      test_list: ['assert depth(root) == 2', 'assert depth(root.left) == 1'],
    };
    const [problem] = await readProblems(file('tree.jsonl', [tree]));
    const [result] = await judgeSamples(sandbox, [problem!], [{ taskId: '10', completion: tree.code }]);
    expect(result).toMatchObject({ verdict: 'passed', trust: 'separate' });
  });

  it('gives a sample time in proportion to what the reference needs', async () => {
    const slow = {
      ...double,
      canonical_solution: '    for i in range(10**6): pass\n    return 2 * x\n',
    };
    const problems = await readProblems(file('slow.jsonl', [slow]));
    const samples = [{ taskId: 'T/0', completion: slow.canonical_solution }];
    const verdictAt = async (timeFactor: number) =>
      (await judgeSamples(sandbox, problems, samples, { limits: { timeMs: 10 }, timeFactor }))[0]!.verdict;
    expect(await verdictAt(0)).toBe('timeout');
    expect(await verdictAt(50)).toBe('passed');
  });

  it('refuses a task that the problems do not have, and stops when it is told to', async () => {
    const problems = await readProblems(file('q.jsonl', [double]));
    expect(await failure(judgeSamples(sandbox, problems, [{ taskId: 'X/1', completion: '' }]))).toEqual({
      code: 'unknown-task',
      message: 'The samples name the task X/1, which the problems do not have; theirs look like T/0.',
    });
    const aborted = judgeSamples(sandbox, problems, [{ taskId: 'T/0', completion: '    pass' }], {
      signal: AbortSignal.abort(),
    });
    await expect(aborted).rejects.toThrow('aborted');
  });
});

const humanEval = process.env['HORNBOOK_HUMANEVAL'] ?? resolve('../shared/data/HumanEval.jsonl.gz');
describe.skipIf(!existsSync(humanEval))(`HumanEval (skipped where ${humanEval} is absent)`, () => {
  it.each([
    ['its own solutions', 164],
    ['empty bodies', 0],
  ])('%s: %i of 164 pass', async (what, passed) => {
    const problems = await readProblems(humanEval);
    const completion = (i: number) => (passed === 0 ? '    pass\n' : referenceCompletion(problems[i]!));
    const samplesPath = file(
      `${what.replaceAll(' ', '-')}.jsonl`,
      problems.map(({ taskId }, i) => ({ task_id: taskId, completion: completion(i) })),
    );
    const report = await judge({ problemsPath: humanEval, samplesPath });
    expect(
      report.results.filter(({ verdict }) => verdict === 'passed').map(({ taskId }) => taskId),
    ).toHaveLength(passed);
    expect(report).toMatchObject({ total: 164, passed, sharedProblems: [] });
    expect(report.isolation).toMatch(/permission$/);
  });
});

const mbppFile = process.env['HORNBOOK_MBPP'] ?? resolve('../shared/data/mbpp-1-60.jsonl');
it.skipIf(!existsSync(mbppFile))(
  `MBPP: its own solutions pass, all with the tests apart (skipped where ${mbppFile} is absent)`,
  async () => {
    const problems = await readProblems(mbppFile);
    const samples = problems.map((p) => ({ task_id: p.taskId, completion: referenceCompletion(p) }));
    const report = await judge({ problemsPath: mbppFile, samplesPath: file('mbpp.jsonl', samples) });
    expect(report.results.filter(({ verdict }) => verdict !== 'passed')).toEqual([]);
    expect(report.sharedProblems).toEqual([]);
  },
);
