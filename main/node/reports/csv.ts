import type { Report } from '../../core/evaluation/report.ts';

/** RFC 4180, and a leading `'` where a spreadsheet would take model output for a formula. */
function field(value: string | number): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One line per answer: row, benchmark, problem, sample, verdict, time, detail, what was run. */
export function reportCsv(report: Report): string {
  const lines = [
    ['row', 'benchmark', 'task_id', 'sample', 'verdict', 'elapsed_ms', 'detail', 'completion'].join(','),
  ];
  for (const row of report.rows) {
    row.answers.forEach((answers, index) => {
      const seen = new Map<string, number>();
      for (const { taskId, verdict, elapsedMs, detail, cut } of answers) {
        const sample = seen.get(taskId) ?? 0;
        seen.set(taskId, sample + 1);
        const benchmark = report.benchmarks[index]?.name ?? '';
        lines.push(
          [row.name, benchmark, taskId, sample, verdict, elapsedMs.toFixed(1), detail, cut]
            .map(field)
            .join(','),
        );
      }
    });
  }
  return `${lines.join('\r\n')}\r\n`;
}
