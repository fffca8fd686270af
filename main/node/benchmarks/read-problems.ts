import { z } from 'zod';
import type { AssertProblem, FunctionProblem, Problem } from '../../core/evaluation/problem.ts';
import { Failure } from '../../core/failure.ts';
import { parseLine, readLines, type Line } from './open-text.ts';

const functionLine = z.object({
  task_id: z.string().min(1).max(500),
  prompt: z.string(),
  entry_point: z.string().regex(/^[\p{L}_][\p{L}\p{N}_]*$/u, 'must be a Python name'),
  canonical_solution: z.string().default(''),
  test: z.string().min(1),
  difficulty: z.number().optional(),
  topics: z.array(z.string()).optional(),
});

/** MBPP, and its sanitized form (`prompt` for `text`, `test_imports` for the setup code). */
const assertLine = z.object({
  task_id: z.union([z.number(), z.string().min(1).max(500)]).transform(String),
  text: z.string().optional(),
  prompt: z.string().optional(),
  code: z.string(),
  test_setup_code: z.string().default(''),
  test_imports: z.array(z.string()).default([]),
  test_list: z.array(z.string()).min(1),
});

function functionProblem(raw: z.infer<typeof functionLine>): FunctionProblem {
  return {
    kind: 'function',
    taskId: raw.task_id,
    prompt: raw.prompt,
    entryPoint: raw.entry_point,
    canonicalSolution: raw.canonical_solution,
    test: raw.test,
    ...(raw.difficulty === undefined ? {} : { difficulty: raw.difficulty }),
    ...(raw.topics === undefined ? {} : { topics: raw.topics }),
  };
}

function assertProblem(raw: z.infer<typeof assertLine>): AssertProblem {
  return {
    kind: 'asserts',
    taskId: raw.task_id,
    text: raw.text ?? raw.prompt ?? '',
    code: raw.code,
    setup: [...raw.test_imports, raw.test_setup_code].filter((part) => part !== '').join('\n'),
    asserts: raw.test_list,
  };
}

function parseProblem(path: string, line: Line): Problem {
  const raw = parseLine(path, line);
  const keys = typeof raw === 'object' && raw !== null ? Object.keys(raw) : [];
  const asserts = keys.includes('test_list');
  if (!asserts && !keys.includes('entry_point')) {
    throw new Failure(
      'file-malformed',
      `Line ${String(line.number)} of ${path} is neither a HumanEval problem (entry_point, prompt, test) nor an MBPP task (text, code, test_list).`,
    );
  }
  const read = asserts
    ? assertLine.transform(assertProblem).safeParse(raw)
    : functionLine.transform(functionProblem).safeParse(raw);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  throw new Failure(
    'file-malformed',
    `Line ${String(line.number)} of ${path}: ${issue?.path.join('.') ?? ''} — ${issue?.message ?? 'not a problem'}.`,
  );
}

/** Problems of a HumanEval or MBPP file (`.jsonl` or `.jsonl.gz`), told apart by their fields, in file order. */
export async function readProblems(path: string): Promise<Problem[]> {
  const problems: Problem[] = [];
  const seen = new Set<string>();
  for await (const line of readLines(path)) {
    const problem = parseProblem(path, line);
    if (seen.has(problem.taskId)) {
      throw new Failure(
        'file-malformed',
        `Line ${String(line.number)} of ${path} repeats the task ${problem.taskId}.`,
      );
    }
    seen.add(problem.taskId);
    problems.push(problem);
  }
  if (problems.length === 0) throw new Failure('file-empty', `${path} holds no problems.`);
  return problems;
}
