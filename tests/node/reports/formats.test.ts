import { describe, expect, it } from 'vitest';
import type { Report } from '../../../main/core/evaluation/report.ts';
import { comparisons } from '../../../main/node/reports/findings.ts';
import { formatReport, REPORT_FORMATS } from '../../../main/node/reports/formats.ts';
import { reportHtml } from '../../../main/node/reports/html.ts';
import { escapeLatex, reportLatex } from '../../../main/node/reports/latex.ts';
import { dated, type PrintPage } from '../../../main/node/reports/pdf.ts';
import { exampleReport } from './example-report.ts';

const report = exampleReport(40);

/** Several samples of each problem, as an evaluation at a temperature has them. */
function sampled(samples: number): Report {
  const { seed: _, seconds: __, tokenizer: ___, ...rest } = report;
  return {
    ...rest,
    rows: report.rows.slice(0, 2).map((row, index) => ({
      ...row,
      name: `model ${String(index)}`,
      answers: [
        Array.from({ length: samples }, (_, sample) =>
          row.answers[0]!.map((answer, at) => ({
            ...answer,
            verdict: (at * 7 + sample * 3 + index) % 5 === 0 ? 'passed' : answer.verdict,
          })),
        ).flat(),
      ],
    })),
  };
}

describe('LaTeX', () => {
  it('writes out every character that means something to it', () => {
    expect(escapeLatex('50% of $x_1 & {y} #2 ~ ^ \\ "q"')).toBe(
      '50\\% of \\$x\\_1 \\& \\{y\\} \\#2 \\textasciitilde{} \\textasciicircum{} \\textbackslash{} \\textquotedbl{}q\\textquotedbl{}',
    );
    expect(escapeLatex('95\u00A0% – 3 ≥ 2 →\n日本')).toBe('95~\\% -- 3 $\\geq$ 2 $\\rightarrow$ ??');
  });

  it('gives booktabs tables whose rows have as many cells as their columns', () => {
    const text = reportLatex(report);
    const tables = [...text.matchAll(/\\begin\{tabular\}\{@\{\}([lr]+)@\{\}\}([\s\S]*?)\\end\{tabular\}/g)];
    expect(tables).toHaveLength(3);
    for (const [, columns, body] of tables) {
      const rows = body!.split('\n').filter((line) => line.endsWith('\\\\'));
      expect(rows.length).toBeGreaterThan(2);
      for (const row of rows) expect(row.replaceAll('\\&', '').split('&')).toHaveLength(columns!.length);
      expect(body).toMatch(/\\toprule[\s\S]*\\midrule[\s\S]*\\bottomrule/);
    }
    expect(text).toContain('Quoted from Textbooks Are All You Need');
    expect(text.split('{').length).toBe(text.split('}').length);
  });
});

describe('a report on models that were evaluated by themselves', () => {
  const page = reportHtml(sampled(6));

  it('has pass@k for every quoted k that the samples allow', () => {
    for (const k of [1, 2, 5, 6]) expect(page).toContain(`pass@${String(k)}</th>`);
    expect(page).not.toContain('pass@10</th>');
  });

  it('says which problems flipped, each a link, and what became of every answer', () => {
    const [{ comparison }] = comparisons(sampled(6)) as [ReturnType<typeof comparisons>[number]];
    expect(comparison.flips.length).toBeGreaterThan(0);
    expect(page).toContain(`${String(comparison.flips.length)} of 40 problems changed`);
    expect(page).toContain(comparison.sentence.slice(0, 40).replace("'", '&#39;'));
    expect(page).toContain('What became of every completion.');
    expect(page).toContain('pass@1 by difficulty');
  });

  it('shows some answers of each model and says where the rest is', () => {
    expect(page.match(/class="answer"/g)).toHaveLength(40 * 2 * 4);
    expect(page).toMatch(/4 of 6\s+answers are\s+shown/);
  });

  it('speaks of no recipe', () => {
    expect(page).not.toContain('whole run');
    expect(page).not.toMatch(/undefined|NaN/);
  });
});

describe('contamination and lineage', () => {
  const withBoth: Report = {
    ...report,
    benchmarks: report.benchmarks.map((benchmark) => ({
      ...benchmark,
      problems: benchmark.problems.map((problem, at) => ({
        ...problem,
        overlaps:
          at === 0 ? [{ dataset: 'exercises', recordId: 'e-1', why: 'syntax trees alike by 0.96' }] : [],
      })),
    })),
    lineage: {
      nodes: [
        { id: 's', kind: 'source', title: 'stdlib', note: 'raw source' },
        { id: 'a'.repeat(64), kind: 'dataset', title: 'raw', note: '554 texts' },
        { id: 'm', kind: 'model', title: '<b>model</b>', note: '1 M' },
      ],
      edges: [
        { from: 's', to: 'a'.repeat(64) },
        { from: 'a'.repeat(64), to: 'm' },
      ],
    },
  };

  it('stand beside each problem and before the data', () => {
    const page = reportHtml(withBoth);
    expect(page).toContain('syntax trees alike by 0.96');
    expect(page.match(/no training text was found close/g)).toHaveLength(39);
    expect(page.match(/class="edge"/g)).toHaveLength(2);
    expect(page).toContain('&lt;b&gt;model&lt;/b&gt;');
    expect(page).not.toContain('were not compared with these problems');
    expect(reportHtml(report)).toContain('were not compared with these problems');
  });
});

describe('the same report', () => {
  /** A printer that knows the clock, as Chromium's does. */
  const printer: PrintPage = (html) => {
    const now = String(process.hrtime.bigint()).padEnd(14, '0').slice(-14);
    const text = `%PDF-1.4\n1 0 obj\n<</CreationDate (D:${now}+00'00')\n/ModDate (D:${now}+00'00')>>\n${String(html.length)}`;
    return Promise.resolve(new TextEncoder().encode(text));
  };

  it.each(REPORT_FORMATS)('is the same bytes as %s, from its record too', async (format) => {
    const first = await formatReport(report, format, printer);
    const record = JSON.parse(JSON.stringify(report)) as Report;
    expect(Buffer.from(await formatReport(record, format, printer)).equals(first)).toBe(true);
  });

  it('dates a PDF by itself, without moving a byte', () => {
    const pdf = new TextEncoder().encode(
      "a/CreationDate (D:20991231235959+01'00')/ModDate (D:20991231235959Z)b",
    );
    expect(new TextDecoder().decode(dated(pdf, '2026-03-01T12:34:56.789Z'))).toBe(
      "a/CreationDate (D:20260301123456+00'00')/ModDate (D:20260301123456Z)b",
    );
  });
});
