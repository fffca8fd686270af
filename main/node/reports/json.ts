import type { Report } from '../../core/evaluation/report.ts';

/** The report's own record, from which every other format can be made again. */
export function reportJson(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
