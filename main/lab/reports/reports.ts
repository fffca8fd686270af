import { readFileSync } from 'node:fs';
import type { ReportSummary } from '../../../preload/contract/reports.ts';
import { Failure } from '../../core/failure.ts';
import { absolutePath } from '../../node/projects/project.ts';
import { reportId } from '../../node/store/ids.ts';
import { findReport, listReports } from '../../node/store/queries/reports.ts';
import type { LabParts } from '../lab.ts';

export async function listReportSummaries(parts: LabParts): Promise<ReportSummary[]> {
  return (await listReports(parts.store.db)).map((row) => ({
    id: row.id,
    title: row.title,
    createdAt: row.created_at,
    path: absolutePath(parts.project, row.path),
    bytes: row.bytes,
  }));
}

export async function reportHtml(parts: LabParts, id: string): Promise<{ html: string }> {
  const row = await findReport(parts.store.db, reportId(id));
  if (!row) throw new Failure('report-not-found', `There is no report ${JSON.stringify(id)}.`);
  const path = absolutePath(parts.project, row.path);
  try {
    return { html: readFileSync(path, 'utf8') };
  } catch (cause) {
    throw new Failure('report-missing', `The report ${path} is gone; run its recipe again.`, { cause });
  }
}
