import type { Report } from '../../core/evaluation/report.ts';
import { count, fileSize, percent } from './format.ts';
import { lineageGraph } from './lineage-graph.ts';
import { html, type Markup } from './markup.ts';

/** Where the data came from, what it is, and a few records of each dataset. */
export function dataSection(report: Report): Markup {
  if (report.datasets.length === 0 && report.lineage === undefined) return html``;
  return html`<h2 id="data">Data</h2>
    ${report.lineage === undefined ? '' : lineageGraph(report.lineage)}
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
