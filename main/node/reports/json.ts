import type { RecipeReport } from '../../core/evaluation/report.ts';

/** The report's own record, from which every other format can be made again. */
export function reportJson(report: RecipeReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
