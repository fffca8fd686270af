import type { Report, Score } from '../../core/evaluation/report.ts';
import { comparisons, furtherScores, headline } from './findings.ts';
import { count, percent, rowTitle } from './format.ts';
import { figure21, table1 } from './paper-rows.ts';

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  $: '\\$',
  '&': '\\&',
  '#': '\\#',
  '%': '\\%',
  _: '\\_',
  '^': '\\textasciicircum{}',
  '~': '\\textasciitilde{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '"': '\\textquotedbl{}',
  "'": '\\textquotesingle{}',
  '`': '\\textasciigrave{}',
  '\u00A0': '~',
  '–': '--',
  '−': '$-$',
  '≈': '$\\approx$',
  '≥': '$\\geq$',
  '≤': '$\\leq$',
  '→': '$\\rightarrow$',
  '×': '$\\times$',
  '·': '$\\cdot$',
  '…': '\\dots{}',
};

/** Text for LaTeX: every character that means something to it, and those of ours that its fonts lack, written out. */
export function escapeLatex(text: string): string {
  return (
    text
      .replace(/[\u0000-\u001F\u007F]+/g, ' ')
      .replace(/[\\{}$&#%_^~<>|"'`\u00A0–−≈≥≤→×·…]/g, (character) => escapes[character]!)
      // What no T1 font has would stop the run; a reader is told that there was something.
      .replace(/[^\u0020-\u024F]/gu, '?')
  );
}

const rate = ({ rate: value }: Score): string => (100 * value).toFixed(1);
const bounds = ({ low, high }: Score): string => `[${(100 * low).toFixed(1)}, ${(100 * high).toFixed(1)}]`;

type Column = 'l' | 'r';
type Cell = string;

function table(options: {
  readonly caption: string;
  readonly label: string;
  readonly columns: readonly Column[];
  readonly head: readonly Cell[];
  readonly rows: readonly (readonly Cell[])[];
}): string {
  const line = (cells: readonly Cell[]): string => `    ${cells.map(escapeLatex).join(' & ')} \\\\`;
  return [
    '\\begin{table}[t]',
    '  \\centering',
    `  \\caption{${escapeLatex(options.caption)}}`,
    `  \\label{tab:${options.label}}`,
    `  \\begin{tabular}{@{}${options.columns.join('')}@{}}`,
    '    \\toprule',
    line(options.head),
    '    \\midrule',
    ...options.rows.map(line),
    '    \\bottomrule',
    '  \\end{tabular}',
    '\\end{table}',
  ].join('\n');
}

/**
 * The scores as booktabs tables to `\input` into a paper, comparisons as comments' sentences above them, and the
 * paper's own rows marked as quoted. Needs `\usepackage{booktabs}`, `[T1]{fontenc}` and `{textcomp}`.
 */
export function reportLatex(report: Report): string {
  const further = furtherScores(report);
  const own = report.benchmarks[0]?.name ?? 'the benchmark';
  const what = report.seed === undefined ? 'Model' : 'Trained on';
  const scored = (score: Score | undefined): Cell[] =>
    score ? [rate(score), bounds(score)] : ['not measured', ''];
  const settings = report.seed === undefined ? '' : ` One training run each, seed ${String(report.seed)}.`;
  const results = table({
    caption: `pass@1 (%) with 95 % intervals on ${own}${further.length === 0 ? '' : ` and ${further.map(({ name }) => name).join(', ')}`}.${settings}`,
    label: 'hornbook-results',
    columns: ['l', 'r', 'r', 'r', ...further.flatMap((): Column[] => ['r', 'r'])],
    head: [what, 'pass@1', '95 %', 'solved', ...further.flatMap(({ name }) => [name, '95 %'])],
    rows: report.rows.map((row, index) => [
      rowTitle(row.name),
      ...scored(row.score),
      `${count(row.score.solved)} / ${count(row.score.problems)}`,
      ...further.flatMap(({ scores }) => scored(scores[index])),
    ]),
  });
  const quoted = table({
    caption:
      'Quoted from Textbooks Are All You Need (arXiv 2306.11644v2), Table 1; not measured here. pass@1, per cent.',
    label: 'hornbook-quoted',
    columns: ['l', 'r', 'r'],
    head: ['Model', 'HumanEval', 'MBPP'],
    rows: table1.map(({ model, humanEval, mbpp }) => [model, humanEval, mbpp]),
  });
  const quotedFigure = table({
    caption:
      'Quoted from the same paper, Figure 2.1; values read from the figure by secondary sources, approximate. HumanEval pass@1, per cent.',
    label: 'hornbook-quoted-figure',
    columns: ['l', 'r', 'r', 'r'],
    head: ['Model and compute', 'The Stack', 'CodeTextbook', '+ CodeExercises'],
    rows: figure21.map((row) => [
      row.setting,
      ...[row.stack, row.textbook, row.exercises].map((value) => `≈ ${String(value)}`),
    ]),
  });
  const sentences = [headline(report), ...comparisons(report).map(({ comparison }) => comparison.sentence)];
  const hashes = report.rows.map(
    ({ name, checkpointSha256, score }) =>
      `% ${comment(rowTitle(name))}: ${percent(score.rate)}, checkpoint sha256 ${checkpointSha256}`,
  );
  return [
    `% ${comment(report.title)}; Hornbook, ${report.finishedAt}`,
    '% \\usepackage{booktabs} \\usepackage[T1]{fontenc} \\usepackage{textcomp}',
    ...hashes,
    '',
    results,
    '',
    ...sentences.map(escapeLatex),
    '',
    quoted,
    '',
    quotedFigure,
    '',
  ].join('\n');
}

/** One line: a comment that broke would become text. */
const comment = (text: string): string => text.replace(/\s+/g, ' ');
