import type { Problem } from '../evaluation/problem.ts';
import { definedName, docstringNode, functionNodes } from './definitions.ts';
import { orderedStructureOf } from './statement-order.ts';
import type { Structure, StructureAlphabet } from './structure.ts';
import { structureOf } from './structure.ts';
import type { PythonParser, SyntaxTree } from './syntax.ts';
import { nodeText } from './syntax.ts';

/** A function of a text as the detectors compare it. */
export type FunctionView = {
  readonly tree: SyntaxTree;
  readonly node: number;
  readonly structure: Structure;
  readonly ordered: Structure;
};

/** A problem as the detectors compare it. */
export type ProblemView = {
  readonly taskId: string;
  /** The prompt with its reference solution, or the reference alone. */
  readonly text: string;
  /** The docstrings, or the task in words. */
  readonly words: string;
  /** The functions that solve it. */
  readonly functions: readonly FunctionView[];
};

/** The problem's reference solution and its words. Of a prompt's functions only the entry point counts. */
export function viewOfProblem(
  problem: Problem,
  parser: PythonParser,
  alphabet: StructureAlphabet,
): ProblemView {
  const isFunction = problem.kind === 'function';
  const text = isFunction ? problem.prompt + problem.canonicalSolution : problem.code;
  const tree = parser.parse(text);
  const nodes = functionNodes(tree).filter(
    (node) => !isFunction || definedName(tree, node) === problem.entryPoint,
  );
  return {
    taskId: problem.taskId,
    text,
    words: isFunction ? docstringsOf(tree, 'problem') : problem.text,
    functions: nodes.map((node) => viewOfFunction(tree, node, alphabet)),
  };
}

export function viewOfFunction(tree: SyntaxTree, node: number, alphabet: StructureAlphabet): FunctionView {
  return {
    tree,
    node,
    structure: structureOf(tree, node, alphabet),
    ordered: orderedStructureOf(tree, node, alphabet),
  };
}

/** Every docstring. The word between them is another for either side, so that no run crosses from one to the next. */
export function docstringsOf(tree: SyntaxTree, side: 'problem' | 'record'): string {
  const owners = [0, ...functionNodes(tree)];
  return owners
    .map((owner) => docstringNode(tree, owner))
    .filter((node) => node >= 0)
    .map((node) => nodeText(tree, node))
    .join(` next_docstring_of_${side} `);
}

/** What of a record is code: prose gives its fenced blocks, or all of it where nothing is fenced. */
export function codeOf(text: string, isProse: boolean): string {
  if (!isProse) return text;
  const blocks = [...text.matchAll(/^```[^\n]*\n(.*?)^```/gms)].map(([, code]) => code!);
  return blocks.length > 0 ? blocks.join('\n') : text;
}
