/**
 * EvalPlus' files (`HumanEvalPlus.jsonl`, `MbppPlus.jsonl`): the same problems with many more inputs. The answers are
 * not in the file; the reference gives them when the tests run, so each problem's tests carry its reference.
 */
import { z } from 'zod';
import type { AssertProblem, FunctionProblem } from '../../core/evaluation/problem.ts';
import { Failure } from '../../core/failure.ts';
import type { PythonValue } from './python-literal.ts';
import { numberOf, pythonLiteral, pythonString, readExactJson } from './python-literal.ts';
import { restoreInputs } from './mbpp-inputs.ts';

const evalPlusLine = z.object({
  task_id: z.string().regex(/^(HumanEval|Mbpp)\/\d+$/, 'must be HumanEval/N or Mbpp/N'),
  prompt: z.string(),
  entry_point: z.string().regex(/^[\p{L}_][\p{L}\p{N}_]*$/u, 'must be a Python name'),
  canonical_solution: z.string().min(1),
  base_input: z.array(z.unknown()),
  plus_input: z.array(z.unknown()),
  atol: z.unknown().transform((value) => numberOf(value as PythonValue) ?? 0),
  assertion: z.string().default(''),
});

type EvalPlusLine = z.infer<typeof evalPlusLine>;

/** One line of an EvalPlus file. `where` names it in errors. */
export function readEvalPlusProblem(text: string, where: string): FunctionProblem | AssertProblem {
  const read = evalPlusLine.safeParse(readExactJson(text, where));
  if (!read.success) {
    const issue = read.error.issues[0]!;
    throw new Failure('file-malformed', `${where}: ${issue.path.join('.')} — ${issue.message}.`);
  }
  const line = read.data;
  return line.task_id.startsWith('Mbpp/') ? mbppPlus(line) : humanEvalPlus(line);
}

function humanEvalPlus(line: EvalPlusLine): FunctionProblem {
  const inputs = [...line.base_input, ...line.plus_input] as PythonValue[];
  return {
    kind: 'function',
    taskId: line.task_id,
    prompt: line.prompt,
    entryPoint: line.entry_point,
    canonicalSolution: line.canonical_solution,
    test: testText(line, line.prompt + line.canonical_solution, inputs),
  };
}

function mbppPlus(line: EvalPlusLine): AssertProblem {
  const id = Number(line.task_id.slice('Mbpp/'.length));
  const inputs = [...line.base_input, ...line.plus_input] as PythonValue[];
  const body = line.prompt.replaceAll('"""', '').trim().split('\n');
  const inPrompt = body.filter((part) => part.startsWith('assert '));
  const shown = inPrompt.length > 0 ? inPrompt : line.assertion.split('\n').filter((part) => part !== '');
  const test = testText(line, line.canonical_solution, restoreInputs(id, inputs));
  return {
    kind: 'asserts',
    taskId: line.task_id,
    text: body.filter((part) => !part.startsWith('assert ')).join('\n'),
    code: line.canonical_solution,
    setup: '',
    asserts: [`${test}\ncheck(${line.entry_point})`],
    shown,
  };
}

/** Problems whose answers EvalPlus compares in a way of their own; Python over `actual` and `expected`. */
const SPECIAL: Readonly<Record<string, string>> = {
  // MBPP/164 asks for any truth that EvalPlus cannot decide; its own oracle takes every answer.
  are_equivalent: 'True',
  sum_div: 'actual == expected or actual == 0',
  ...Object.fromEntries(
    ['similar_elements', 'find_char_long', 'common_in_nested_lists', 'extract_singly', 'larg_nnum'].map(
      byElements,
    ),
  ),
  ...Object.fromEntries(['intersection_array', 'find_dissimilar', 'Diff'].map(byElements)),
  ...Object.fromEntries(
    ['check_str', 'text_match_three', 'text_starta_endb'].map((name) => [
      name,
      'actual == expected if isinstance(actual, bool) else expected == (actual is not None)',
    ]),
  ),
};

function byElements(name: string): [string, string] {
  return [name, 'set(actual) == set(expected)'];
}

/**
 * `check(candidate)`: runs the reference and the candidate on copies of every input. Numbers may differ by `atol`
 * (1e-6 where the reference gives floats and the file says 0) and by 1e-7 of their size, as numpy's `assert_allclose`
 * has it. HumanEval/32 asks for any root, so its answer is put into the polynomial.
 */
function testText(
  { entry_point: name, atol, task_id: taskId }: EvalPlusLine,
  reference: string,
  inputs: readonly PythonValue[],
): string {
  const findsRoot = taskId === 'HumanEval/32';
  const compare = findsRoot
    ? `abs(sum(c * actual ** i for i, c in enumerate(inputs[0]))) <= ${String(atol)}`
    : (taskId.startsWith('Mbpp/') && SPECIAL[name]) ||
      `actual == expected or close(actual, expected, ${String(atol)})`;
  return `INPUTS = ${pythonLiteral(inputs)}
REFERENCE = ${pythonString(reference)}

def close(actual, expected, atol):
    if isinstance(expected, (list, tuple)):
        if not isinstance(actual, (list, tuple)) or len(actual) != len(expected):
            return False
        floats = all(isinstance(part, float) for part in expected)
        return all(close(a, e, atol or (1e-6 if floats else 0)) for a, e in zip(actual, expected))
    if isinstance(expected, float) and atol == 0:
        atol = 1e-6
    if not isinstance(expected, (int, float, complex)) or not isinstance(actual, (int, float, complex)):
        return actual == expected
    if expected != expected:
        return actual != actual
    return actual == expected or (atol > 0 and abs(actual - expected) <= atol + 1e-7 * abs(expected))

def check(candidate):
    import copy
    space = {}
    exec(REFERENCE, space)
    reference = space[${pythonString(name)}]
    for inputs in INPUTS:
        expected = ${findsRoot ? 'None' : 'reference(*copy.deepcopy(inputs))'}
        actual = candidate(*copy.deepcopy(inputs))
        assert ${compare}, f"${name}(*{repr(inputs)[:200]}) gave {repr(actual)[:200]}, not {repr(expected)[:200]}"
`;
}
