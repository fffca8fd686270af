import { docstringNode, functionNodes } from '../../core/corpus/definitions.ts';
import type { PythonParser, SyntaxTree } from '../../core/corpus/syntax.ts';
import { children, nodeText } from '../../core/corpus/syntax.ts';
import type { FunctionProblem } from '../../core/evaluation/problem.ts';

/** How a problem's solution gets into training data without being the same text. */
export const PLANTED_KINDS = ['verbatim', 'renamed', 'reformatted', 'reworded', 'reordered'] as const;
export type PlantedKind = (typeof PLANTED_KINDS)[number];

export type PlantedCopy = { readonly kind: PlantedKind; readonly taskId: string; readonly text: string };

/** Copies of a problem with its solution, each changed in one way; `reordered` only where two statements can change places. */
export function plantedCopies(problem: FunctionProblem, parser: PythonParser): PlantedCopy[] {
  const text = problem.prompt + problem.canonicalSolution;
  const tree = parser.parse(text);
  const copies: [PlantedKind, string | null][] = [
    ['verbatim', text],
    ['renamed', renamed(tree)],
    ['reformatted', reformatted(tree)],
    ['reworded', reworded(tree)],
    ['reordered', reordered(tree)],
  ];
  return copies.flatMap(([kind, copy]) =>
    copy === null ? [] : [{ kind, taskId: problem.taskId, text: copy }],
  );
}

type Edit = { readonly start: number; readonly end: number; readonly text: string };

/** Applies edits that do not overlap. */
function edited(text: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { start, end, text: inserted } of [...edits].sort((a, b) => a.start - b.start)) {
    parts.push(text.slice(at, start), inserted);
    at = end;
  }
  return parts.join('') + text.slice(at);
}

const nameOf = (tree: SyntaxTree, node: number): string => tree.grammar.names[tree.types[node]!]!;

/** Every function, parameter and variable under a name of its own. */
function renamed(tree: SyntaxTree): string {
  const isName = (node: number): boolean => {
    const parent = tree.parents[node]!;
    if (nameOf(tree, node) !== 'identifier') return false;
    const isAttribute = nameOf(tree, parent) === 'attribute' && node !== parent + 1;
    return !isAttribute && !(nameOf(tree, parent) === 'keyword_argument' && node === parent + 1);
  };
  const names = new Map<string, string>();
  const own = (node: number): void => {
    const name = nodeText(tree, node);
    if (isName(node) && !names.has(name)) names.set(name, `renamed_${String(names.size)}`);
  };
  const binders = [
    'function_definition',
    'parameters',
    'assignment',
    'augmented_assignment',
    'for_statement',
  ];
  for (let node = 1; node < tree.types.length; node++) {
    if (!binders.includes(nameOf(tree, node))) continue;
    // What binds comes first: the name, the parameters, the targets.
    const target = children(tree, node);
    for (const child of target) {
      const kind = nameOf(tree, child);
      if (kind === 'identifier') own(child);
      else if (/pattern|parameter/.test(kind)) {
        for (let inner = child; inner < tree.after[child]!; inner++) {
          if (nameOf(tree, tree.parents[inner]!) !== 'type') own(inner);
        }
      }
      if (["'='", "'in'", 'block'].includes(kind)) break;
    }
  }
  const edits: Edit[] = [];
  for (let node = 0; node < tree.types.length; node++) {
    const renamedTo = isName(node) ? names.get(nodeText(tree, node)) : undefined;
    if (renamedTo !== undefined)
      edits.push({ start: tree.starts[node]!, end: tree.ends[node]!, text: renamedTo });
  }
  return edited(tree.text, edits);
}

/** Indented twice as deep, a comment above every statement, blanks around every comma. */
function reformatted(tree: SyntaxTree): string {
  const edits: Edit[] = [];
  const strings: [number, number][] = [];
  for (let node = 0; node < tree.types.length; node++) {
    const name = nameOf(tree, node);
    if (name === 'string') strings.push([tree.starts[node]!, tree.ends[node]!]);
    if (name === "','") edits.push({ start: tree.starts[node]!, end: tree.ends[node]!, text: ' ,  ' });
  }
  for (const { index } of tree.text.matchAll(/^[ \t]+(?=\S)/gm)) {
    if (strings.some(([start, end]) => index > start && index < end)) continue;
    const indent = /^[ \t]+/.exec(tree.text.slice(index))![0];
    const opensStatement = !/[,([{\\]\s*$/.test(tree.text.slice(0, index));
    const isKeyword = /^\s*(?:else|elif|except|finally|[)\]}])/.test(tree.text.slice(index));
    const comment = opensStatement && !isKeyword ? `${indent}${indent}# step\n` : '';
    edits.push({ start: index, end: index, text: comment + indent });
  }
  return edited(tree.text, edits);
}

/** The same body under a docstring that says it in no word of the first; null without one. */
function reworded(tree: SyntaxTree): string | null {
  const edits: Edit[] = [];
  for (const node of functionNodes(tree)) {
    const docstring = docstringNode(tree, node);
    if (docstring < 0) continue;
    const text = '"""What callers need from here, told afresh."""';
    edits.push({ start: tree.starts[docstring]!, end: tree.ends[docstring]!, text });
  }
  return edits.length > 0 ? edited(tree.text, edits) : null;
}

/** With every two neighbouring statements that can change places in each other's; null where there are none. */
function reordered(tree: SyntaxTree): string | null {
  const edits: Edit[] = [];
  for (let node = 0; node < tree.types.length; node++) {
    if (nameOf(tree, node) !== 'block') continue;
    const statements = [...children(tree, node)].filter((child) => nameOf(tree, child) !== 'comment');
    for (let at = 0; at + 1 < statements.length; at++) {
      const [one, other] = [statements[at]!, statements[at + 1]!];
      if (!areIndependent(tree, one, other)) continue;
      const span = (of: number) => ({ start: tree.starts[of]!, end: tree.ends[of]! });
      edits.push(
        { ...span(one), text: nodeText(tree, other) },
        { ...span(other), text: nodeText(tree, one) },
      );
      at++;
    }
  }
  return edits.length > 0 ? edited(tree.text, edits) : null;
}

/** Two plain statements on one line each, neither of which leaves the block or speaks of what the other assigns. */
function areIndependent(tree: SyntaxTree, one: number, other: number): boolean {
  const isPlain = (statement: number): boolean => {
    const text = nodeText(tree, statement);
    return (
      nameOf(tree, statement) === 'expression_statement' &&
      nameOf(tree, statement + 1) === 'assignment' &&
      !text.includes('\n') &&
      !text.includes('.pop(')
    );
  };
  if (!isPlain(one) || !isPlain(other)) return false;
  const names = (statement: number): Set<string> =>
    new Set(nodeText(tree, statement).match(/[A-Za-z_]\w*/g) ?? []);
  const target = (statement: number): Set<string> =>
    new Set((nodeText(tree, statement).split('=')[0] ?? '').match(/[A-Za-z_]\w*/g) ?? []);
  const meets = (a: Set<string>, b: Set<string>): boolean => [...a].some((name) => b.has(name));
  return !meets(target(one), names(other)) && !meets(target(other), names(one));
}
