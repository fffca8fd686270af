import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FunctionProblem } from '../../../main/core/evaluation/problem.ts';
import type { Sandbox } from '../../../main/core/evaluation/sandbox.ts';
import { heldOutProblems } from '../../../main/core/teaching/benchmark.ts';
import { judgeSamples, type JudgedSample } from '../../../main/node/benchmarks/judge.ts';
import { readProblems } from '../../../main/node/benchmarks/read-problems.ts';
import { openSandbox } from '../../../main/node/sandbox/open-sandbox.ts';
import { askNative, completionsFor, readFixture, writeFixture, type Judged } from './agreement/programs.ts';

/*
 * CPython's verdicts on more than two thousand programs are stored beside this file. Every seventh is checked by
 * default. With HORNBOOK_NATIVE_PYTHON=python3 all are made anew by that CPython and compared, HumanEval's too
 * where its file is; with HORNBOOK_WRITE_VERDICTS=1 the stored ones are replaced.
 */
const python = process.env['HORNBOOK_NATIVE_PYTHON'];
const humanEval = process.env['HORNBOOK_HUMANEVAL'] ?? resolve('../shared/data/HumanEval.jsonl.gz');

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox({ workers: 2, checking: true });
});
afterAll(() => sandbox.close());

const spoken = ({ verdict, raised }: JudgedSample): string =>
  verdict === 'exception' && raised ? `exception:${raised.type}` : verdict;

/** Programs on which the sandbox and CPython differ, for a person to read. */
async function disagreements(programs: readonly Judged[], timeMs: number): Promise<unknown[]> {
  const problems = [...new Set(programs.map(({ problem }) => problem))];
  const samples = programs.map(({ problem, completion }) => ({ taskId: problem.taskId, completion }));
  const ours = await judgeSamples(sandbox, problems, samples, { limits: { timeMs } });
  return programs.flatMap(({ problem, completion, verdict }, at) => {
    const said = spoken(ours[at]!);
    return said === verdict
      ? []
      : [{ task: problem.taskId, completion, cpython: verdict, ours: said, detail: ours[at]!.detail }];
  });
}

describe('verdicts agree with CPython', () => {
  it('on every seventh of the stored programs', { timeout: 300_000 }, async () => {
    const stored = readFixture();
    expect(stored.length).toBeGreaterThanOrEqual(2000);
    const kinds = new Set(stored.map(({ verdict }) => verdict));
    expect(kinds.size).toBeGreaterThanOrEqual(15);
    // A prime's multiples, so that every kind of mutant is met.
    expect(
      await disagreements(
        stored.filter((_, at) => at % 7 === 3),
        1000,
      ),
    ).toEqual([]);
  });

  it.skipIf(python === undefined)('on all of them, made anew', { timeout: 1_800_000 }, async () => {
    const problems = heldOutProblems({ seed: 1 });
    const judged = askNative(
      python!,
      problems.flatMap((problem, at) =>
        completionsFor(problem, at, 14).map((completion) => ({ problem, completion })),
      ),
    );
    if (process.env['HORNBOOK_WRITE_VERDICTS'] === '1') writeFixture(python!, problems, judged);
    console.log(`${String(judged.length)} programs of the lab's benchmark`);
    expect(await disagreements(judged, 3000)).toEqual([]);
  });

  it.skipIf(python === undefined || !existsSync(humanEval))(
    'on HumanEval’s solutions and their mutants',
    { timeout: 1_800_000 },
    async () => {
      const problems = (await readProblems(humanEval)) as FunctionProblem[];
      const judged = askNative(
        python!,
        problems.flatMap((problem, at) =>
          completionsFor(problem, at, 6).map((completion) => ({ problem, completion })),
        ),
      );
      console.log(`${String(judged.length)} programs of HumanEval`);
      expect(await disagreements(judged, 3000)).toEqual([]);
    },
  );
});
