import { z } from 'zod';
import type { AssertProblem, FunctionProblem, Problem } from '../../core/evaluation/problem.ts';
import { Failure } from '../../core/failure.ts';
import { readEvalPlusProblem } from './evalplus.ts';
import { parseJson, readLines } from './open-text.ts';

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

/** One problem's JSON text, and how errors name it. */
type Entry = { readonly text: string; readonly where: string };

export type BenchmarkFormat = 'HumanEval' | 'MBPP' | 'MBPP, sanitized' | 'HumanEval+' | 'MBPP+';

function parseProblem({ text, where }: Entry): { problem: Problem; format: BenchmarkFormat } {
  const raw = parseJson(text, where);
  const keys = new Set(typeof raw === 'object' && raw !== null ? Object.keys(raw) : []);
  if (keys.has('plus_input')) {
    const problem = readEvalPlusProblem(text, where);
    return { problem, format: problem.kind === 'function' ? 'HumanEval+' : 'MBPP+' };
  }
  const asserts = keys.has('test_list');
  if (!asserts && !keys.has('entry_point')) {
    throw new Failure(
      'file-malformed',
      `${where} is neither a HumanEval problem (entry_point, prompt, test) nor an MBPP task (text, code, test_list).`,
    );
  }
  const read = asserts
    ? assertLine.transform(assertProblem).safeParse(raw)
    : functionLine.transform(functionProblem).safeParse(raw);
  if (read.success) {
    const format = !asserts ? 'HumanEval' : keys.has('prompt') ? 'MBPP, sanitized' : 'MBPP';
    return { problem: read.data, format };
  }
  const issue = read.error.issues[0];
  throw new Failure(
    'file-malformed',
    `${where}: ${issue?.path.join('.') ?? ''} — ${issue?.message ?? 'not a problem'}.`,
  );
}

/** The problems of a file: one a line, or one JSON list of all, as MBPP's sanitized file is. */
async function* readEntries(path: string): AsyncGenerator<Entry> {
  let whole: string[] | null = null;
  for await (const { number, text } of readLines(path)) {
    if (number === 1 && text.trimStart().startsWith('[')) whole = [];
    if (whole !== null) whole.push(text);
    else yield { text, where: `Line ${String(number)} of ${path}` };
  }
  if (whole === null) return;
  const list = parseJson(whole.join('\n'), path);
  for (const [at, one] of (Array.isArray(list) ? (list as unknown[]) : [list]).entries()) {
    yield { text: JSON.stringify(one), where: `Task ${String(at + 1)} of ${path}` };
  }
}

export type ReadBenchmark = { readonly problems: readonly Problem[]; readonly format: string };

/**
 * The problems of a file in HumanEval's, MBPP's or EvalPlus' format (`.jsonl`, `.json`, either `.gz`), told apart by
 * their fields, in file order.
 *
 * @throws Failure `file-malformed` naming the line, `file-empty`, `file-missing`.
 */
export async function readBenchmark(path: string): Promise<ReadBenchmark> {
  const problems: Problem[] = [];
  const seen = new Set<string>();
  const formats = new Set<string>();
  for await (const entry of readEntries(path)) {
    const { problem, format } = parseProblem(entry);
    if (seen.has(problem.taskId)) {
      throw new Failure('file-malformed', `${entry.where} repeats the task ${problem.taskId}.`);
    }
    seen.add(problem.taskId);
    formats.add(format);
    problems.push(problem);
  }
  if (problems.length === 0) throw new Failure('file-empty', `${path} holds no problems.`);
  return { problems, format: [...formats].join(' and ') };
}

/** Only the problems. */
export async function readProblems(path: string): Promise<Problem[]> {
  return [...(await readBenchmark(path)).problems];
}
