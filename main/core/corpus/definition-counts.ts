import { definedName, docstringNode } from './definitions.ts';
import { linesBetween, newlinePositions } from './line-features.ts';
import { nodeRoles } from './node-roles.ts';
import type { SyntaxTree } from './syntax.ts';
import { nodeText } from './syntax.ts';

/** Totals over a tree's functions and classes. */
export type DefinitionCounts = {
  readonly functions: number;
  /** Functions that belong to no class. */
  readonly freeFunctions: number;
  readonly functionLines: number;
  readonly longest: number;
  readonly classes: number;
  /** Functions and classes with a docstring. */
  readonly documented: number;
  /** Characters in docstrings, the module's among them. */
  readonly docstringChars: number;
  /** Functions that call themselves. */
  readonly recursive: number;
  /** Test classes, test functions and the assertions of `unittest`. */
  readonly tests: number;
};

/** No name of a function is longer; longer callees (chains of calls) need not be read. */
const LONGEST_CALLEE = 80;

export function countDefinitions(tree: SyntaxTree): DefinitionCounts {
  const { role } = nodeRoles(tree.grammar);
  const { types, after, starts, ends } = tree;
  const newlines = newlinePositions(tree.text);
  let [functions, freeFunctions, functionLines, longest] = [0, 0, 0, 0];
  let [classes, documented, docstringChars, recursive, tests] = [0, 0, 0, 0, 0];
  /** Functions around the current node, the innermost last. */
  const around: { readonly name: string; readonly end: number; calledItself: boolean }[] = [];
  const addDocstring = (owner: number): boolean => {
    const docstring = docstringNode(tree, owner);
    if (docstring >= 0) docstringChars += ends[docstring]! - starts[docstring]!;
    return docstring >= 0;
  };
  addDocstring(0);
  for (let node = 1; node < types.length; node++) {
    const part = role[types[node]!];
    if (part === 'class') {
      classes++;
      if (addDocstring(node)) documented++;
      if (/^Test|Test$/.test(definedName(tree, node))) tests++;
    } else if (part === 'function') {
      functions++;
      if (addDocstring(node)) documented++;
      const name = definedName(tree, node);
      if (/^test|^setUp$|^tearDown$/.test(name)) tests++;
      if (!isMethod(tree, node)) freeFunctions++;
      const lines = linesBetween(newlines, starts[node]!, ends[node]!);
      functionLines += lines;
      longest = Math.max(longest, lines);
      around.push({ name, end: after[node]!, calledItself: false });
    } else if (part === 'call') {
      while (around.length > 0 && around.at(-1)!.end <= node) around.pop();
      const callee = node + 1;
      const called = ends[callee]! - starts[callee]! <= LONGEST_CALLEE ? nodeText(tree, callee) : '';
      if (/^self\.(assert|fail)/.test(called)) tests++;
      const inner = around.at(-1);
      if (inner === undefined || inner.calledItself) continue;
      if (called !== inner.name && called !== `self.${inner.name}`) continue;
      inner.calledItself = true;
      recursive++;
    }
  }
  return {
    functions,
    freeFunctions,
    functionLines,
    longest,
    classes,
    documented,
    docstringChars,
    recursive,
    tests,
  };
}

/** Whether the nearest definition around a function is a class. */
function isMethod(tree: SyntaxTree, node: number): boolean {
  const { role } = nodeRoles(tree.grammar);
  for (let above = tree.parents[node]!; above > 0; above = tree.parents[above]!) {
    const part = role[tree.types[above]!];
    if (part === 'class') return true;
    if (part === 'function') return false;
  }
  return false;
}
