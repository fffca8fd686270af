import type { Report } from '../../core/evaluation/report.ts';
import { comparisons, furtherScores, headline, isolationSentence, limitations } from './findings.ts';
import { count, duration, interval, percent, rowTitle } from './format.ts';
import { table1 } from './paper-rows.ts';
import { bitsInterval, SOLUTION_LOSS_WORDS, solutionLosses, versusRaw } from './solution-loss-section.ts';

const cell = (text: string) => text.replace(/[\\`*_[\]<>|#]/g, '\\$&').replace(/\s+/g, ' ');

function made({ seed, seconds, finishedAt }: Report): string {
  const seeded = seed === undefined ? 'Finished' : `Seed ${String(seed)}; finished`;
  return `${seeded} ${finishedAt}${seconds === undefined ? '' : ` after ${duration(seconds)}`}.`;
}

/** Scores, comparisons, hashes and limits, for a README or an issue. */
export function reportMarkdown(report: Report): string {
  const further = furtherScores(report);
  const trained = report.rows.some((row) => row.parameters !== undefined);
  const head = [
    report.seed === undefined ? 'Model' : 'Trained on',
    'pass@1',
    '95 % interval',
    ...further.map(({ name }) => cell(name)),
    'Solved',
    ...(trained ? ['Parameters', 'Tokens', 'Time'] : []),
  ];
  const known = (value: number | undefined, words: (value: number) => string): string =>
    value === undefined ? '–' : words(value);
  const rows = report.rows.map((row, index) => [
    cell(rowTitle(row.name)),
    percent(row.score.rate),
    interval(row.score),
    ...further.map(({ scores }) => {
      const score = scores[index];
      return score ? `${percent(score.rate)} (${interval(score)})` : 'not measured';
    }),
    `${count(row.score.solved)} of ${count(row.score.problems)}`,
    ...(trained
      ? [known(row.parameters, count), known(row.tokens, count), known(row.trainingSeconds, duration)]
      : []),
  ]);
  const table = [head, head.map((_, i) => (i === 0 ? '---' : '---:')), ...rows].map(
    (cells) => `| ${cells.join(' | ')} |`,
  );
  const losses = solutionLosses(report).flatMap(({ name, losses: ofRows }) => [
    `## How well the solutions of ${cell(name)} are foreseen`,
    '',
    SOLUTION_LOSS_WORDS,
    '',
    '| Trained on | Bits per byte | 95 % interval | To raw code, paired |',
    '| --- | ---: | ---: | ---: |',
    ...ofRows.flatMap((loss, row) =>
      loss === null
        ? []
        : [
            `| ${cell(rowTitle(report.rows[row]!.name))} | ${loss.bitsPerByte.toFixed(3)} | ${bitsInterval(loss)} | ${versusRaw(loss)} |`,
          ],
    ),
    '',
  ]);
  const hashes = [
    ...report.datasets.map(({ name, sha256 }) => `- ${cell(name)}: \`${sha256}\``),
    ...(report.tokenizer === undefined ? [] : [`- tokenizer: \`${report.tokenizer.sha256}\``]),
    ...report.rows.map(
      ({ name, checkpointSha256 }) => `- ${cell(rowTitle(name))}, checkpoint: \`${checkpointSha256}\``,
    ),
    ...report.benchmarks.map(({ name, sha256 }) => `- ${cell(name)}: \`${sha256}\``),
  ];
  return [
    `# ${cell(report.title)}`,
    '',
    cell(headline(report)),
    '',
    ...table,
    '',
    ...comparisons(report).map(({ comparison }) => `- ${cell(comparison.sentence)}`),
    '',
    ...losses,
    '## What these numbers do not show',
    '',
    ...limitations(report).map((sentence) => `- ${sentence}`),
    '',
    '## Provenance',
    '',
    `${made(report)} ${isolationSentence(report)}`,
    '',
    ...hashes,
    '',
    '## The paper, for scale',
    '',
    'Quoted from *Textbooks Are All You Need* (arXiv 2306.11644v2), not measured here. pass@1, per cent.',
    '',
    '| Model | HumanEval | MBPP |',
    '| --- | ---: | ---: |',
    ...table1.map(({ model, humanEval, mbpp }) => `| ${cell(model)} | ${humanEval} | ${mbpp} |`),
    '',
  ].join('\n');
}
