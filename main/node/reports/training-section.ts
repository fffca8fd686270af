import type { Report } from '../../core/evaluation/report.ts';
import { lossChart } from './charts.ts';
import { count, duration, rowTitle } from './format.ts';
import { html, type Markup } from './markup.ts';

/** Loss curves and what training took; nothing where no row says how it was trained. */
export function trainingSection(report: Report): Markup {
  const trained = report.rows.some((row) => row.steps !== undefined || row.loss.length > 0);
  if (!trained) return html``;
  const measured = (value: number | undefined, words: (value: number) => string): string =>
    value === undefined ? '–' : words(value);
  return html`<h2 id="training">Training</h2>
    <p class="muted">
      Thin: the loss of each step. Thick: smoothed. Circles: loss on text that was held out of
      training${report.seed === undefined ? '' : ': code, textbooks and exercises in equal parts, the same for all rows'}.
    </p>
    ${lossChart(report.rows)}
    <div class="wide" tabindex="0" role="region" aria-label="What training took">
      <table>
        <thead>
          <tr>
            <th scope="col">${report.seed === undefined ? 'Model' : 'Trained on'}</th>
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
                <td class="number">${measured(row.parameters, count)}</td>
                <td class="number">${measured(row.tokens, count)}</td>
                <td class="number">${measured(row.steps, count)}</td>
                <td class="number">${measured(row.trainingSeconds, duration)}</td>
                <td class="number">${row.loss.at(-1)?.loss.toFixed(3) ?? '–'}</td>
                <td class="hash">${row.checkpointSha256.slice(0, 12)}…</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}
