import type {
  Report,
  ReportedAnswer,
  ReportedBenchmark,
  ReportedProblem,
} from '../../core/evaluation/report.ts';
import { count, rowTitle } from './format.ts';
import { html, type Markup } from './markup.ts';
import { anchor, classOf, markOf, verdictNames } from './verdicts.ts';

type Answers = readonly (readonly ReportedAnswer[])[];

/** Every row's answers to one problem, in the rows' order. */
function answersTo(report: Report, benchmark: number): Map<string, Answers> {
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

/** Easy first; problems without a grade keep their file's order. */
const byDifficulty = (benchmark: ReportedBenchmark) =>
  benchmark.problems
    .map((problem, index) => ({ problem, index }))
    .sort((a, b) => (a.problem.difficulty ?? 0) - (b.problem.difficulty ?? 0));

function dots(
  report: Report,
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
              const all = answers.get(problem.taskId)?.[rowIndex] ?? [];
              const answer = best(all);
              if (!answer)
                return html`<span class="dot unavailable" title="${problem.taskId}: not run">–</span>`;
              const words = `${problem.taskId}: ${inWords(all)}`;
              return html`<a
                class="dot ${classOf(answer.verdict)}"
                href="#${anchor(number, index)}"
                title="${words}"
                aria-label="${words}"
                >${markOf(answer.verdict).sign}</a
              >`;
            })}</span
          >
        </div>`,
    )}
  </div>`;
}

/** The answer that stands for all of a problem: one that passed if there is one. */
const best = (answers: readonly ReportedAnswer[]): ReportedAnswer | undefined =>
  answers.find(({ verdict }) => verdict === 'passed') ?? answers[0];

const inWords = (answers: readonly ReportedAnswer[]): string => {
  const passed = answers.filter(({ verdict }) => verdict === 'passed').length;
  return answers.length === 1
    ? markOf(answers[0]!.verdict).words
    : `${count(passed)} of ${count(answers.length)} passed`;
};

/** Answers of one model to one problem that are shown; the JSON and the CSV have all. */
const SHOWN_ANSWERS = 4;

/** The first that passed and the first of every other verdict, then as many as there is room for, in their order. */
function shownAnswers(answers: readonly ReportedAnswer[]): readonly ReportedAnswer[] {
  const verdicts = new Set<string>();
  const firsts = answers.filter(({ verdict }) => !verdicts.has(verdict) && verdicts.add(verdict));
  const chosen = new Set([...new Set([...firsts, ...answers])].slice(0, SHOWN_ANSWERS));
  return answers.filter((answer) => chosen.has(answer));
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

/** Training texts that were close to a problem: what a reader asks first about a problem that was solved. */
function overlapBlock({ overlaps }: ReportedProblem): Markup {
  if (overlaps === undefined) return html``;
  if (overlaps.length === 0)
    return html`<p class="muted">Contamination: no training text was found close to this problem.</p>`;
  return html`<div class="overlaps">
    <p>
      <strong>Contamination:</strong> ${count(overlaps.length)}
      ${overlaps.length === 1 ? 'text was' : 'texts were'} found close to this problem and left out of
      training.
    </p>
    <ul>
      ${overlaps.slice(0, SHOWN_OVERLAPS).map(({ dataset, recordId, why }) => html`<li>${dataset} · ${recordId}: <span class="muted">${why}</span></li>`)}
      ${overlaps.length > SHOWN_OVERLAPS ? html`<li class="muted">and ${count(overlaps.length - SHOWN_OVERLAPS)} more</li>` : ''}
    </ul>
  </div>`;
}

const SHOWN_OVERLAPS = 5;

function problemBlock(
  report: Report,
  benchmark: ReportedBenchmark,
  number: number,
  index: number,
  answers: Answers,
): Markup {
  const problem = benchmark.problems[index]!;
  const verdicts = [...new Set(answers.flat().map(({ verdict }) => classOf(verdict)))];
  const shown = answers.map(shownAnswers);
  return html`<details class="problem" id="${anchor(number, index)}" data-verdicts="${verdicts.join(' ')}">
    <summary>
      <span class="task">${problem.taskId}</span
      >${problem.difficulty === undefined ? '' : html`<span class="muted">difficulty ${problem.difficulty}</span>`}
      ${problem.overlaps === undefined || problem.overlaps.length === 0 ? '' : html`<span class="flag">contamination removed: ${count(problem.overlaps.length)}</span>`}
      <span class="marks"
        >${answers.map((list, row) =>
          [best(list)].flatMap((answer) =>
            answer
              ? html`<span
                  class="dot ${classOf(answer.verdict)}"
                  title="${rowTitle(report.rows[row]!.name)}: ${inWords(list)}"
                  >${markOf(answer.verdict).sign}</span
                >`
              : [],
          ),
        )}</span
      >
    </summary>
    <figure>
      <figcaption>Prompt</figcaption>
      <pre>${problem.prompt}</pre>
    </figure>
    ${overlapBlock(problem)}
    ${shown.map((list, row) => list.map((answer) => answerBlock(rowTitle(report.rows[row]!.name), row, answer)))}
    ${answers.map((list, row) =>
      list.length <= SHOWN_ANSWERS
        ? ''
        : html`<p class="muted">
            ${rowTitle(report.rows[row]!.name)}: ${count(SHOWN_ANSWERS)} of ${count(list.length)} answers are
            shown, one of each verdict first; the report's JSON and CSV hold all.
          </p>`,
    )}
  </details>`;
}

/** The verdicts that occur, with how often, as radio buttons that filter by style alone: no script is needed. */
function filter(report: Report, number: number): Markup {
  const counts = new Map<string, number>();
  for (const row of report.rows) {
    for (const { verdict } of row.answers[number] ?? [])
      counts.set(classOf(verdict), (counts.get(classOf(verdict)) ?? 0) + 1);
  }
  const group = `filter${String(number)}`;
  return html`<fieldset class="filter">
    <legend>Show problems with</legend>
    <label><input type="radio" name="${group}" value="all" checked />any verdict</label>
    ${verdictNames
      .filter((verdict) => counts.has(verdict))
      .map(
        (verdict) =>
          html`<label
            ><input type="radio" name="${group}" value="${verdict}" /><span
              class="dot ${verdict}"
              aria-hidden="true"
              >${markOf(verdict).sign}</span
            >${markOf(verdict).words} <span class="muted">${count(counts.get(verdict)!)}</span></label
          >`,
      )}
  </fieldset>`;
}

export function benchmarkSection(report: Report, number: number): Markup {
  const benchmark = report.benchmarks[number]!;
  const answers = answersTo(report, number);
  return html`<section class="benchmark">
    <h3>
      ${benchmark.name}
      <span class="muted"
        >${count(benchmark.problems.length)}
        problems${benchmark.problems.some(({ difficulty }) => difficulty !== undefined) ? ', sorted by difficulty' : ''}</span
      >
    </h3>
    ${dots(report, benchmark, number, answers)} ${filter(report, number)}
    ${byDifficulty(benchmark).map(({ problem, index }) => problemBlock(report, benchmark, number, index, answers.get(problem.taskId) ?? report.rows.map(() => [])))}
  </section>`;
}
