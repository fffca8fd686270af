import { compareInWords, minimumDetectableDifference } from '../../core/evaluation/paired.ts';
import type { RecipeReport, ReportedRow } from '../../core/evaluation/report.ts';
import { percent, rowTitle } from './format.ts';

/** Which problems of a benchmark a row solved; null where a problem has several samples, which do not pair. */
function solvedBy(row: ReportedRow, benchmark: number): Map<string, boolean> | null {
  const solved = new Map<string, boolean>();
  for (const { taskId, verdict } of row.answers[benchmark] ?? []) {
    if (solved.has(taskId)) return null;
    solved.set(taskId, verdict === 'passed');
  }
  return solved.size > 0 ? solved : null;
}

/** What was learned, in one sentence for a headline. */
export function headline(report: RecipeReport): string {
  const first = report.rows.find(({ name }) => name === 'raw') ?? report.rows[0];
  const last = report.rows.at(-1);
  if (!first || !last || first === last) return 'One model was trained and measured.';
  const gain = 100 * (last.score.rate - first.score.rate);
  const points = `${Math.abs(gain).toFixed(1)} points`;
  return (
    `With the same model and the same training compute, ${rowTitle(last.name).toLowerCase()} reached ${percent(last.score.rate)} pass@1 ` +
    `where ${rowTitle(first.name).toLowerCase()} reached ${percent(first.score.rate)}: ` +
    (gain >= 0 ? `the better data was worth ${points}.` : `the better data lost ${points}.`)
  );
}

/** One sentence for every step of the recipe, from the paired test on the first benchmark. */
export function comparisons(report: RecipeReport): string[] {
  const sentences: string[] = [];
  for (let i = 1; i < report.rows.length; i++) {
    const before = report.rows[i - 1]!;
    const after = report.rows[i]!;
    const first = solvedBy(after, 0);
    const second = solvedBy(before, 0);
    if (!first || !second || first.size !== second.size) continue;
    sentences.push(
      compareInWords(
        { name: rowTitle(after.name), solved: first },
        { name: rowTitle(before.name), solved: second },
      ),
    );
  }
  return sentences;
}

const isolationWords = {
  chromium: "in a sandboxed Chromium process, with the operating system's own isolation",
  'bubblewrap+permission': 'in a locked-down Node process inside bubblewrap namespaces',
  permission: 'in a locked-down Node process without namespaces of the operating system',
} as const;

export const isolationSentence = (report: RecipeReport) =>
  `Model-written Python ran in CPython compiled to WebAssembly, ${isolationWords[report.isolation]}.`;

/** What the numbers do not show. Sentences that follow from the data come first, the recipe's own after them. */
export function limitations(report: RecipeReport): string[] {
  const problems = report.benchmarks[0]?.problems.length ?? 0;
  const sentences = [
    `Every number comes from one training run with seed ${String(report.seed)}; another seed would move each of them. The intervals cover the choice of problems, not the choice of seed.`,
    'The tests of a problem run in the same interpreter as the solution, so a solution written to deceive them (an object that equals everything) would pass. Models of this size were not seen to write one.',
  ];
  if (problems > 0) {
    const difference = 100 * minimumDetectableDifference(problems);
    sentences.unshift(
      `With ${String(problems)} problems, two models near 50 % must differ by about ${difference.toFixed(1)} points before an unpaired test tells them apart; the paired tests above can do better.`,
    );
  }
  sentences.push(
    'The held-out problems are written by the same curriculum as the exercises, from combinations that the exercises never contain. They measure whether the model composes what it was taught, not whether it can program in general; HumanEval, where given, is nearer to that.',
  );
  return [...sentences, ...report.limitations];
}
