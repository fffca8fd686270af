import { html, type Markup } from './markup.ts';
import { figure21, table1 } from './paper-rows.ts';

/** What the paper reports, for scale; every figure marked as quoted. */
export function paperSection(): Markup {
  return html`<h2 id="paper">The paper, for scale</h2>
    <p>
      Quoted from <cite>Textbooks Are All You Need</cite> (arXiv 2306.11644v2), not measured here: other
      models, other data, thousands of times the compute. HumanEval pass@1, per cent.
    </p>
    <div class="wide" tabindex="0" role="region" aria-label="Figure 2.1, quoted">
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
    <details class="sample shown-in-print">
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
