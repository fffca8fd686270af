import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { reportId } from '../../node/store/ids.ts';
import type { ReportRow } from '../../node/store/schema.ts';

/** The row of a report's file; its id is its name without the ending. */
export function readReportRow(file: string, path: string, title: string, at: number): ReportRow | null {
  try {
    const { size } = statSync(file);
    return { id: reportId(basename(path, '.html')), title, path, bytes: size, created_at: at };
  } catch (error) {
    console.error(`The report ${file} is not listed:`, error);
    return null;
  }
}
