import { fences, isPython, unreadable, type ReadAnswer } from './read-answer.ts';

/** An exercise as a teacher wrote it; the training text is `prompt + solution`. */
export type WrittenExercise = {
  readonly entryPoint: string;
  /** All up to and with the docstring, ending in a newline. */
  readonly prompt: string;
  /** The indented body, ending in a newline. */
  readonly solution: string;
  /** Python that defines `check(candidate)`. */
  readonly test: string;
};

/** Fewer asserts than this say too little about a function. */
export const LEAST_ASSERTS = 3;

/**
 * Reads an answer: one Python block with a function and its docstring and one with tests (a `check(candidate)`, or bare
 * asserts that call the function), or both in one block, or a JSON object of `code` and `tests`. Without tests, the
 * examples of the docstring (`>>>`) are taken. Whatever does not fit is said in one line.
 */
export function readExerciseAnswer(
  answer: string,
  wanted: { readonly entryPoint?: string } = {},
): ReadAnswer<WrittenExercise> {
  const found = codeAndTests(answer.replaceAll('\r\n', '\n'));
  if (typeof found === 'string') return unreadable(found);
  const definition = splitFunction(found.code, wanted.entryPoint);
  if (typeof definition === 'string') return unreadable(definition);
  const { entryPoint, prompt, solution } = definition;
  if (wanted.entryPoint !== undefined && entryPoint !== wanted.entryPoint) {
    return unreadable(`the function is called ${entryPoint}, and ${wanted.entryPoint} was asked for`);
  }
  const test =
    found.tests.trim() === '' ? fromDoctests(prompt, entryPoint) : asCheck(found.tests, entryPoint);
  if (typeof test !== 'string') return unreadable(test.reason);
  const asserts = (test.match(/^\s*assert\b/gm) ?? []).length;
  if (asserts < LEAST_ASSERTS) {
    return unreadable(`its tests assert ${String(asserts)} times; ${String(LEAST_ASSERTS)} are the least`);
  }
  return { state: 'read', lesson: { entryPoint, prompt, solution, test } };
}

type CodeAndTests = { readonly code: string; readonly tests: string };

function codeAndTests(answer: string): CodeAndTests | string {
  const blocks = fences(answer);
  const json = blocks.find(({ language }) => language === 'json')?.code ?? answer.trim();
  if (json.startsWith('{')) return fromJson(json);
  const python = blocks.filter((block) => isPython(block) || block.language === '').map(({ code }) => code);
  if (python.length === 0) {
    if (/^```/m.test(answer)) return 'its code block is never closed';
    // A bare model goes on in plain code.
    return /^def /m.test(answer) ? splitTests(answer) : 'there is no Python in it';
  }
  const isTest = (code: string): boolean =>
    /^def check\(|^assert\b/m.test(code) && !/^def (?!check\b)/m.test(code);
  const code = python.find((block) => !isTest(block) && /^def /m.test(block));
  if (code === undefined) return 'no block defines a function';
  const tests = python.filter((block) => isTest(block)).join('\n');
  return tests === '' ? splitTests(code) : { code, tests };
}

function fromJson(text: string): CodeAndTests | string {
  try {
    const value = JSON.parse(text) as unknown;
    const { code, tests } = (value ?? {}) as { code?: unknown; tests?: unknown };
    if (typeof code !== 'string' || typeof tests !== 'string')
      return 'its JSON has no texts "code" and "tests"';
    return { code, tests };
  } catch {
    return 'its JSON cannot be read';
  }
}

/** A block that holds both: the tests begin at `def check(` or at the first assert that is not indented. */
function splitTests(code: string): CodeAndTests {
  const at = code.search(/^(?:def check\(|assert\b)/m);
  return at < 0 ? { code, tests: '' } : { code: code.slice(0, at), tests: code.slice(at) };
}

type SplitFunction = Omit<WrittenExercise, 'test'>;

/** The function with what stands before it, cut behind its docstring. */
function splitFunction(source: string, wanted: string | undefined): SplitFunction | string {
  const code = `${source.replaceAll('\t', '    ').replace(/[ ]+$/gm, '').trim()}\n`;
  const heads = [...code.matchAll(/^def ([A-Za-z_]\w*)\(/gm)];
  const head = heads.find(({ 1: name }) => name === wanted) ?? heads.at(-1);
  if (head === undefined) return 'no block defines a function';
  const rest = code.slice(head.index);
  const documented = /^def [^\n]*(?:\n[ )][^\n]*)*?:\s*(?:#[^\n]*)?\n+( +)[rR]?("""|''')/.exec(rest);
  if (documented === null) return `the function ${head[1]!} has no docstring`;
  const quotes = documented[2]!;
  const close = rest.indexOf(quotes, documented[0].length);
  if (close < 0) return `the docstring of ${head[1]!} is never closed`;
  const promptEnd = close + quotes.length;
  const body = rest.slice(promptEnd).replace(/^[^\n]*\n/, '');
  const outside = /^\S/m.exec(body);
  if (outside !== null && body.slice(outside.index).trim() !== '') {
    return `something stands behind the function ${head[1]!}: ${body.slice(outside.index).split('\n')[0]!.slice(0, 60)}`;
  }
  const solution = `${body.replace(/^\n+/, '').trimEnd()}\n`;
  if (solution.trim() === '' || /^\s*(pass|\.\.\.)\s*$/.test(solution))
    return `the function ${head[1]!} has no body`;
  return {
    entryPoint: head[1]!,
    prompt: `${code.slice(0, head.index)}${rest.slice(0, promptEnd)}\n`,
    solution,
  };
}

/** Tests in the one form in which they are run: `check(candidate)`, which calls nothing but its argument. */
function asCheck(tests: string, entryPoint: string): string {
  const name = new RegExp(`(?<![\\w.])${entryPoint}(?=\\()`, 'g');
  const code = tests.replaceAll('\t', '    ').trim().replace(name, 'candidate');
  if (/^def check\(/m.test(code)) {
    // Calls of the tests themselves, or a guard, would run them on something else.
    return `${code.replace(/^(?:check\(.*|if __name__[\s\S]*)$/gm, '').trimEnd()}\n`;
  }
  const lines = code.split('\n').filter((line) => !/^(?:from \S+ )?import .*candidate/.test(line));
  return `def check(candidate):\n${lines.map((line) => (line === '' ? '' : `    ${line}`)).join('\n')}\n`;
}

/** Asserts of the docstring's examples, where each is one call and its value on one line. */
function fromDoctests(prompt: string, entryPoint: string): string | { readonly reason: string } {
  const lines = prompt.split('\n').map((line) => line.trim());
  const asserts: string[] = [];
  for (const [at, line] of lines.entries()) {
    const call = line.startsWith(`>>> ${entryPoint}(`) ? line.slice(4) : undefined;
    const value = lines[at + 1];
    if (
      call === undefined ||
      value === undefined ||
      value === '' ||
      value.startsWith('>>>') ||
      value.endsWith('"""')
    )
      continue;
    asserts.push(`    assert candidate${call.slice(entryPoint.length)} == ${value}`);
  }
  if (asserts.length === 0) return { reason: 'it has no tests, and its docstring no examples' };
  return `def check(candidate):\n${asserts.join('\n')}\n`;
}
