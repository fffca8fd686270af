import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../main/core/evaluation/sandbox.ts';
import type { Exercise, TextbookSection } from '../../../main/core/teaching/lesson.ts';
import { openSandbox } from '../../../main/node/sandbox/open-sandbox.ts';
import { verifyExercises, verifySections } from '../../../main/node/sandbox/verify-lessons.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox({ workers: 2 });
});
afterAll(() => sandbox.close());

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

function exercise(number: number, solution = '    return x + 1\n', test?: string): Exercise {
  const entryPoint = `next_${String(number)}`;
  return {
    id: String(number),
    topic: 'numbers',
    concepts: ['add'],
    difficulty: 1,
    entryPoint,
    prompt: `def ${entryPoint}(x):\n    """Return the number after x ✓."""\n`,
    solution,
    test:
      test ??
      'def check(candidate):\n    assert candidate(1) == 2\n    assert candidate(-1) == 0\n    assert candidate(9) == 10\n',
  };
}

const section = (...blocks: readonly [string, string][]): TextbookSection => ({
  id: 's',
  topic: 'numbers',
  audience: 'beginners',
  concepts: [],
  text: '',
  blocks: blocks.map(([code, expectedOutput]) => ({ code, expectedOutput })),
});

async function outcomes(exercises: readonly Exercise[], options = {}): Promise<string[]> {
  const all: string[] = [];
  for await (const { exercise: given, outcome } of verifyExercises(sandbox, exercises, options)) {
    all.push(outcome.kind === 'kept' ? `${given.id} kept` : `${given.id} ${outcome.reason}`);
  }
  return all;
}

describe('exercises are kept only when their tests hold and assert something', () => {
  it('keeps good ones, in order, and counts as it goes', async () => {
    const exercises = Array.from({ length: 45 }, (_, i) => exercise(i));
    const progress: unknown[] = [];
    const options = { batch: 20, onProgress: (seen: unknown) => progress.push(seen) };
    expect(await outcomes(exercises, options)).toEqual(exercises.map(({ id }) => `${id} kept`));
    expect(progress).toEqual([
      { checked: 20, failed: 0 },
      { checked: 40, failed: 0 },
      { checked: 45, failed: 0 },
    ]);
  });

  it('finds each bad one among good neighbours, whatever it does', async () => {
    const bad: [Exercise, RegExp][] = [
      [exercise(1, '    return x\n'), /^AssertionError$/],
      [exercise(2, '    return 1 / 0\n'), /^ZeroDivisionError: division by zero$/],
      [exercise(3, '    return (\n'), /^SyntaxError/],
      [exercise(4, '    import sys\n    sys.exit(0)\n'), /^SystemExit: 0$/],
      [exercise(5, '    import os\n    os._exit(0)\n'), /^interpreter-died: /],
      [exercise(6, '    while True: pass\n'), /^timeout: /],
      [
        exercise(7, undefined, 'def check(candidate):\n    candidate(1)\n'),
        /^its tests pass with an empty body$/,
      ],
      [exercise(8, undefined, 'x = 1\n'), /^KeyError: 'check'$/],
      [{ ...exercise(9), entryPoint: 'absent' }, /^KeyError: 'absent'$/],
      [exercise(10, '    print("x" * 10**6)\n    return x\n'), /^AssertionError$/],
    ];
    const mixed = bad.flatMap(([one], i) => [exercise(100 + i), one]);
    const got = await outcomes(mixed);
    bad.forEach(([one, reason], i) => {
      expect(got[2 * i]).toBe(`${String(100 + i)} kept`);
      expect(got[2 * i + 1]!.startsWith(`${one.id} `)).toBe(true);
      expect(got[2 * i + 1]!.slice(one.id.length + 1)).toMatch(reason);
    });
  });

  it('does not blame an exercise for what a neighbour did', async () => {
    const vandal = exercise(1, '    import builtins\n    builtins.len = None\n    return x + 1\n');
    const victim = exercise(2, '    return x + len("a")\n');
    expect(await outcomes([vandal, victim])).toEqual(['1 kept', '2 kept']);
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const exercises = Array.from({ length: 50 }, (_, i) => exercise(i));
    const seen = verifyExercises(sandbox, exercises, {
      batch: 10,
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    await expect(collect(seen)).rejects.toThrow('aborted');
  });

  it('says so when the sandbox is gone, instead of failing every lesson', async () => {
    const closed = () =>
      Promise.resolve({ verdict: 'unavailable', detail: 'It is closed.', stdout: '', elapsedMs: 0 } as const);
    const gone: Sandbox = {
      isolation: 'permission',
      workers: 1,
      run: closed,
      check: closed,
      close: () => Promise.resolve(),
    };
    await expect(collect(verifyExercises(gone, [exercise(1)]))).rejects.toMatchObject({
      code: 'sandbox-unavailable',
    });
  });
});

it('keeps a section only when every block prints what its text says', async () => {
  const sections = [
    section(['x = 2\nprint(x)', '2\n'], ['print(x * 2)', '4']),
    section(['print(x)', '2']),
    section(['print(3)', '3'], ['print(4)', '5']),
    section(['import math\nprint(round(math.pi, 2))\nprint("é✓")', '3.14\né✓\n']),
  ];
  const all = await collect(verifySections(sandbox, sections));
  expect(all.map(({ outcome }) => outcome)).toEqual([
    { kind: 'kept' },
    { kind: 'failed', reason: "block 1: NameError: name 'x' is not defined" },
    { kind: 'failed', reason: "block 2 printed '4\\n' where the text says '5'" },
    { kind: 'kept' },
  ]);
});
