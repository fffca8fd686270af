import { definedName, docstringNode } from './definitions.ts';
import type { FunctionView } from './problem-view.ts';
import type { StructureMatch } from './structure-index.ts';
import type { SyntaxTree } from './syntax.ts';
import { nodeText } from './syntax.ts';
import { words } from './word-overlap.ts';

/** Structures of fewer symbols say too little by a rate alone: there a tree must be the same. */
export const TELLING_SYMBOLS = 30;
/** Below this even the same tree says nothing (`return a + b`): the text must speak for a copy as well. */
export const SPEAKING_SYMBOLS = 16;
/** Share of the words of two docstrings that makes them one. */
const SAME_DOCSTRING = 0.5;

/**
 * Whether a match is evidence of a copy rather than of brevity. People write `return len(string)` without having seen
 * the problem; a short function counts where its tree is the same, a very short one where its docstring says the same in
 * half of its words, or where name and body are the same but for layout.
 */
export function isEvidence(match: StructureMatch, record: FunctionView, problem: FunctionView): boolean {
  const symbols = Math.max(record.structure.length, problem.structure.length);
  if (symbols >= TELLING_SYMBOLS) return true;
  if (symbols >= SPEAKING_SYMBOLS && (match.matchRate === 1 || match.orderedRate === 1)) return true;
  return haveSameDocstring(record, problem) || haveSameText(record, problem);
}

function haveSameDocstring(one: FunctionView, other: FunctionView): boolean {
  const [a, b] = [docstringWords(one), docstringWords(other)];
  if (a.size === 0 || b.size === 0) return false;
  const shared = [...a].filter((word) => b.has(word)).length;
  return shared >= SAME_DOCSTRING * (a.size + b.size - shared);
}

function docstringWords({ tree, node }: FunctionView): Set<string> {
  const docstring = docstringNode(tree, node);
  return new Set(docstring < 0 ? [] : words(nodeText(tree, docstring)));
}

function haveSameText(one: FunctionView, other: FunctionView): boolean {
  return (
    definedName(one.tree, one.node) === definedName(other.tree, other.node) &&
    leaves(one.tree, one.node) === leaves(other.tree, other.node)
  );
}

/** Parentheses, and what stands before an annotation that is left out. */
const LAYOUT = ["':'", "'->'", "'('", "')'"];

/** The tokens of a function, without docstring, comments, annotations and parentheses. */
function leaves(tree: SyntaxTree, root: number): string {
  const { names } = tree.grammar;
  const docstring = docstringNode(tree, root);
  const tokens: string[] = [];
  for (let node = root; node < tree.after[root]!;) {
    const name = names[tree.types[node]!]!;
    if (node === docstring || name === 'comment' || name === 'type') {
      node = tree.after[node]!;
      continue;
    }
    const isLeaf = tree.after[node] === node + 1;
    if (isLeaf && !LAYOUT.includes(name)) tokens.push(nodeText(tree, node));
    node++;
  }
  return tokens.join(' ');
}
