import type { Control, Count } from './node-roles.ts';
import { nodeRoles } from './node-roles.ts';
import type { SyntaxTree } from './syntax.ts';

/** A literal with this many elements is data rather than code. */
const TABLE_ELEMENTS = 20;

/** Totals over a tree's nodes. */
export type NodeCounts = {
  readonly tokens: number;
  /** Tokens inside literals of {@link TABLE_ELEMENTS} elements or more. */
  readonly tableTokens: number;
  readonly statements: number;
  /** Blocks around each statement, summed, and the most there are. */
  readonly depthSum: number;
  readonly deepest: number;
  readonly commentChars: number;
  /** Characters in all string literals, docstrings among them. */
  readonly stringChars: number;
  readonly controls: ReadonlySet<Control>;
  readonly of: Readonly<Record<Count, number>>;
};

export function countNodes(tree: SyntaxTree): NodeCounts {
  const { role, count, control, isNamed, isBody } = nodeRoles(tree.grammar);
  const { types, parents, after, starts, ends } = tree;
  const of: Record<Count, number> = {
    loops: 0,
    branches: 0,
    returns: 0,
    exceptions: 0,
    arithmetic: 0,
    calls: 0,
    imports: 0,
    decorators: 0,
    attributes: 0,
    numbers: 0,
    assertions: 0,
  };
  const controls = new Set<Control>();
  const depth = new Uint16Array(types.length);
  let [tokens, tableTokens, tableEnd] = [0, 0, 0];
  let [statements, depthSum, deepest] = [0, 0, 0];
  let [commentChars, stringChars] = [0, 0];
  for (let node = 1; node < types.length; node++) {
    const type = types[node]!;
    const parent = parents[node]!;
    const part = role[type];
    depth[node] = depth[parent]! + (part === 'block' ? 1 : 0);
    if (part === 'collection' && node >= tableEnd && elements(tree, node) >= TABLE_ELEMENTS) {
      tableEnd = after[node]!;
    }
    if (after[node] === node + 1) {
      tokens++;
      if (node < tableEnd) tableTokens++;
    }
    if (isBody[types[parent]!] && isNamed[type] && part !== 'comment') {
      statements++;
      depthSum += depth[node]!;
      deepest = Math.max(deepest, depth[node]!);
    }
    if (part === 'comment') commentChars += ends[node]! - starts[node]!;
    if (part === 'string') stringChars += ends[node]! - starts[node]!;
    const counted = count[type];
    if (counted !== undefined) of[counted]++;
    const flow = control[type];
    if (flow !== undefined) controls.add(flow);
  }
  return { tokens, tableTokens, statements, depthSum, deepest, commentChars, stringChars, controls, of };
}

function elements(tree: SyntaxTree, collection: number): number {
  const { isNamed } = nodeRoles(tree.grammar);
  let count = 0;
  for (let child = collection + 1; child < tree.after[collection]!; child = tree.after[child]!) {
    if (isNamed[tree.types[child]!]) count++;
  }
  return count;
}
