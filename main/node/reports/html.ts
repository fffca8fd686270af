import type { RecipeReport, Score } from '../../core/evaluation/report.ts';
import { lossChart, scoreAxis, scoreBar } from './charts.ts';
import { comparisons, headline, isolationSentence, limitations } from './findings.ts';
import { compact, count, duration, fileSize, interval, percent, rowTitle } from './format.ts';
import { html, verbatim, type Markup } from './markup.ts';
import { figure21, table1 } from './paper-rows.ts';
import { benchmarkSection } from './problems.ts';
import { style } from './style.ts';

/** Nothing may be fetched or run: a model's output is inside this page. */
const contentPolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

function scoreCell(score: Score | undefined): Markup {
  return score
    ? html`<td class="number">${percent(score.rate)} <span class="muted">${interval(score)}</span></td>`
    : html`<td class="number muted">not measured</td>`;
}

function results(report: RecipeReport): Markup {
  const humanEval = report.rows.some((row) => row.humanEval);
  const name = report.benchmarks[0]?.name ?? 'the benchmark';
  return html`<h2 id="results">Results</h2>
    <div class="wide">
      <table>
        <caption class="muted">
          pass@1 on ${name}, with 95 % intervals. Same model, same training compute; only the data differs.
        </caption>
        <thead>
          <tr>
            <th scope="col">Trained on</th>
            <th scope="col" class="number">pass@1</th>
            <th scope="col">${scoreAxis()}</th>
            <th scope="col" class="number">95 % interval</th>
            ${humanEval ? html`<th scope="col" class="number">HumanEval pass@1</th>` : ''}
            <th scope="col" class="number">Solved</th>
            <th scope="col" class="number">Tokens</th>
          </tr>
        </thead>
        <tbody>
          ${report.rows.map(
            (row, index) =>
              html`<tr>
                <th scope="row"><span class="key s${index}"></span>${rowTitle(row.name)}</th>
                <td class="number big">${percent(row.score.rate)}</td>
                <td>${scoreBar(row, index)}</td>
                <td class="number">${interval(row.score)}</td>
                ${humanEval ? scoreCell(row.humanEval) : ''}
                <td class="number">
                  ${count(row.score.solved)} <span class="muted">of ${count(row.score.problems)}</span>
                </td>
                <td class="number">${compact(row.tokens)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <ul>
      ${comparisons(report).map((sentence) => html`<li>${sentence}</li>`)}
    </ul>`;
}

function training(report: RecipeReport): Markup {
  return html`<h2 id="training">Training</h2>
    <p class="muted">
      Thin: the loss of each step. Thick: smoothed. Circles: loss on text that no row was trained on: code,
      textbooks and exercises in equal parts, the same for all rows.
    </p>
    ${lossChart(report.rows)}
    <div class="wide">
      <table>
        <thead>
          <tr>
            <th scope="col">Trained on</th>
            <th scope="col" class="number">Parameters</th>
            <th scope="col" class="number">Tokens seen</th>
            <th scope="col" class="number">Steps</th>
            <th scope="col" class="number">Time</th>
            <th scope="col" class="number">Last loss</th>
            <th scope="col">Checkpoint, sha256</th>
          </tr>
        </thead>
        <tbody>
          ${report.rows.map(
            (row, index) =>
              html`<tr>
                <th scope="row"><span class="key s${index}"></span>${rowTitle(row.name)}</th>
                <td class="number">${count(row.parameters)}</td>
                <td class="number">${count(row.tokens)}</td>
                <td class="number">${count(row.steps)}</td>
                <td class="number">${duration(row.trainingSeconds)}</td>
                <td class="number">${row.loss.at(-1)?.loss.toFixed(3) ?? '–'}</td>
                <td class="hash">${row.checkpointSha256}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

function data(report: RecipeReport): Markup {
  return html`<h2 id="data">Data</h2>
    ${
      report.verification.length === 0
        ? ''
        : html`<ul>
            ${report.verification.map((v) => html`<li>${v.what}: ${count(v.checked)} were run, ${count(v.failed)} failed (${v.checked === 0 ? '0.0 %' : percent(v.failed / v.checked)}) and were left out.</li>`)}
          </ul>`
    }
    ${report.datasets.map(
      (set) =>
        html`<h3>${set.name}</h3>
          <p>${set.made}</p>
          <p class="muted">
            ${count(set.records)} records ·
            ${fileSize(set.bytes)}${set.tokens === undefined ? '' : ` · ${count(set.tokens)} tokens`}
          </p>
          <p class="hash">sha256 ${set.sha256}</p>
          ${set.samples.map(
            (sample) =>
              html`<details class="sample">
                <summary>${sample.title}</summary>
                <pre>${sample.text}</pre>
              </details>`,
          )}`,
    )}`;
}

function facts(entries: readonly (readonly [string, string])[]): Markup {
  return html`<dl class="facts">
    ${entries.map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`;
}

function provenance(report: RecipeReport): Markup {
  const groups = [...new Set(report.configuration.map(({ group }) => group))];
  return html`<h2 id="provenance">How to get this again</h2>
    ${facts([
      ['seed', String(report.seed)],
      ['finished', report.finishedAt],
      ['whole run', duration(report.seconds)],
      ['isolation', report.isolation],
      ['tokenizer', `${count(report.tokenizer.vocabulary)} tokens, sha256 ${report.tokenizer.sha256}`],
      ...report.benchmarks.map(({ name, sha256 }) => [name, `sha256 ${sha256}`] as const),
    ])}
    ${groups.map(
      (group) =>
        html`<h3>${group}</h3>
          ${facts(report.configuration.filter((c) => c.group === group).map((c) => [c.name, c.value] as const))}`,
    )}
    <h3>Versions</h3>
    ${facts(Object.entries(report.versions))}
    <h3>Machine</h3>
    ${facts(Object.entries(report.machine))}`;
}

function paper(): Markup {
  return html`<h2 id="paper">The paper, for scale</h2>
    <p>
      Quoted from <cite>Textbooks Are All You Need</cite> (arXiv 2306.11644v2), not measured here: other
      models, other data, thousands of times the compute. HumanEval pass@1, per cent.
    </p>
    <div class="wide">
      <table class="quoted">
        <caption class="muted">
          Figure 2.1, quoted; values read from the figure by secondary sources, approximate
        </caption>
        <thead>
          <tr>
            <th scope="col">Model and compute</th>
            <th scope="col" class="number">The Stack</th>
            <th scope="col" class="number">CodeTextbook</th>
            <th scope="col" class="number">+ CodeExercises</th>
          </tr>
        </thead>
        <tbody>
          ${figure21.map(
            (row) =>
              html`<tr>
                <td>${row.setting}</td>
                <td class="number">≈ ${row.stack}</td>
                <td class="number">≈ ${row.textbook}</td>
                <td class="number">≈ ${row.exercises}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <details class="sample">
      <summary>Table 1, quoted</summary>
      <table class="quoted">
        <thead>
          <tr>
            <th scope="col">Model</th>
            <th scope="col" class="number">HumanEval</th>
            <th scope="col" class="number">MBPP</th>
          </tr>
        </thead>
        <tbody>
          ${table1.map(
            (row) =>
              html`<tr>
                <td>${row.model}</td>
                <td class="number">${row.humanEval}</td>
                <td class="number">${row.mbpp}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </details>`;
}

/** A finished recipe as one HTML file that needs no network, runs no script, and prints. */
export function reportHtml(report: RecipeReport): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${contentPolicy}" />
        <meta name="color-scheme" content="light dark" />
        <title>${report.title}</title>
        <style>
          ${verbatim(style)}
        </style>
      </head>
      <body>
        <header>
          <h1>${report.title}</h1>
          <p class="muted">
            Hornbook · ${report.finishedAt.slice(0, 10)} · ${duration(report.seconds)} · seed ${report.seed}
          </p>
          <p class="lede">${headline(report)}</p>
          <nav aria-label="Sections">
            <ul>
              ${['Results', 'Training', 'Data', 'Problems', 'Limits', 'Provenance', 'Paper'].map((name) => html`<li><a href="#${name.toLowerCase()}">${name}</a></li>`)}
            </ul>
          </nav>
        </header>
        <main>
          ${results(report)}${training(report)}${data(report)}
          <h2 id="problems">Problems</h2>
          <p>
            Every problem with what each model wrote, what was run and what became of it.
            ${isolationSentence(report)}
          </p>
          ${report.benchmarks.map((_, index) => benchmarkSection(report, index))}
          <h2 id="limits">What these numbers do not show</h2>
          <ul>
            ${limitations(report).map((sentence) => html`<li>${sentence}</li>`)}
          </ul>
          ${provenance(report)}${paper()}
        </main>
      </body>
    </html> `;
  return page.text;
}
