import { join } from 'node:path';
import type { MadeReport, ReportFormat, ReportOffer, ReportSource } from '../../../preload/contract/reports.ts';
import { REPORT_FORMATS } from '../../../preload/contract/reports.ts';
import type { Report } from '../../core/evaluation/report.ts';
import { Failure } from '../../core/failure.ts';
import { sha256 } from '../../node/datasets/canonical-json.ts';
import { writeFileDurably } from '../../node/files/durable-file.ts';
import { absolutePath } from '../../node/projects/project.ts';
import { evaluationReport } from '../../node/reports/evaluation-report.ts';
import { formatReport } from '../../node/reports/formats.ts';
import { reportJson } from '../../node/reports/json.ts';
import { readReport } from '../../node/reports/read-report.ts';
import { evaluationId, reportId } from '../../node/store/ids.ts';
import { findEvaluation } from '../../node/store/queries/evaluations.ts';
import { findReport, upsertReport } from '../../node/store/queries/reports.ts';
import type { LabParts } from '../lab.ts';

const mediaTypes: Readonly<Record<ReportFormat, string>> = {
  html: 'text/html',
  pdf: 'application/pdf',
  md: 'text/markdown',
  json: 'application/json',
  csv: 'text/csv',
  latex: 'application/x-tex',
};

/** The formats that this door can make; a PDF needs a browser to print it. */
export function reportOffers({ printer }: LabParts): ReportOffer[] {
  const missing = printer.missing();
  return REPORT_FORMATS.map((format) =>
    format === 'pdf' && missing !== null
      ? { format, available: false, why: missing }
      : { format, available: true },
  );
}

/**
 * Makes a report and keeps it in the project under a name that its contents decide, with the JSON from which every
 * format of it can be made again.
 */
export async function makeReport(
  parts: LabParts,
  { source, format }: { readonly source: ReportSource; readonly format: ReportFormat },
): Promise<MadeReport> {
  const report = await reportOf(parts, source);
  const record = reportJson(report);
  const name = `${source.kind === 'report' ? 'recipe' : 'evaluation'}-${sha256(record).slice(0, 12)}`;
  const bytes = await formatReport(report, format, parts.printer.print);
  const fileName = `${name}.${format === 'latex' ? 'tex' : format}`;
  const { reports } = parts.project;
  const path = join(reports, fileName);
  writeFileDurably(join(reports, `${name}.json`), record);
  if (format !== 'json') writeFileDurably(path, bytes);
  if (format === 'html') {
    await upsertReport(parts.store.db, {
      id: reportId(name),
      title: report.title,
      path: join('reports', fileName),
      bytes: bytes.length,
      created_at: Date.parse(report.finishedAt),
    });
    parts.changes.announce({ subject: 'reports' });
  }
  return {
    fileName,
    mediaType: mediaTypes[format],
    base64: Buffer.from(bytes).toString('base64'),
    path,
  };
}

async function reportOf(parts: LabParts, source: ReportSource): Promise<Report> {
  if (source.kind === 'report') {
    const row = await findReport(parts.store.db, reportId(source.id));
    if (!row)
      throw new Failure('report-not-found', `There is no report ${JSON.stringify(source.id)}.`);
    return readReport(absolutePath(parts.project, row.path).replace(/\.html$/, '.json'));
  }
  const folders = await Promise.all(
    source.ids.map(async (id) => {
      const row = await findEvaluation(parts.store.db, evaluationId(id));
      if (!row) throw new Failure('evaluation-not-found', `There is no evaluation ${JSON.stringify(id)}.`);
      return absolutePath(parts.project, row.path);
    }),
  );
  return evaluationReport(folders);
}
