import { compareModels, type Comparison } from '../../core/evaluation/compare.ts';
import { minimumDetectableDifference } from '../../core/evaluation/paired.ts';
import { tally, type ProblemTally } from '../../core/evaluation/pass-at-k.ts';
import type { Report, ReportedRow, Score } from '../../core/evaluation/report.ts';
import {
  scoreByGroup,
  scorePassAtK,
  type GroupScore,
  type PassAtKScore,
} from '../../core/evaluation/score.ts';
import { seededRandom } from '../../core/training/random.ts';
import { interval, percent, rowTitle } from './format.ts';

/** A report's intervals must come out the same whenever it is made, so their resamples have a seed of their own. */
const bootstrap = (): (() => number) => {
  const random = seededRandom(1);
  return () => random.uniform();
};

/** A row's results by problem; empty where it was not asked. */
export const talliesOf = (row: ReportedRow, benchmark: number): ProblemTally[] =>
  tally(row.answers[benchmark] ?? []);

/** pass@k of a row on a benchmark for every k that its samples allow; empty where it was not asked. */
export function scoresOf(row: ReportedRow, benchmark: number): PassAtKScore[] {
  const tallies = talliesOf(row, benchmark);
  return tallies.length === 0 ? [] : scorePassAtK(tallies, bootstrap());
}

/** Benchmarks after the first, each with its score of every row. */
export function furtherScores(report: Report): { name: string; scores: (Score | undefined)[] }[] {
  // A record of before every benchmark's answers were kept has the score alone.
  if (report.benchmarks.length < 2 && report.rows.some((row) => row.humanEval))
    return [{ name: 'HumanEval', scores: report.rows.map((row) => row.humanEval) }];
  return report.benchmarks
    .map(({ name }, index) => ({ name, scores: report.rows.map((row) => scoresOf(row, index)[0]) }))
    .slice(1);
}

/** pass@1 of a row by difficulty or by topic, in the benchmark's own order of them. */
export function groupsOf(
  report: Report,
  row: ReportedRow,
  benchmark: number,
  by: 'difficulty' | 'topics',
): GroupScore[] {
  const problems = report.benchmarks[benchmark]?.problems ?? [];
  const groups = new Map(
    problems.map(({ taskId, difficulty, topics }) => {
      const difficulties = difficulty === undefined ? [] : [String(difficulty)];
      return [taskId, by === 'difficulty' ? difficulties : (topics ?? [])];
    }),
  );
  const tallies = talliesOf(row, benchmark).map((one) => ({ ...one, groups: groups.get(one.taskId) ?? [] }));
  return scoreByGroup(tallies, bootstrap());
}

/** Two rows that follow one another, compared on a benchmark that both were asked. */
export type ReportedComparison = {
  readonly benchmark: number;
  /** Indices of rows: the later first. */
  readonly after: number;
  readonly before: number;
  readonly comparison: Comparison;
};

/** Every row beside the one before it, on every benchmark that both were asked. */
export function comparisons(report: Report): ReportedComparison[] {
  return report.benchmarks.flatMap((_, benchmark) =>
    report.rows.flatMap((row, after) => {
      const before = after - 1;
      const previous = report.rows[before];
      if (previous === undefined) return [];
      const [first, second] = [talliesOf(row, benchmark), talliesOf(previous, benchmark)];
      const asked = new Set(second.map(({ taskId }) => taskId));
      if (!first.some(({ taskId }) => asked.has(taskId))) return [];
      const comparison = compareModels(
        { name: rowTitle(row.name), tallies: first },
        { name: rowTitle(previous.name), tallies: second },
        bootstrap(),
      );
      return [{ benchmark, after, before, comparison }];
    }),
  );
}

/** What was learned, in one sentence for a headline. */
export function headline(report: Report): string {
  const raw = report.rows.find(({ name }) => name === 'raw');
  const first = (report.seed === undefined ? undefined : raw) ?? report.rows[0];
  const last = report.rows.at(-1);
  if (!first || !last) return 'No model was measured.';
  const benchmark = report.benchmarks[0]?.name ?? 'the benchmark';
  if (first === last) {
    const { rate, problems } = first.score;
    return `${rowTitle(first.name)} reached ${percent(rate)} pass@1 on the ${String(problems)} problems of ${benchmark} (95 % interval ${interval(first.score)}).`;
  }
  if (report.seed === undefined || first.name !== 'raw') {
    const { sentence } = comparisons({ ...report, rows: [first, last] })[0]?.comparison ?? {
      sentence: `${String(report.rows.length)} models were measured on different problems.`,
    };
    return sentence;
  }
  const gain = 100 * (last.score.rate - first.score.rate);
  const points = `${Math.abs(gain).toFixed(1)} points`;
  return (
    `With the same model and the same training compute, ${rowTitle(last.name).toLowerCase()} reached ${percent(last.score.rate)} pass@1 ` +
    `where ${rowTitle(first.name).toLowerCase()} reached ${percent(first.score.rate)}: ` +
    (gain >= 0 ? `the better data was worth ${points}.` : `the better data lost ${points}.`)
  );
}

const isolationWords = {
  chromium:
    "in CPython compiled to WebAssembly, in a sandboxed Chromium process, with the operating system's own isolation",
  'bubblewrap+permission':
    'in CPython compiled to WebAssembly, in a locked-down Node process inside bubblewrap namespaces',
  'bubblewrap+native':
    "in this machine's own CPython, inside bubblewrap namespaces and a filter of system calls",
  permission:
    'in CPython compiled to WebAssembly, in a locked-down Node process without namespaces of the operating system',
} as const;

export const isolationSentence = (report: Report): string =>
  `Model-written Python ran ${isolationWords[report.isolation]}.`;

/** What the numbers do not show. Sentences that follow from the data come first, the report's own after them. */
export function limitations(report: Report): string[] {
  const sentences: string[] = [];
  const problems = report.benchmarks[0]?.problems.length ?? 0;
  if (problems > 0) {
    const difference = 100 * minimumDetectableDifference(problems);
    sentences.push(
      `With ${String(problems)} problems, two models near 50 % must differ by about ${difference.toFixed(1)} points before an unpaired test tells them apart; the paired tests above can do better.`,
    );
  }
  sentences.push(
    report.seed === undefined
      ? 'The intervals cover the choice of problems, not the seed that a model was trained with; another seed would move each score.'
      : `Every number comes from one training run with seed ${String(report.seed)}; another seed would move each of them. The intervals cover the choice of problems, not the choice of seed.`,
  );
  if (report.benchmarks.some(({ name }) => name === 'Hornbook held-out')) {
    sentences.push(
      'The held-out problems are written by the same curriculum as the exercises, from combinations that the exercises never contain. They measure whether the model composes what it was taught, not whether it can program in general; HumanEval, where given, is nearer to that.',
    );
  }
  if (!report.benchmarks.some((benchmark) => benchmark.problems.some(({ overlaps }) => overlaps))) {
    sentences.push(
      'The training texts were not compared with these problems here, so a score may owe something to having seen them.',
    );
  }
  const unique = new Set([...sentences, ...report.limitations]);
  return [...unique];
}
