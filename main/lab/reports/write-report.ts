import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Report } from '../../core/evaluation/report.ts';
import { Failure } from '../../core/failure.ts';
import { writeFileDurably } from '../../node/files/durable-file.ts';
import { chromiumPrinter } from '../../node/reports/chromium-print.ts';
import { evaluationReport, isEvaluation } from '../../node/reports/evaluation-report.ts';
import { formatReport, REPORT_FORMATS, type ReportFormat } from '../../node/reports/formats.ts';
import { readReport } from '../../node/reports/read-report.ts';

export type ReportCommand = {
  /** Folders of evaluations; or one recipe's project, or the JSON record of a report. */
  readonly sources: readonly string[];
  readonly format: string;
  readonly out: string;
};

export type WrittenReport = {
  readonly file: string;
  readonly format: ReportFormat;
  readonly bytes: number;
  readonly title: string;
};

/** The `report` command: evaluations side by side, or a report that was made, in any format. */
export async function writeReport({ sources, format, out }: ReportCommand): Promise<WrittenReport> {
  const known = REPORT_FORMATS.find((one) => one === format);
  if (known === undefined) {
    throw new Failure(
      'unknown-format',
      `There is no report format ${JSON.stringify(format)}; choose one of ${REPORT_FORMATS.join(', ')}.`,
    );
  }
  const report = await reportOn(sources.map((source) => resolve(source)));
  const bytes = await formatReport(report, known, chromiumPrinter().print);
  const file = resolve(out);
  writeFileDurably(file, bytes);
  return { file, format: known, bytes: bytes.length, title: report.title };
}

function reportOn(sources: readonly string[]): Promise<Report> {
  const [only] = sources;
  if (sources.length === 1 && only !== undefined && !isEvaluation(only)) return readReport(recordIn(only));
  const other = sources.find((source) => !isEvaluation(source));
  if (other !== undefined) {
    throw new Failure(
      'no-evaluation',
      `${other} is not the folder of a finished evaluation (it has no evaluation.json); name folders under evaluations/.`,
    );
  }
  return evaluationReport(sources);
}

/** The record that a path means: itself, or the newest recipe's in a project. */
function recordIn(path: string): string {
  if (path.endsWith('.json')) return path;
  if (path.endsWith('.html')) return path.replace(/\.html$/, '.json');
  const folder = join(path, 'reports');
  const records = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.startsWith('recipe-') && name.endsWith('.json'))
        .map((name) => join(folder, name))
    : [];
  const newest = records.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0];
  if (newest === undefined) {
    throw new Failure(
      'no-evaluation',
      `${path} is neither an evaluation's folder nor a project with a finished recipe; name a folder under evaluations/, or a project.`,
    );
  }
  return newest;
}
