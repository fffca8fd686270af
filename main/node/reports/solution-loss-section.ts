import type { Report } from '../../core/evaluation/report.ts';
import type { MeanBits, SolutionLoss } from '../../core/evaluation/solution-loss.ts';
import { rowTitle } from './format.ts';
import { html, type Markup } from './markup.ts';

export const SOLUTION_LOSS_WORDS =
  'Bits that each model spends on each byte of the reference solutions, after their prompts; less is better. Means over problems with 95 % bootstrap intervals. It tells models apart before they solve anything.';

/** Of one benchmark: the loss of every row, null where it was not measured. */
export type BenchmarkLosses = {
  readonly name: string;
  readonly losses: readonly (SolutionLoss | null)[];
};

/** The benchmarks on which the loss of a row's reference solutions was measured. */
export function solutionLosses(report: Report): BenchmarkLosses[] {
  return report.benchmarks.flatMap(({ name }, at) => {
    const losses = report.rows.map((row) => row.solutionLosses?.[at] ?? null);
    return losses.every((loss) => loss === null) ? [] : [{ name, losses }];
  });
}

const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;

export const bitsInterval = ({ ci95: [low, high] }: MeanBits): string =>
  `${low.toFixed(3)} – ${high.toFixed(3)}`;

/** A paired difference to raw code with its interval; `–` where there is none. */
export function versusRaw(loss: SolutionLoss): string {
  if (loss.versusRaw === undefined) return '–';
  const { bitsPerByte, ci95 } = loss.versusRaw;
  return `${signed(bitsPerByte)} (${signed(ci95[0])} to ${signed(ci95[1])})`;
}

/** How well each model foresees the reference solutions; empty where that was not measured. */
export function solutionLossSection(report: Report): Markup {
  const measured = solutionLosses(report);
  if (measured.length === 0) return html``;
  return html`<h2 id="foresight">How well the solutions are foreseen</h2>
    <p>${SOLUTION_LOSS_WORDS}</p>
    ${measured.map(
      ({ name, losses }) =>
        html`<div class="wide" tabindex="0" role="region" aria-label="Solution loss on ${name}">
          <table>
            <caption class="muted">
              ${name}
            </caption>
            <thead>
              <tr>
                <th scope="col">Trained on</th>
                <th scope="col" class="number">Bits per byte</th>
                <th scope="col" class="number">95 % interval</th>
                <th scope="col" class="number">To raw code, paired</th>
              </tr>
            </thead>
            <tbody>
              ${losses.map((loss, row) =>
                loss === null
                  ? ''
                  : html`<tr>
                      <th scope="row">${rowTitle(report.rows[row]!.name)}</th>
                      <td class="number big">${loss.bitsPerByte.toFixed(3)}</td>
                      <td class="number">${bitsInterval(loss)}</td>
                      <td class="number">${versusRaw(loss)}</td>
                    </tr>`,
              )}
            </tbody>
          </table>
        </div>`,
    )}`;
}
