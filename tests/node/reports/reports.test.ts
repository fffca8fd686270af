import { describe, expect, it } from 'vitest';
import { reportCsv } from '../../../main/node/reports/csv.ts';
import { headline } from '../../../main/node/reports/findings.ts';
import { reportHtml } from '../../../main/node/reports/html.ts';
import { reportJson } from '../../../main/node/reports/json.ts';
import { reportMarkdown } from '../../../main/node/reports/markdown.ts';
import { escapeHtml } from '../../../main/node/reports/markup.ts';
import { exampleReport } from './example-report.ts';

const report = exampleReport(40);
const page = reportHtml(report);

describe('the HTML report', () => {
  it('runs nothing and fetches nothing, whatever a model wrote', () => {
    expect(page).toContain('alert(1)');
    const tags = new Set([...page.matchAll(/<([a-zA-Z]+)/g)].map(([, name]) => name!.toLowerCase()));
    for (const tag of ['script', 'img', 'iframe', 'link', 'object', 'embed', 'form', 'base'])
      expect(tags).not.toContain(tag);
    expect(page).toContain('content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;');
    expect(page).not.toMatch(/<[^>]*\son[a-z]+\s*=/i);
    expect(page).not.toMatch(/(?:src|href)="(?!#)/);
    expect(page).not.toMatch(/url\(|@import/);
    expect(page).not.toContain('\u202E');
  });

  it('closes every element that it opens', () => {
    const open: string[] = [];
    const empty = new Set(['meta', 'input']);
    for (const [, close, name, selfClosed] of page
      .replace(/<!doctype[^>]*>/i, '')
      .matchAll(/<(\/?)([a-z0-9]+)[^<>]*?(\/?)>/g)) {
      if (close) expect(open.pop()).toBe(name);
      else if (!selfClosed && !empty.has(name!)) open.push(name!);
    }
    expect(open).toEqual([]);
  });

  it('gives every score with its interval, and says which were not measured', () => {
    for (const row of report.rows) expect(page).toContain(`${(100 * row.score.rate).toFixed(1)}\u00A0%`);
    expect(page).toContain('not measured');
    expect(page).toContain('95 % interval');
  });

  it('says how well the solutions are foreseen, each beside raw code, and nothing where that was not measured', () => {
    for (const text of [page, reportMarkdown(report)]) {
      for (const bits of ['1.973', '1.473', '0.473']) expect(text).toContain(bits);
      expect(text).toContain('−0.500 (−0.600 to −0.400)');
    }
    const rows = report.rows.map(({ solutionLosses: _, ...row }) => row);
    expect(reportHtml({ ...report, rows })).not.toContain('foreseen');
    expect(reportMarkdown({ ...report, rows })).not.toContain('foreseen');
  });

  it('shows every problem with what every model wrote, what was run, the verdict and the error', () => {
    expect(page.match(/<details class="problem"/g)).toHaveLength(40);
    expect(page.match(/class="answer"/g)).toHaveLength(160);
    expect(page).toContain('What the model wrote');
    expect(page).toContain('assert candidate([1, 2]) == [2]');
    const anchors = new Set([...page.matchAll(/id="([^"]+)"/g)].map(([, id]) => id));
    for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) {
      if (!/^(limits|provenance|paper|results|training|data|problems)$/.test(target!))
        expect(anchors).toContain(target);
    }
    for (const name of ['limits', 'provenance', 'paper', 'results', 'training', 'data', 'problems'])
      expect(anchors).toContain(name);
  });

  it('names seed, hashes, versions, isolation and limits, and marks the paper as quoted', () => {
    expect(page).toContain(report.tokenizer.sha256);
    for (const { sha256 } of report.datasets) expect(page).toContain(sha256);
    for (const { checkpointSha256 } of report.rows) expect(page).toContain(checkpointSha256);
    expect(page).toContain('pyodide');
    expect(page).toContain('locked-down Node process');
    expect(page).toContain('Figure 2.1, quoted');
    expect(page).toContain('not measured here');
    expect(page).toContain('another seed would move each of them');
    expect(page).toContain(report.limitations[0]!);
  });

  it('is the same bytes for the same report', () => {
    expect(reportHtml(exampleReport(40))).toBe(page);
  });

  it('survives a report with nothing in it but one row', () => {
    const bare = reportHtml({
      ...report,
      rows: [{ ...report.rows[0]!, loss: [], answers: [] }],
      benchmarks: [],
      datasets: [],
      verification: [],
      configuration: [],
    });
    expect(bare).toContain('No loss was recorded.');
    expect(bare).not.toContain('NaN');
    expect(bare).not.toContain('undefined');
  });
});

it('never prints NaN, undefined or an object for a value', () => {
  for (const text of [page, reportMarkdown(report)]) expect(text).not.toMatch(/NaN|undefined|\[object/);
});

it('escapes markup and shows characters that would hide', () => {
  expect(escapeHtml(`<a href="x">'&`)).toBe('&lt;a href=&quot;x&quot;&gt;&#39;&amp;');
  expect(escapeHtml('a\u0000b\tc\r\nd')).toBe('a&#xFFFD;<sub>0</sub>b\tc\nd');
});

it('says in one sentence what the data was worth, also when it lost', () => {
  expect(headline(report)).toMatch(/the better data was worth [\d.]+ points\.$/);
  const raw = report.rows[0]!;
  const worse = { ...report.rows[3]!, score: { ...raw.score, rate: raw.score.rate - 0.01 } };
  expect(headline({ ...report, rows: [raw, worse] })).toMatch(/the better data lost 1\.0 points\.$/);
  expect(headline({ ...report, rows: [raw] })).toMatch(
    /^Raw code reached [\d.]+\u00A0% pass@1 on the 40 problems of Hornbook held-out \(95 % interval/,
  );
  expect(headline({ ...report, rows: [] })).toBe('No model was measured.');
});

it('round-trips through JSON', () => {
  expect(JSON.parse(reportJson(report))).toEqual(report);
});

it('writes one CSV line per answer and disarms what a spreadsheet would run', () => {
  const csv = reportCsv({
    ...report,
    rows: [
      {
        ...report.rows[0]!,
        answers: [
          [{ taskId: 'T/0', raw: '', cut: '=HYPERLINK("x")\n', verdict: 'passed', detail: '', elapsedMs: 2 }],
        ],
      },
    ],
  });
  expect(csv.split('\r\n')[1]).toBe(`raw,Hornbook held-out,T/0,0,passed,2.0,,"'=HYPERLINK(""x"")\n"`);
});
