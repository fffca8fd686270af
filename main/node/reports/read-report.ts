import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Report } from '../../core/evaluation/report.ts';
import { Failure } from '../../core/failure.ts';

const text = z.string();
const rate = z.number().min(0).max(1);
const score = z.looseObject({ rate, low: rate, high: rate, solved: z.number(), problems: z.number() });
const interval = z.tuple([z.number(), z.number()]);
const bits = z.looseObject({ bitsPerByte: z.number(), ci95: interval });
const answer = z.looseObject({
  taskId: text,
  raw: text,
  cut: text,
  verdict: text,
  detail: text,
  elapsedMs: z.number(),
});

/** What the formats rely on. The rest of a record is shown as it is, escaped. */
const schema = z.looseObject({
  title: text,
  finishedAt: z.iso.datetime(),
  seconds: z.number().optional(),
  seed: z.number().optional(),
  rows: z.array(
    z.looseObject({
      name: text,
      score,
      humanEval: score.optional(),
      solutionLosses: z.array(bits.extend({ versusRaw: bits.optional() })).optional(),
      loss: z.array(z.looseObject({ step: z.number(), loss: z.number(), heldOut: z.number().optional() })),
      checkpointSha256: text,
      datasets: z.array(text),
      answers: z.array(z.array(answer)),
    }),
  ),
  benchmarks: z.array(
    z.looseObject({
      name: text,
      sha256: text,
      problems: z.array(z.looseObject({ taskId: text, prompt: text, difficulty: z.number().optional() })),
    }),
  ),
  datasets: z.array(
    z.looseObject({
      name: text,
      sha256: text,
      records: z.number(),
      bytes: z.number(),
      made: text,
      samples: z.array(z.looseObject({ title: text, text })),
    }),
  ),
  isolation: z.enum(['chromium', 'bubblewrap+permission', 'bubblewrap+native', 'permission']),
  configuration: z.array(z.looseObject({ group: text, name: text, value: text })),
  versions: z.record(text, text),
  machine: z.record(text, text),
  verification: z.array(z.looseObject({ what: text, checked: z.number(), failed: z.number() })),
  limitations: z.array(text),
});

/**
 * Reads the record that a report was made from, which lies beside it.
 *
 * @throws Failure `report-missing` or `report-damaged`.
 */
export async function readReport(path: string): Promise<Report> {
  let json: string;
  try {
    json = await readFile(path, 'utf8');
  } catch (cause) {
    throw new Failure(
      'report-missing',
      `The record ${path} is gone, from which a report is made; evaluate again, or run the recipe again.`,
      { cause },
    );
  }
  try {
    return schema.parse(JSON.parse(json)) as unknown as Report;
  } catch (cause) {
    const why = cause instanceof z.ZodError ? (cause.issues[0]?.path.join('.') ?? '') : 'not JSON';
    throw new Failure('report-damaged', `${path} is not the record of a report (${why}).`, { cause });
  }
}
