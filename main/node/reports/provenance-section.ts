import type { Report } from '../../core/evaluation/report.ts';
import { count, duration, rowTitle } from './format.ts';
import { html, type Markup } from './markup.ts';

function facts(entries: readonly (readonly [string, string])[]): Markup {
  return html`<dl class="facts">
    ${entries.map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`;
}

/** All that is needed to get the same numbers again. */
export function provenanceSection(report: Report): Markup {
  const { tokenizer } = report;
  const groups = [...new Set(report.configuration.map(({ group }) => group))];
  return html`<h2 id="provenance">How to get this again</h2>
    ${facts([
      ...(report.seed === undefined ? [] : [['seed', String(report.seed)] as const]),
      ['finished', report.finishedAt],
      ...(report.seconds === undefined ? [] : [['whole run', duration(report.seconds)] as const]),
      ['isolation', report.isolation],
      ...(tokenizer === undefined
        ? []
        : [['tokenizer', `${count(tokenizer.vocabulary)} tokens, sha256 ${tokenizer.sha256}`] as const]),
      ...report.rows.map(
        (row) => [rowTitle(row.name), `checkpoint, sha256 ${row.checkpointSha256}`] as const,
      ),
      ...report.benchmarks.map(({ name, sha256 }) => [name, `sha256 ${sha256}`] as const),
    ])}
    ${groups.map(
      (group) =>
        html`<h3>${group}</h3>
          ${facts(report.configuration.filter((c) => c.group === group).map((c) => [c.name, c.value] as const))}`,
    )}
    ${
      Object.keys(report.versions).length === 0
        ? ''
        : html`<h3>Versions</h3>
            ${facts(Object.entries(report.versions))}`
    }
    ${
      Object.keys(report.machine).length === 0
        ? ''
        : html`<h3>Machine</h3>
            ${facts(Object.entries(report.machine))}`
    }`;
}
