import type { RecipeReport, ReportedAnswer, ReportedBenchmark } from '../../core/evaluation/report.ts';
import { count, rowTitle } from './format.ts';
import { html, type Markup } from './markup.ts';

/** A shape besides the colour, so that verdicts are told apart without it. */
const marks: Readonly<Record<string, { readonly sign: string; readonly words: string }>> = {
  passed: { sign: '●', words: 'passed' },
  'wrong-answer': { sign: '✕', words: 'wrong answer' },
  exception: { sign: '▲', words: 'exception' },
  'syntax-error': { sign: '◆', words: 'syntax error' },
  timeout: { sign: '◷', words: 'timeout' },
  memory: { sign: '■', words: 'memory limit' },
  'output-limit': { sign: '≡', words: 'output limit' },
  'interpreter-died': { sign: '†', words: 'interpreter died' },
  unavailable: { sign: '–', words: 'not run' },
};
const unknownMark = { sign: '?', words: 'unknown verdict' };
const markOf = (verdict: string) => marks[verdict] ?? unknownMark;
/** Class and attribute values are made from this list only, never from a report's own text. */
const classOf = (verdict: string) => (verdict in marks ? verdict : 'unavailable');

type Answers = readonly (readonly ReportedAnswer[])[];

/** Every row's answers to one problem, in the rows' order. */
function answersTo(report: RecipeReport, benchmark: number): Map<string, Answers> {
  const byTask = new Map<string, ReportedAnswer[][]>();
  report.rows.forEach((row, index) => {
    for (const answer of row.answers[benchmark] ?? []) {
      const lists = byTask.get(answer.taskId) ?? report.rows.map(() => []);
      lists[index]!.push(answer);
      byTask.set(answer.taskId, lists);
    }
  });
  return byTask;
}

const anchor = (benchmark: number, problem: number) => `p${String(benchmark)}-${String(problem)}`;

/** Easy first; problems without a grade keep their file's order. */
const byDifficulty = (benchmark: ReportedBenchmark) =>
  benchmark.problems
    .map((problem, index) => ({ problem, index }))
    .sort((a, b) => (a.problem.difficulty ?? 0) - (b.problem.difficulty ?? 0));

function dots(
  report: RecipeReport,
  benchmark: ReportedBenchmark,
  number: number,
  answers: Map<string, Answers>,
): Markup {
  const order = byDifficulty(benchmark);
  return html`<div class="grids">
    ${report.rows.map(
      (row, rowIndex) =>
        html`<div class="gridrow">
          <span class="rowname">${rowTitle(row.name)}</span
          ><span class="dots"
            >${order.map(({ problem, index }) => {
              const answer = answers.get(problem.taskId)?.[rowIndex]?.[0];
              if (!answer)
                return html`<span class="dot unavailable" title="${problem.taskId}: not run">–</span>`;
              const mark = markOf(answer.verdict);
              return html`<a
                class="dot ${classOf(answer.verdict)}"
                href="#${anchor(number, index)}"
                title="${problem.taskId}: ${mark.words}"
                aria-label="${problem.taskId}: ${mark.words}"
                >${mark.sign}</a
              >`;
            })}</span
          >
        </div>`,
    )}
  </div>`;
}

function answerBlock(title: string, rowIndex: number, answer: ReportedAnswer): Markup {
  const mark = markOf(answer.verdict);
  const same = answer.raw === answer.cut;
  return html`<section class="answer">
    <h5>
      <span class="key s${rowIndex}"></span>${title}
      <span class="verdict ${classOf(answer.verdict)}">${mark.sign} ${mark.words}</span>
      <span class="muted">${answer.elapsedMs.toFixed(1)} ms</span>
    </h5>
    ${answer.detail === '' ? '' : html`<p class="detail"><code>${answer.detail}</code></p>`}
    <div class="pair">
      <figure>
        <figcaption>What was run${same ? ' (nothing was cut)' : ''}</figcaption>
        <pre>${answer.cut}</pre>
      </figure>
      ${
        same
          ? ''
          : html`<figure>
              <figcaption>What the model wrote</figcaption>
              <pre>${answer.raw}</pre>
            </figure>`
      }
    </div>
  </section>`;
}

function problemBlock(
  report: RecipeReport,
  benchmark: ReportedBenchmark,
  number: number,
  index: number,
  answers: Answers,
): Markup {
  const problem = benchmark.problems[index]!;
  const verdicts = [...new Set(answers.flat().map(({ verdict }) => classOf(verdict)))];
  return html`<details class="problem" id="${anchor(number, index)}" data-verdicts="${verdicts.join(' ')}">
    <summary>
      <span class="task">${problem.taskId}</span
      >${problem.difficulty === undefined ? '' : html`<span class="muted">difficulty ${problem.difficulty}</span>`}
      <span class="marks"
        >${answers.map((list, row) =>
          list
            .slice(0, 1)
            .map(
              ({ verdict }) =>
                html`<span
                  class="dot ${classOf(verdict)}"
                  title="${rowTitle(report.rows[row]!.name)}: ${markOf(verdict).words}"
                  >${markOf(verdict).sign}</span
                >`,
            ),
        )}</span
      >
    </summary>
    <figure>
      <figcaption>Prompt</figcaption>
      <pre>${problem.prompt}</pre>
    </figure>
    ${answers.map((list, row) => list.map((answer) => answerBlock(rowTitle(report.rows[row]!.name), row, answer)))}
  </details>`;
}

/** The verdicts that occur, with how often, as radio buttons that filter by style alone: no script is needed. */
function filter(report: RecipeReport, number: number): Markup {
  const counts = new Map<string, number>();
  for (const row of report.rows) {
    for (const { verdict } of row.answers[number] ?? [])
      counts.set(classOf(verdict), (counts.get(classOf(verdict)) ?? 0) + 1);
  }
  const group = `filter${String(number)}`;
  return html`<fieldset class="filter">
    <legend>Show problems with</legend>
    <label><input type="radio" name="${group}" value="all" checked />any verdict</label>
    ${Object.keys(marks)
      .filter((verdict) => counts.has(verdict))
      .map(
        (verdict) =>
          html`<label
            ><input type="radio" name="${group}" value="${verdict}" /><span class="dot ${verdict}"
              >${marks[verdict]!.sign}</span
            >${marks[verdict]!.words} <span class="muted">${count(counts.get(verdict)!)}</span></label
          >`,
      )}
  </fieldset>`;
}

/** Style that hides what a checked radio button leaves out. */
export const filterStyle = Object.keys(marks)
  .map(
    (verdict) =>
      `.benchmark:has(input[value="${verdict}"]:checked) .problem:not([data-verdicts~="${verdict}"])`,
  )
  .join(',\n')
  .concat(' { display: none; }');

export function benchmarkSection(report: RecipeReport, number: number): Markup {
  const benchmark = report.benchmarks[number]!;
  const answers = answersTo(report, number);
  return html`<section class="benchmark">
    <h3>
      ${benchmark.name}
      <span class="muted">${count(benchmark.problems.length)} problems, sorted by difficulty</span>
    </h3>
    ${dots(report, benchmark, number, answers)} ${filter(report, number)}
    ${byDifficulty(benchmark).map(({ problem, index }) => problemBlock(report, benchmark, number, index, answers.get(problem.taskId) ?? report.rows.map(() => [])))}
  </section>`;
}
