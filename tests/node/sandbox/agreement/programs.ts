import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { readFileSync, writeFileSync } from 'node:fs';
import type { FunctionProblem } from '../../../../main/core/evaluation/problem.ts';
import { referenceCompletion } from '../../../../main/core/evaluation/program-text.ts';
import { mutantsOf } from '../../../../main/core/evaluation/mutants.ts';

/** A solution of a problem and what CPython says of it: `passed`, `exception:KeyError`, … */
export type Judged = {
  readonly problem: FunctionProblem;
  readonly completion: string;
  readonly verdict: string;
};

export const fixturePath = join(import.meta.dirname, 'verdicts.json.br');

type Fixture = {
  readonly python: string;
  readonly problems: readonly FunctionProblem[];
  /** Index of the problem, completion, verdict. */
  readonly programs: readonly (readonly [number, string, string])[];
};

export function readFixture(): readonly Judged[] {
  const { problems, programs } = JSON.parse(
    brotliDecompressSync(readFileSync(fixturePath)).toString(),
  ) as Fixture;
  return programs.map(([at, completion, verdict]) => ({ problem: problems[at]!, completion, verdict }));
}

export function writeFixture(
  python: string,
  problems: readonly FunctionProblem[],
  judged: readonly Judged[],
): void {
  const version = execFileSync(python, ['--version'], { encoding: 'utf8' }).trim();
  const programs = judged.map(({ problem, completion, verdict }) => [
    problems.indexOf(problem),
    completion,
    verdict,
  ]);
  const text = JSON.stringify({ python: version, problems, programs });
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 };
  writeFileSync(fixturePath, brotliCompressSync(text, { params }));
}

/** A right solution, its mutants, and now and then one that never ends. */
export function completionsFor(problem: FunctionProblem, at: number, count: number): string[] {
  const reference = referenceCompletion(problem);
  const mutants = mutantsOf(reference, at).slice(0, count);
  const endless = at % 8 === 0 ? [`    while True: pass\n${reference}`] : [];
  return [reference, ...mutants.map(({ completion }) => completion), ...endless];
}

/** CPython's own verdicts, in the programs' order. */
export function askNative(
  python: string,
  programs: readonly Pick<Judged, 'problem' | 'completion'>[],
): Judged[] {
  const input = programs.map(({ problem, completion }) =>
    JSON.stringify({
      solution: problem.prompt + completion,
      tests: `${problem.test}\ncheck(${problem.entryPoint})`,
    }),
  );
  const output = execFileSync(python, [join(import.meta.dirname, 'native.py')], {
    input: `${input.join('\n')}\n`,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const verdicts = output.trimEnd().split('\n');
  return programs.map((program, at) => ({ ...program, verdict: verdicts[at]! }));
}
