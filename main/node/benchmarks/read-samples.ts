import { z } from 'zod';
import type { Sample } from '../../core/evaluation/problem.ts';
import { Failure } from '../../core/failure.ts';
import { parseLine, readLines } from './open-text.ts';

/** A completion of a few thousand tokens is under 50 KB; this is generous and still bounds a program. */
const maxCompletionChars = 1024 * 1024;
const maxSamples = 2_000_000;

const sampleLine = z.object({
  task_id: z.union([z.string().min(1), z.number()]).transform(String),
  completion: z.string().max(maxCompletionChars, 'is longer than 1,048,576 characters'),
});

/** Completions in HumanEval's sample format (`.jsonl` or `.jsonl.gz`), in file order; a task may come many times. */
export async function readSamples(path: string): Promise<Sample[]> {
  const samples: Sample[] = [];
  for await (const line of readLines(path)) {
    const read = sampleLine.safeParse(parseLine(path, line));
    if (!read.success) {
      const issue = read.error.issues[0];
      throw new Failure(
        'file-malformed',
        `Line ${String(line.number)} of ${path}: ${[...(issue?.path ?? []), issue?.message ?? 'not a sample'].join(' — ')}; each line needs task_id and completion.`,
      );
    }
    samples.push({ taskId: read.data.task_id, completion: read.data.completion });
    if (samples.length > maxSamples)
      throw new Failure('file-too-large', `${path} holds more than 2,000,000 samples; split it.`);
  }
  if (samples.length === 0) throw new Failure('file-empty', `${path} holds no samples.`);
  return samples;
}
