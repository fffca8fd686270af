import type { RecipeReport } from '../../core/evaluation/report.ts';
import { comparisons, headline, isolationSentence, limitations } from './findings.ts';
import { count, duration, interval, percent, rowTitle } from './format.ts';

const cell = (text: string) => text.replace(/[\\`*_[\]<>|#]/g, '\\$&').replace(/\s+/g, ' ');

/** Scores, comparisons, hashes and limits, for a README or an issue. */
export function reportMarkdown(report: RecipeReport): string {
  const humanEval = report.rows.some((row) => row.humanEval);
  const head = [
    'Trained on',
    'pass@1',
    '95 % interval',
    ...(humanEval ? ['HumanEval'] : []),
    'Solved',
    'Parameters',
    'Tokens',
    'Time',
  ];
  const rows = report.rows.map((row) => [
    rowTitle(row.name),
    percent(row.score.rate),
    interval(row.score),
    ...(humanEval
      ? [row.humanEval ? `${percent(row.humanEval.rate)} (${interval(row.humanEval)})` : 'not measured']
      : []),
    `${count(row.score.solved)} of ${count(row.score.problems)}`,
    count(row.parameters),
    count(row.tokens),
    duration(row.trainingSeconds),
  ]);
  const table = [head, head.map((_, i) => (i === 0 ? '---' : '---:')), ...rows].map(
    (cells) => `| ${cells.join(' | ')} |`,
  );
  const hashes = [
    ...report.datasets.map(({ name, sha256 }) => `- ${cell(name)}: \`${sha256}\``),
    `- tokenizer: \`${report.tokenizer.sha256}\``,
    ...report.rows.map(
      ({ name, checkpointSha256 }) => `- ${rowTitle(name)}, checkpoint: \`${checkpointSha256}\``,
    ),
    ...report.benchmarks.map(({ name, sha256 }) => `- ${cell(name)}: \`${sha256}\``),
  ];
  return [
    `# ${cell(report.title)}`,
    '',
    headline(report),
    '',
    ...table,
    '',
    ...comparisons(report).map((sentence) => `- ${sentence}`),
    '',
    '## What these numbers do not show',
    '',
    ...limitations(report).map((sentence) => `- ${sentence}`),
    '',
    '## Provenance',
    '',
    `Seed ${String(report.seed)}; finished ${report.finishedAt} after ${duration(report.seconds)}. ${isolationSentence(report)}`,
    '',
    ...hashes,
    '',
  ].join('\n');
}
