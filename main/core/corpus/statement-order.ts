import type { Structure, StructureAlphabet } from './structure.ts';
import { symbolOf } from './structure.ts';
import type { SyntaxTree } from './syntax.ts';
import { docstringNode } from './definitions.ts';

/**
 * A function's structure with the statements of every block in an order that does not depend on how they were
 * written: that of their symbols. A copy whose statements were put in another order has the same ordered structure.
 * It says less than the structure itself (`a` before `b` or after it is the same here), so that it is asked of
 * functions that have something to put in order and beside the match rate, never instead of it.
 *
 * @returns the same symbols as `structureOf` gives for the node, in the settled order
 */
export function orderedStructureOf(tree: SyntaxTree, root: number, alphabet: StructureAlphabet): Structure {
  const docstring = docstringNode(tree, root);
  const close = alphabet.number('/block');
  const symbols: number[] = [];

  /** Appends the symbols of the nodes from `from` up to `to`. */
  const collect = (from: number, to: number): void => {
    for (let node = from; node < to;) {
      const found = symbolOf(tree, node, node === docstring, alphabet);
      if (found.symbol >= 0) symbols.push(found.symbol);
      if (found.how === 'skip') node = tree.after[node]!;
      else if (found.how === 'block') {
        collectBlock(node);
        node = tree.after[node]!;
      } else node++;
    }
  };

  const collectBlock = (block: number): void => {
    const start = symbols.length;
    const bounds = [start];
    for (let child = block + 1; child < tree.after[block]!; child = tree.after[child]!) {
      collect(child, tree.after[child]!);
      if (symbols.length > bounds.at(-1)!) bounds.push(symbols.length);
    }
    if (bounds.length > 2) {
      const statements = bounds.slice(1).map((end, at) => symbols.slice(bounds[at], end));
      statements.sort(compareSymbols);
      let at = start;
      for (const statement of statements) for (const symbol of statement) symbols[at++] = symbol;
    }
    symbols.push(close);
  };

  collect(root, tree.after[root]!);
  return Int32Array.from(symbols);
}

function compareSymbols(one: readonly number[], other: readonly number[]): number {
  const shared = Math.min(one.length, other.length);
  for (let at = 0; at < shared; at++) {
    if (one[at] !== other[at]) return one[at]! - other[at]!;
  }
  return one.length - other.length;
}
