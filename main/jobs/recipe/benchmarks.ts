import { basename } from 'node:path';
import type { FunctionProblem } from '../../core/evaluation/problem.ts';
import { Failure } from '../../core/failure.ts';
import type { RecipeSettings } from '../../core/study/recipe.ts';
import {
  OWN_BENCHMARK,
  OWN_WORDS_BENCHMARK,
  ownProblems,
  ownWordsProblems,
} from '../../node/benchmarks/own.ts';
import { readProblems } from '../../node/benchmarks/read-problems.ts';

/** A set of problems that every model of the grid is asked. */
export type Benchmark = {
  readonly name: string;
  /** Its name for a reader. */
  readonly title: string;
  readonly problems: readonly FunctionProblem[];
  readonly timeLimitMs: number;
};

/** HumanEval, or what the user gave in its format. */
export const HUMANEVAL_BENCHMARK = 'humaneval';

/** References take microseconds; HumanEval's own limit is three seconds. */
const OWN_TIME_LIMIT_MS = 1_000;
const HUMANEVAL_TIME_LIMIT_MS = 3_000;

let own: Promise<readonly Benchmark[]> | null = null;

async function readOwn(): Promise<readonly Benchmark[]> {
  return [
    {
      name: OWN_BENCHMARK,
      title: 'Hornbook held-out',
      problems: ownProblems(),
      timeLimitMs: OWN_TIME_LIMIT_MS,
    },
    {
      name: OWN_WORDS_BENCHMARK,
      title: 'Hand-written',
      problems: await ownWordsProblems(),
      timeLimitMs: OWN_TIME_LIMIT_MS,
    },
  ];
}

/** The lab's own problems, and HumanEval where its file is named. */
export async function readBenchmarks({
  humanEvalPath,
}: Pick<RecipeSettings, 'humanEvalPath'>): Promise<readonly Benchmark[]> {
  own ??= readOwn();
  if (humanEvalPath === undefined) return own;
  const problems = await readProblems(humanEvalPath);
  const functions = problems.filter((problem): problem is FunctionProblem => problem.kind === 'function');
  if (functions.length !== problems.length) {
    throw new Failure(
      'benchmark-form',
      `${basename(humanEvalPath)} is in MBPP's form; the recipe asks problems in HumanEval's form, so choose such a file.`,
    );
  }
  const humanEval: Benchmark = {
    name: HUMANEVAL_BENCHMARK,
    title: 'HumanEval',
    problems: functions,
    timeLimitMs: HUMANEVAL_TIME_LIMIT_MS,
  };
  return [...(await own), humanEval];
}
