import type { Report, Score } from '../../core/evaluation/report.ts';
import type { PassAtKScore } from '../../core/evaluation/score.ts';
import { scoreAxis, scoreBar } from './charts.ts';
import { comparisons, furtherScores, groupsOf, scoresOf, type ReportedComparison } from './findings.ts';
import { compact, count, interval, percent, rowTitle } from './format.ts';
import { html, type Markup } from './markup.ts';
import { anchor, classOf, markOf, verdictNames } from './verdicts.ts';

function scoreCell(score: Score | undefined): Markup {
  return score
    ? html`<td class="number">${percent(score.rate)} <span class="muted">${interval(score)}</span></td>`
    : html`<td class="number muted">not measured</td>`;
}

const key = (row: number): Markup => html`<span class="key s${row % 8}"></span>`;

export function resultsSection(report: Report): Markup {
  const name = report.benchmarks[0]?.name ?? 'the benchmark';
  const further = furtherScores(report);
  const tokens = report.rows.some((row) => row.tokens !== undefined);
  const said = comparisons(report);
  const sameCompute =
    report.seed === undefined ? '' : ' Same model, same training compute; only the data differs.';
  return html`<h2 id="results">Results</h2>
    <div class="wide" tabindex="0" role="region" aria-label="Scores of every model">
      <table>
        <caption class="muted">
          pass@1 on ${name}, with 95 % intervals.${sameCompute}
        </caption>
        <thead>
          <tr>
            <th scope="col">${report.seed === undefined ? 'Model' : 'Trained on'}</th>
            <th scope="col" class="number">pass@1</th>
            <th scope="col">${scoreAxis()}</th>
            <th scope="col" class="number">95 % interval</th>
            ${further.map((other) => html`<th scope="col" class="number">${other.name} pass@1</th>`)}
            <th scope="col" class="number">Solved</th>
            ${tokens ? html`<th scope="col" class="number">Tokens</th>` : ''}
          </tr>
        </thead>
        <tbody>
          ${report.rows.map(
            (row, index) =>
              html`<tr>
                <th scope="row">${key(index)}${rowTitle(row.name)}</th>
                <td class="number big">${percent(row.score.rate)}</td>
                <td>${scoreBar(row, index)}</td>
                <td class="number">${interval(row.score)}</td>
                ${further.map(({ scores }) => scoreCell(scores[index]))}
                <td class="number">
                  ${count(row.score.solved)} <span class="muted">of ${count(row.score.problems)}</span>
                </td>
                ${tokens ? html`<td class="number">${row.tokens === undefined ? '–' : compact(row.tokens)}</td>` : ''}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${
      said.length === 0
        ? ''
        : html`<ul class="findings">
            ${said.map(({ benchmark, comparison }) => html`<li>${report.benchmarks.length > 1 ? html`<span class="muted">${report.benchmarks[benchmark]!.name}:</span> ` : ''}${comparison.sentence}</li>`)}
          </ul>`
    }
    ${report.benchmarks.map((_, index) => benchmarkResults(report, index, said))}`;
}

function benchmarkResults(report: Report, benchmark: number, said: readonly ReportedComparison[]): Markup {
  const parts = [
    passAtKTable(report, benchmark),
    verdictTable(report, benchmark),
    groupTable(report, benchmark, 'difficulty'),
    groupTable(report, benchmark, 'topics'),
    ...said.filter((one) => one.benchmark === benchmark).map((one) => flips(report, one)),
  ].filter(({ text }) => text !== '');
  if (parts.length === 0) return html``;
  return html`<h3>${report.benchmarks[benchmark]!.name} in detail</h3>
    ${parts}`;
}

/** The k that papers quote, as far as the samples reach. */
const quotedKs = [1, 2, 5, 10, 20, 50, 100, 200];

function passAtKTable(report: Report, benchmark: number): Markup {
  const scores = report.rows.map((row) => scoresOf(row, benchmark));
  const most = Math.max(0, ...scores.map((row) => row.length));
  if (most < 2) return html``;
  const ks = [...new Set([...quotedKs.filter((k) => k <= most), most])];
  const at = (row: readonly PassAtKScore[], k: number): Score | undefined => row.find((one) => one.k === k);
  return dataTable(
    'pass@k by the unbiased estimator (Chen et al. 2021); 95 % intervals by bootstrap over problems.',
    ['Model', ...ks.map((k) => `pass@${String(k)}`)],
    report.rows.map((row, index) => ({ row, index })),
    ({ row, index }) =>
      html`<th scope="row">${key(index)}${rowTitle(row.name)}</th>
        ${ks.map((k) => scoreCell(at(scores[index]!, k)))}`,
  );
}

function verdictTable(report: Report, benchmark: number): Markup {
  const tallies = report.rows.map((row) => {
    const counts = new Map<string, number>();
    for (const { verdict } of row.answers[benchmark] ?? [])
      counts.set(classOf(verdict), (counts.get(classOf(verdict)) ?? 0) + 1);
    return counts;
  });
  const shown = verdictNames.filter((verdict) => tallies.some((counts) => counts.has(verdict)));
  if (shown.length === 0) return html``;
  return dataTable(
    'What became of every completion.',
    ['Model', ...shown.map((verdict) => markOf(verdict).words)],
    report.rows.map((row, index) => ({ row, index })),
    ({ row, index }) =>
      html`<th scope="row">${key(index)}${rowTitle(row.name)}</th>
        ${shown.map((verdict) => html`<td class="number">${count(tallies[index]!.get(verdict) ?? 0)}</td>`)}`,
  );
}

function groupTable(report: Report, benchmark: number, by: 'difficulty' | 'topics'): Markup {
  const groups = report.rows.map((row) => groupsOf(report, row, benchmark, by));
  const names = [...new Set(groups.flat().map(({ group }) => group))];
  if (names.length < 2) return html``;
  if (by === 'difficulty') names.sort((a, b) => Number(a) - Number(b));
  return dataTable(
    by === 'difficulty'
      ? 'pass@1 by difficulty, with 95 % intervals.'
      : 'pass@1 by topic, with 95 % intervals; a problem may have several topics.',
    [
      by === 'difficulty' ? 'Difficulty' : 'Topic',
      'Problems',
      ...report.rows.map(({ name }) => rowTitle(name)),
    ],
    names,
    (name) => {
      const scores = groups.map((row) => row.find(({ group }) => group === name));
      return html`<th scope="row">${name}</th>
        <td class="number">${count(scores.find((score) => score)?.problems ?? 0)}</td>
        ${scores.map(scoreCell)}`;
    },
  );
}

function dataTable<T>(
  caption: string,
  head: readonly string[],
  items: readonly T[],
  cells: (item: T) => Markup,
): Markup {
  return html`<div class="wide" tabindex="0" role="region" aria-label="${caption}">
    <table class="detail">
      <caption class="muted">
        ${caption}
      </caption>
      <thead>
        <tr>
          ${head.map((name, at) => html`<th scope="col" ${at === 0 ? '' : html` class="number"`}>${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${items.map(
          (item) =>
            html`<tr>
              ${cells(item)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** Problems on which two models differ, each a link to what both wrote. */
function flips(report: Report, { benchmark, after, before, comparison }: ReportedComparison): Markup {
  if (comparison.flips.length === 0) return html``;
  const places = new Map(report.benchmarks[benchmark]!.problems.map(({ taskId }, index) => [taskId, index]));
  const rate = (side: { correct: number; samples: number }): number => side.correct / side.samples;
  const gained = comparison.flips.filter((flip) => rate(flip.first) > rate(flip.second));
  const lost = comparison.flips.filter((flip) => rate(flip.first) < rate(flip.second));
  const [now, then] = [rowTitle(report.rows[after]!.name), rowTitle(report.rows[before]!.name)];
  const list = (words: string, some: typeof gained): Markup =>
    some.length === 0
      ? html``
      : html`<p>
          <span class="muted">${words}, ${count(some.length)}:</span>
          ${some.map(({ taskId, first, second }, at) => html`${at === 0 ? '' : ', '}<a href="#${anchor(benchmark, places.get(taskId) ?? 0)}">${taskId}</a>${first.samples === 1 && second.samples === 1 ? '' : html` <span class="muted">${count(second.correct)} of ${count(second.samples)} → ${count(first.correct)} of ${count(first.samples)}</span>`}`)}
        </p>`;
  return html`<details class="sample flips shown-in-print">
    <summary>
      ${then} → ${now}: ${count(comparison.flips.length)} of ${count(comparison.problems)} problems changed
    </summary>
    ${list('Gained', gained)} ${list('Lost', lost)}
  </details>`;
}
