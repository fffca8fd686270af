import { readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { evaluationId, reportId } from '../node/store/ids.ts';
import type { EvaluationRow, ReportRow } from '../node/store/schema.ts';

const share = z.number().min(0).max(1);

/** The parts of `evaluation.json` (core/evaluation/evaluation-file.ts) that the lists show. */
const evaluationSchema = z.object({
  formatVersion: z.literal(1),
  id: z.string().min(1),
  runId: z.string(),
  runName: z.string(),
  benchmark: z.string(),
  isolation: z.string(),
  problems: z.number().int(),
  passed: z.number().int(),
  passAt1: share,
  ci95: z.tuple([share, share]),
  createdAt: z.number(),
});

/** The row of an evaluation's folder, or null when its file is missing or not one of ours. */
export function readEvaluationRow(folder: string, path: string): EvaluationRow | null {
  try {
    const file = evaluationSchema.parse(JSON.parse(readFileSync(join(folder, 'evaluation.json'), 'utf8')));
    return {
      id: evaluationId(file.id),
      run_id: file.runId,
      run_name: file.runName,
      benchmark: file.benchmark,
      problems: file.problems,
      passed: file.passed,
      pass_at_1: file.passAt1,
      ci_low: file.ci95[0],
      ci_high: file.ci95[1],
      isolation: file.isolation,
      path,
      created_at: file.createdAt,
    };
  } catch (error) {
    console.error(`The evaluation in ${folder} is not listed:`, error);
    return null;
  }
}

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
