import { Failure } from '../failure.ts';
import type { AssertProblem, Problem } from './problem.ts';
import type { PromptForm } from './settings.ts';
import { stopStrings } from './stop-strings.ts';

/** The tasks that MBPP's paper shows as examples. */
const EXAMPLE_IDS = ['2', '3', '4'];

/** How the problems of a benchmark can be put to a model; the first is the usual one. */
export function formsOf(problems: readonly Problem[]): readonly PromptForm[] {
  const asserts = problems.some(({ kind }) => kind === 'asserts');
  return asserts ? ['mbpp-zero-shot', 'mbpp-3-shot'] : ['completion'];
}

/** A problem as a model is asked it. */
export type AskedProblem = { readonly problem: Problem; readonly prompt: string };

/**
 * The problems to ask, with their prompts, in the benchmark's order and without those named in `without`. The
 * examples of the 3-shot form are not asked: their solutions stand in every prompt.
 *
 * @throws Failure where the form does not fit the problems, or an id to leave out is not there.
 */
export function askProblems(
  problems: readonly Problem[],
  form: PromptForm,
  without: readonly string[] = [],
): AskedProblem[] {
  const known = new Set(problems.map(({ taskId }) => taskId));
  const missing = without.find((taskId) => !known.has(taskId));
  if (missing !== undefined) {
    throw new Failure(
      'unknown-task',
      `There is no task ${missing} to leave out; the problems look like ${problems[0]?.taskId ?? '(there are none)'}.`,
    );
  }
  const promptOf = prompter(problems, form);
  const left = new Set([...without, ...(form === 'mbpp-3-shot' ? EXAMPLE_IDS : [])]);
  const asked = problems.filter(({ taskId }) => !left.has(shortId(taskId)) && !left.has(taskId));
  if (asked.length === 0) throw new Failure('no-problems', 'No problem is left to ask.');
  return asked.map((problem) => ({ problem, prompt: promptOf(problem) }));
}

/** Task numbers from `first` to `last`, as MBPP's test split is 11 to 510. */
export type TaskRange = { readonly first: number; readonly last: number };

/** The ids of the problems whose number is not in the range; a task without a number is outside of every range. */
export function tasksOutside(problems: readonly Problem[], { first, last }: TaskRange): string[] {
  return problems
    .map(({ taskId }) => taskId)
    .filter((taskId) => {
      const number = Number(/\d+$/.exec(taskId)?.[0] ?? NaN);
      return !(number >= first && number <= last);
    });
}

/** Files name the same MBPP task `2` or `Mbpp/2`. */
const shortId = (taskId: string): string => taskId.replace(/^Mbpp\//i, '');

function prompter(problems: readonly Problem[], form: PromptForm): (problem: Problem) => string {
  if (form === 'completion') {
    return (problem) => (problem.kind === 'function' ? problem.prompt : refuse(problem, form));
  }
  if (form === 'mbpp-zero-shot') {
    return (problem) => (problem.kind === 'asserts' ? zeroShotPrompt(problem) : refuse(problem, form));
  }
  const examples = EXAMPLE_IDS.map((id) => {
    const example = problems.find(({ taskId }) => shortId(taskId) === id);
    if (example?.kind === 'asserts') return example;
    throw new Failure(
      'examples-missing',
      `The 3-shot form shows MBPP's tasks 2, 3 and 4, and the file has no task ${id}; use the whole file or the zero-shot form.`,
    );
  });
  const shown = examples.map((example) => `${ask(example)}${example.code.trim()}\n[DONE]\n\n`).join('');
  return (problem) => (problem.kind === 'asserts' ? shown + ask(problem) : refuse(problem, form));
}

function refuse({ taskId, kind }: Problem, form: PromptForm): never {
  throw new Failure(
    'form-mismatch',
    kind === 'function'
      ? `${taskId} is in HumanEval's form and cannot be put as ${form}; use the form completion.`
      : `${taskId} is in MBPP's form and cannot be completed as it stands; use mbpp-zero-shot or mbpp-3-shot.`,
  );
}

/** The wording of Austin et al. 2021, figure 1. */
function ask({ text, asserts, shown = asserts }: AssertProblem): string {
  return `You are an expert Python programmer, and here is your task: ${text.trim()} Your code should pass these tests:\n\n${shown.join('\n')}\n[BEGIN]\n`;
}

/** As bigcode-evaluation-harness puts MBPP: a docstring of the text and the first test. */
function zeroShotPrompt({ text, asserts, shown = asserts }: AssertProblem): string {
  return `"""\n${text.trim()}\n${shown[0] ?? ''}\n"""\n`;
}

/** Stop strings of each form, as its authors (MBPP) or BigCode's harness use them. */
export const stopStringsOf: Readonly<Record<PromptForm, readonly string[]>> = {
  completion: stopStrings,
  'mbpp-3-shot': ['[DONE]'],
  'mbpp-zero-shot': ['\nclass', '\nassert', '\n"""', '\nprint', '\nif', '\n```'],
};
