import { z } from 'zod';
import type { OpenProblem } from '../../core/evaluation/grading.ts';
import { Failure } from '../../core/failure.ts';
import { resourcePath } from '../runtime/resources.ts';
import { parseLine, readLines } from './open-text.ts';

const lineSchema = z
  .object({
    task_id: z.string().min(1).max(500),
    prompt: z.string().min(1),
    entry_point: z.string().regex(/^[\p{L}_][\p{L}\p{N}_]*$/u, 'must be a Python name'),
    topics: z.array(z.string()).default([]),
  })
  .refine(({ prompt, entry_point: name }) => prompt.includes(`def ${name}(`), {
    path: ['prompt'],
    message: 'does not define the entry point',
  });

/** The unconventional problems that come with Hornbook. */
export const unconventionalProblems = (): string => resourcePath('benchmarks', 'unconventional.jsonl');

/**
 * Problems without tests: JSON lines of `task_id`, `prompt`, `entry_point` and, if wanted, `topics`.
 *
 * @throws Failure `file-malformed` naming the line, `file-empty`, `file-missing`.
 */
export async function readOpenProblems(path: string): Promise<OpenProblem[]> {
  const problems = new Map<string, OpenProblem>();
  for await (const line of readLines(path)) {
    const where = `Line ${String(line.number)} of ${path}`;
    const read = lineSchema.safeParse(parseLine(path, line));
    if (!read.success) {
      const issue = read.error.issues[0]!;
      throw new Failure('file-malformed', `${where}: ${issue.path.join('.')} — ${issue.message}.`);
    }
    const { task_id: taskId, prompt, entry_point: entryPoint, topics } = read.data;
    if (problems.has(taskId)) throw new Failure('file-malformed', `${where} repeats the task ${taskId}.`);
    problems.set(taskId, { taskId, prompt, entryPoint, topics });
  }
  if (problems.size === 0) throw new Failure('file-empty', `${path} holds no problems.`);
  return [...problems.values()];
}
