import type { Report } from '../../core/evaluation/report.ts';
import { dataSection } from './data-section.ts';
import { headline, isolationSentence, limitations } from './findings.ts';
import { duration } from './format.ts';
import { html, verbatim, type Markup } from './markup.ts';
import { paperSection } from './paper-section.ts';
import { benchmarkSection } from './problems.ts';
import { provenanceSection } from './provenance-section.ts';
import { resultsSection } from './results-section.ts';
import { solutionLossSection } from './solution-loss-section.ts';
import { style } from './style.ts';
import { trainingSection } from './training-section.ts';

/** Nothing may be fetched or run: a model's output is inside this page. */
const contentPolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** A report as one HTML file that needs no network, runs no script, and prints. */
export function reportHtml(report: Report): string {
  const facts = [
    'Hornbook',
    report.finishedAt.slice(0, 10),
    ...(report.seconds === undefined ? [] : [duration(report.seconds)]),
    ...(report.seed === undefined ? [] : [`seed ${String(report.seed)}`]),
  ];
  const sections: readonly (readonly [name: string, content: Markup])[] = [
    ['Results', resultsSection(report)],
    ['Foresight', solutionLossSection(report)],
    ['Training', trainingSection(report)],
    ['Data', dataSection(report)],
    ['Problems', problemsSection(report)],
    ['Limits', limitsSection(report)],
    ['Provenance', provenanceSection(report)],
    ['Paper', paperSection()],
  ];
  const shown = sections.filter(([, content]) => content.text !== '');
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
          <p class="muted">${facts.join(' · ')}</p>
          <p class="lede">${headline(report)}</p>
          <nav aria-label="Sections">
            <ul>
              ${shown.map(([name]) => html`<li><a href="#${name.toLowerCase()}">${name}</a></li>`)}
            </ul>
          </nav>
        </header>
        <main>${shown.map(([, content]) => content)}</main>
      </body>
    </html> `;
  return page.text;
}

function problemsSection(report: Report): Markup {
  if (report.benchmarks.length === 0) return html``;
  return html`<h2 id="problems">Problems</h2>
    <p>
      Every problem with what each model wrote, what was run and what became of it.
      ${isolationSentence(report)}
    </p>
    <p class="print-only muted">On paper only the verdicts; the same report as HTML holds every answer.</p>
    ${report.benchmarks.map((_, index) => benchmarkSection(report, index))}`;
}

function limitsSection(report: Report): Markup {
  return html`<h2 id="limits">What these numbers do not show</h2>
    <ul>
      ${limitations(report).map((sentence) => html`<li>${sentence}</li>`)}
    </ul>`;
}
