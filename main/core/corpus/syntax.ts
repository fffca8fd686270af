/**
 * A syntax tree as plain arrays, in preorder: node 0 is the root and `ends[n]` closes what `starts[n]` opens.
 * Walking typed arrays is what makes scoring millions of nodes a matter of seconds.
 *
 * Axis N: nodes. Positions are UTF-16 units of `text`.
 */
export type SyntaxTree = {
  readonly text: string;
  /** [N] Index into `grammar.names`. */
  readonly types: Uint16Array;
  /** [N] Index of the parent; −1 for the root. */
  readonly parents: Int32Array;
  /** [N] First node after the node and all its descendants. */
  readonly after: Int32Array;
  /** [N] */
  readonly starts: Int32Array;
  /** [N] */
  readonly ends: Int32Array;
  readonly grammar: Grammar;
  /** Whether the parser had to skip or invent something: the text is no valid Python. */
  readonly hasErrors: boolean;
};

/** The names of a grammar's nodes; anonymous tokens stand in quotes, as `'def'`. One object per parser. */
export type Grammar = { readonly names: readonly string[] };

/** Turns Python into syntax trees. Never throws on bad Python: the tree then says `hasErrors`. */
export interface PythonParser {
  readonly grammar: Grammar;
  parse(text: string): SyntaxTree;
}

/** For each of the grammar's node types, the value that `table` gives for its name, or `otherwise`. */
export function valuesByType<Value>(
  grammar: Grammar,
  table: Readonly<Record<string, Value>>,
  otherwise: Value,
): Value[] {
  return grammar.names.map((name) => (Object.hasOwn(table, name) ? table[name]! : otherwise));
}

/** A table that is made once for each grammar. */
export function perGrammar<Table>(make: (grammar: Grammar) => Table): (grammar: Grammar) => Table {
  const made = new WeakMap<Grammar, Table>();
  return (grammar) => {
    let table = made.get(grammar);
    if (table === undefined) {
      table = make(grammar);
      made.set(grammar, table);
    }
    return table;
  };
}

/** The source text of a node. */
export function nodeText(tree: SyntaxTree, node: number): string {
  return tree.text.slice(tree.starts[node], tree.ends[node]);
}

/** The children of a node, in order. */
export function* children(tree: SyntaxTree, node: number): Generator<number> {
  for (let child = node + 1; child < tree.after[node]!; child = tree.after[child]!) yield child;
}
