import type { Report } from '../../core/evaluation/report.ts';
import { reportCsv } from './csv.ts';
import { reportHtml } from './html.ts';
import { reportJson } from './json.ts';
import { reportLatex } from './latex.ts';
import { reportMarkdown } from './markdown.ts';
import { printReport, type PrintPage } from './pdf.ts';

/** Formats that a report can be written in. */
export const REPORT_FORMATS = ['html', 'pdf', 'md', 'json', 'csv', 'latex'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

const texts: Readonly<Record<Exclude<ReportFormat, 'pdf'>, (report: Report) => string>> = {
  html: reportHtml,
  md: reportMarkdown,
  json: reportJson,
  csv: reportCsv,
  latex: reportLatex,
};

/** The bytes of a report in one format: the same for the same report, whenever and wherever they are made. */
export async function formatReport(
  report: Report,
  format: ReportFormat,
  print: PrintPage,
): Promise<Uint8Array> {
  if (format === 'pdf') return printReport(report, print);
  return new TextEncoder().encode(texts[format](report));
}
