import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../main/core/evaluation/sandbox.ts';
import { trialContract } from './contract-trials.ts';

/** What every adapter of the Sandbox port keeps. Limits at opening: 800 ms, 128 MiB, 64 KiB of output. */
export function sandboxContract(name: string, open: () => Promise<Sandbox>): void {
  describe(`${name} keeps the Sandbox contract`, () => {
    let sandbox: Sandbox;
    beforeAll(async () => {
      sandbox = await open();
    });
    afterAll(() => sandbox.close());

    it.each([
      ['passed', 'assert 1 + 1 == 2', undefined],
      [
        'wrong-answer',
        'def f(x):\n    return x\n\nassert f(2) == 2\nassert f(2) == 3, "two"',
        'line 5: assert f(2) == 3, "two" — two',
      ],
      ['wrong-answer', 'assert (\n    1 ==\n    2\n)', 'line 2: 1 == 2'],
      ['exception', 'def f(x):\n    return 1 / x\n\nf(0)', 'line 2: ZeroDivisionError: division by zero'],
      ['exception', 'import missing_module', "line 1: ModuleNotFoundError: No module named 'missing_module'"],
      ['exception', "eval('1 +')", /^line 1: SyntaxError: invalid syntax/],
      ['exception', 'input()', 'line 1: EOFError: EOF when reading a line'],
      ['exception', 'def f(): return f()\nf()', /^line 1: RecursionError/],
      ['exception', 'raise SystemExit(0)', /^line 1: SystemExit: 0 \(the program left/],
      ['syntax-error', 'def f(:', /^SyntaxError: invalid syntax/],
      ['syntax-error', '  x = 1', /^IndentationError/],
      ['syntax-error', 'x = "\0"', /null bytes/],
      ['timeout', 'while True: pass', /800 ms/],
      ['timeout', 'sum(range(10**13))', /800 ms/],
      ['memory', 'x = "a" * 10**9', 'MemoryError'],
      ['output-limit', 'while True: print("x" * 1000)', /65536 bytes/],
      ['interpreter-died', 'import os\nos._exit(0)', /exit code 0/],
    ])('%s: %j', async (verdict, source, detail) => {
      const result = await sandbox.run({ source });
      expect(result.verdict).toBe(verdict);
      const said = result.verdict === 'passed' ? undefined : result.detail;
      if (detail instanceof RegExp) expect(said).toMatch(detail);
      else if (verdict === 'memory') expect(said).toContain(detail);
      else expect(said).toBe(detail);
      expect(result.elapsedMs).toBeGreaterThanOrEqual(0);
    });

    it('returns what was printed, whatever became of the program', async () => {
      const result = await sandbox.run({
        source: 'print("before ✓")\nimport sys\nsys.stdout.write("no newline")\n1 / 0',
      });
      expect(result).toMatchObject({ verdict: 'exception', stdout: 'before ✓\nno newline' });
    });

    it("takes a program's own limits, within those it was opened with", async () => {
      // Work rather than a span of the clock, because waiting for a processor does not count.
      const slow = 'for i in range(2 * 10**6): pass';
      expect((await sandbox.run({ source: slow })).verdict).toBe('passed');
      expect((await sandbox.run({ source: slow, limits: { timeMs: 10 } })).verdict).toBe('timeout');
      expect((await sandbox.run({ source: 'print("x" * 500)', limits: { outputBytes: 100 } })).verdict).toBe(
        'output-limit',
      );
      const large = 'x = bytearray(60 * 2**20)';
      expect((await sandbox.run({ source: large })).verdict).toBe('passed');
      expect((await sandbox.run({ source: large, limits: { memoryBytes: 64 * 2 ** 20 } })).verdict).toBe(
        'memory',
      );
    });

    it('runs many at once and answers each with its own result', async () => {
      const results = await Promise.all(
        Array.from({ length: 12 }, (_, i) =>
          sandbox.run({ source: `print(${String(i)})${i % 4 === 3 ? '\n1 / 0' : ''}` }),
        ),
      );
      expect(results.map(({ stdout }) => stdout)).toEqual(
        Array.from({ length: 12 }, (_, i) => `${String(i)}\n`),
      );
      expect(results.map(({ verdict }) => verdict)).toEqual(
        Array.from({ length: 12 }, (_, i) => (i % 4 === 3 ? 'exception' : 'passed')),
      );
    });

    it('gives the same program the same random numbers, and other programs others', async () => {
      const source = 'import random\nprint(random.random(), [random.randrange(100) for _ in range(5)])';
      const [a, b, c] = await Promise.all([
        sandbox.run({ source }),
        sandbox.run({ source }),
        sandbox.run({ source: `${source}\n` }),
      ]);
      expect(a.stdout).toBe(b.stdout);
      expect(a.stdout).not.toBe(c.stdout);
    });

    trialContract(() => sandbox);

    it('answers `unavailable` once it is closed', async () => {
      const other = await open();
      const running = other.run({ source: 'while True: pass' });
      await other.close();
      expect((await running).verdict).toBe('unavailable');
      expect(await other.run({ source: 'x = 1' })).toMatchObject({
        verdict: 'unavailable',
        detail: 'The sandbox was closed.',
      });
    });
  });
}
