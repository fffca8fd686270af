import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ParsedInput } from '../../../preload/contract/contract.ts';
import type { StudyDetails } from '../../../preload/contract/studies.ts';
import { assertWritable } from '../../node/projects/project.ts';
import { chromiumPrinter } from '../../node/reports/chromium-print.ts';
import { printFigure } from '../../node/reports/figure-pdf.ts';
import type { Printer } from '../../node/reports/pdf.ts';
import type { LabParts } from '../lab.ts';
import { closeLabParts, openLabParts } from '../lab.ts';
import { resumeJob } from '../jobs/jobs.ts';
import { figureDate, startStudy, studyDetails } from './studies.ts';
import { assertDone, waitForJob, type Waiting } from '../jobs/wait-for-job.ts';

export type StudyRun = Waiting & {
  readonly projectPath: string;
  readonly what:
    | { readonly kind: 'new'; readonly study: ParsedInput<'studies.start'> }
    | { readonly kind: 'resume'; readonly job: string }
    /** Only tells what an earlier one found. */
    | { readonly kind: 'show'; readonly job: string };
  readonly onNote: (sentence: string) => void;
};

/** The `study` command: a study job in a project, waited for, and what it found. */
export async function runStudy(run: StudyRun): Promise<StudyDetails> {
  const parts = await openLabParts({ projectPath: run.projectPath, door: 'browser' });
  try {
    const id = await jobOf(parts, run);
    if (run.what.kind !== 'show') assertDone(await waitForJob(parts, run, id), id);
    return await studyDetails(parts, id);
  } finally {
    await closeLabParts(parts);
  }
}

async function jobOf(parts: LabParts, { what, onNote }: StudyRun): Promise<string> {
  switch (what.kind) {
    case 'show':
      return what.job;
    case 'resume':
      return (await resumeJob(parts, what.job)).id;
    case 'new': {
      const { id } = await startStudy(parts, what.study);
      onNote(`Started as job ${id}; if it is interrupted, --resume ${id} goes on with it.`);
      return id;
    }
  }
}

/**
 * Each figure as SVG and as PDF and the points in it as CSV, named after what they measure. Returns why there is no PDF
 * where there is none.
 */
export async function writeStudyFigures(
  details: StudyDetails,
  folder: string,
  printer: Printer = chromiumPrinter(),
): Promise<string | null> {
  assertWritable(folder);
  const missing = printer.missing();
  for (const { measure, figure, table } of details.findings) {
    const name = measure.replace('@', '-at-');
    writeFileSync(join(folder, `${name}.csv`), table);
    if (figure === null) continue;
    writeFileSync(join(folder, `${name}.svg`), figure);
    if (missing !== null) continue;
    const pdf = await printFigure(figure, figureDate(details), printer.print);
    writeFileSync(join(folder, `${name}.pdf`), pdf);
  }
  return missing;
}
