import { docstringNode } from './definitions.ts';
import { textKey } from './duplicates.ts';
import type { Grammar, SyntaxTree } from './syntax.ts';
import { nodeText, perGrammar } from './syntax.ts';

/**
 * A function's syntax tree as a sequence of symbols, for comparing by edit distance (phi-1's AST match rate;
 * the paper does not say how it flattens trees, so this is our form): nodes in preorder, with what does not
 * change the function left out, that is names the author chose, annotations, docstrings, comments,
 * parentheses, punctuation. Built-in functions, attributes, operators and literals keep their identity: they
 * are what the function does. A mark closes each block, so that what is inside a loop differs from what
 * follows it.
 */
export type Structure = Int32Array;

/** Gives symbols their numbers; structures are comparable within one alphabet. */
export class StructureAlphabet {
  private readonly numbers = new Map<string, number>();
  private readonly keys: number[] = [];
  /** The number of all symbols that came too late. */
  private unknown: number | null = null;

  number(symbol: string): number {
    let known = this.numbers.get(symbol);
    if (known === undefined) {
      if (this.unknown !== null) return this.unknown;
      known = this.numbers.size;
      this.numbers.set(symbol, known);
      this.keys.push(textKey(symbol) >>> 0);
    }
    return known;
  }

  /**
   * From here on all new symbols have one number: whatever they are, they are none of those before. Enough for comparing with
   * the structures so far, and texts without end then need no memory.
   */
  close(): void {
    this.unknown = this.number('');
  }

  get size(): number {
    return this.numbers.size;
  }

  /** All symbols so far, in the order of their numbers. */
  symbols(): string[] {
    return [...this.numbers.keys()];
  }

  /** 32 bits that the symbol itself decides, whichever number it has here. */
  keyOf(number: number): number {
    return this.keys[number]!;
  }
}

/** 53 bits that are the same for equal structures in every alphabet; as rarely the same for others as `textKey`. */
export function structureKey(structure: Structure, alphabet: StructureAlphabet): number {
  let low = 0x811c9dc5;
  let high = 0x9e3779b9;
  for (const symbol of structure) {
    const key = alphabet.keyOf(symbol);
    low = Math.imul(low ^ key, 0x01000193);
    low ^= low >>> 15;
    high = Math.imul(high ^ key, 0x85ebca6b);
    high = (high << 13) | (high >>> 19);
  }
  return (high >>> 11) * 2 ** 32 + (low >>> 0);
}

/** Names that mean something in every program. */
const BUILT_IN = new Set(
  (
    'abs all any ascii bin bool bytearray bytes callable chr dict dir divmod enumerate filter float format frozenset getattr ' +
    'hasattr hash hex id input int isinstance issubclass iter len list map max min next object oct open ord pow print range ' +
    'repr reversed round set setattr slice sorted str sum super tuple type zip ValueError TypeError KeyError IndexError ' +
    'ZeroDivisionError StopIteration Exception'
  ).split(' '),
);

const LEFT_OUT = [
  'comment',
  'type',
  'string_start',
  'string_content',
  'string_end',
  'escape_sequence',
  'ERROR',
];
/** These stand for nothing themselves, but what they hold counts. */
const TRANSPARENT = [
  'parenthesized_expression',
  'expression_statement',
  'argument_list',
  'typed_parameter',
  'dotted_name',
];
const OPERATORS =
  "+ - * / // % ** @ == != < > <= >= <> and or in is 'not in' 'is not' & | ^ ~ << >> += -= *= /= //= %= **= &= |= ^= <<= >>= not".match(
    /'[^']+'|\S+/g,
  )!;

/** How a node counts; `pass` stands for nothing itself, but what it holds counts. */
export type Treatment = 'skip' | 'pass' | 'name' | 'literal' | 'block' | 'node';

const treatments = perGrammar((grammar: Grammar) => {
  const operators = new Set(OPERATORS.map((operator) => `'${operator.replaceAll("'", '')}'`));
  return grammar.names.map((name): Treatment => {
    if (LEFT_OUT.includes(name)) return 'skip';
    if (name.startsWith("'")) return operators.has(name) ? 'node' : 'pass';
    if (TRANSPARENT.includes(name)) return 'pass';
    if (name === 'identifier') return 'name';
    if (name === 'integer' || name === 'float' || name === 'string') return 'literal';
    return name === 'block' ? 'block' : 'node';
  });
});

/** The structure of the function (or other node) at `root`. */
export function structureOf(tree: SyntaxTree, root: number, alphabet: StructureAlphabet): Structure {
  const docstring = docstringNode(tree, root);
  const symbols: number[] = [];
  const openBlocks: number[] = [];
  const close = alphabet.number('/block');
  for (let node = root; node < tree.after[root]!;) {
    while (openBlocks.length > 0 && openBlocks.at(-1)! <= node) {
      openBlocks.pop();
      symbols.push(close);
    }
    const { how, symbol } = symbolOf(tree, node, node === docstring, alphabet);
    if (symbol >= 0) symbols.push(symbol);
    if (how === 'block') openBlocks.push(tree.after[node]!);
    node = how === 'skip' ? tree.after[node]! : node + 1;
  }
  for (let open = openBlocks.length; open > 0; open--) symbols.push(close);
  return Int32Array.from(symbols);
}

/** What a node adds to a structure (−1 for nothing), and what that means for the nodes below it. */
export function symbolOf(
  tree: SyntaxTree,
  node: number,
  isDocstring: boolean,
  alphabet: StructureAlphabet,
): { readonly how: Treatment; readonly symbol: number } {
  const type = tree.types[node]!;
  const how = isDocstring ? 'skip' : treatments(tree.grammar)[type]!;
  switch (how) {
    case 'skip':
    case 'pass':
      return { how, symbol: -1 };
    case 'name':
      return { how, symbol: alphabet.number(nameSymbol(tree, node)) };
    case 'literal':
      return { how, symbol: alphabet.number(`${tree.grammar.names[type]!} ${nodeText(tree, node)}`) };
    case 'block':
    case 'node':
      return { how, symbol: alphabet.number(tree.grammar.names[type]!) };
  }
}

function nameSymbol(tree: SyntaxTree, node: number): string {
  const parent = tree.parents[node]!;
  const parentName = parent < 0 ? '' : tree.grammar.names[tree.types[parent]!]!;
  const text = nodeText(tree, node);
  if (parentName === 'attribute' && node !== parent + 1) return `.${text}`;
  if (parentName === 'keyword_argument' && node === parent + 1) return `${text}=`;
  return BUILT_IN.has(text) ? text : 'name';
}
