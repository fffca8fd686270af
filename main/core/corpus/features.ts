import { definedName, docstringNode } from './definitions.ts';
import type { LineFeatures } from './line-features.ts';
import { lineFeatures, linesBetween, newlinePositions } from './line-features.ts';
import type { Grammar, SyntaxTree } from './syntax.ts';
import { nodeText, perGrammar, valuesByType } from './syntax.ts';

/** What is measured of a Python text, in the order of {@link features}' result, and what each number says. */
export const FEATURES = {
  logBytes: 'length, log₂ of characters',
  meanLine: 'mean characters of a line that is not blank',
  blankShare: 'blank lines, share of lines',
  duplicateLineShare: 'lines that occurred before in the same file, share of lines with code',
  exampleDensity: 'doctest examples per 100 lines',
  commentShare: 'characters in comments, share of all',
  docstringShare: 'characters in docstrings, share of all',
  stringShare: 'characters in other strings, share of all',
  documentedShare: 'functions and classes with a docstring, share of them',
  functionDensity: 'functions per 100 lines',
  classDensity: 'classes per 100 lines',
  freeFunctionShare: 'functions that belong to no class, share of functions',
  meanFunctionLines: 'mean lines of a function',
  longestFunctionLines: 'lines of the longest function',
  meanDepth: 'mean nesting of a statement, in blocks',
  deepest: 'deepest nesting, in blocks',
  meanNameLength: 'mean characters of a name',
  letterNameShare: 'names of one letter, share of names',
  wordNameShare: 'names made of lower-case words, share of names',
  privateNameShare: 'names that begin with an underscore, share of names',
  constantNameShare: 'names in capitals, share of names',
  nameVariety: 'different names, share of names',
  selfShare: 'the name self, share of names',
  attributeShare: 'attribute accesses per name',
  numberShare: 'numbers, share of tokens',
  tableShare: 'tokens inside literals of 20 elements or more, share of tokens',
  controlVariety: 'kinds of control flow that occur, share of the twelve kinds',
  loopDensity: 'loops and comprehensions per 100 statements',
  branchDensity: 'conditions per 100 statements',
  returnDensity: 'returns and yields per 100 statements',
  exceptionDensity: 'tries, handlers and raises per 100 statements',
  arithmeticDensity: 'operators and comparisons per 100 statements',
  callDensity: 'calls per 100 statements',
  importDensity: 'imports per 100 lines',
  decoratorDensity: 'decorators per 100 statements',
  recursionShare: 'functions that call themselves, share of functions',
  testShare: 'test functions and assertions, per function and class',
  parseErrors: '1 where the text is no valid Python',
} as const;

export type FeatureName = keyof typeof FEATURES;
export const FEATURE_NAMES = Object.keys(FEATURES) as readonly FeatureName[];

/** A literal with this many elements is data rather than code. */
const TABLE_ELEMENTS = 20;

type Control =
  | 'for'
  | 'while'
  | 'if'
  | 'else'
  | 'try'
  | 'with'
  | 'comprehension'
  | 'return'
  | 'yield'
  | 'break'
  | 'lambda'
  | 'boolean';
const CONTROL_KINDS = 12;

const CONTROL_OF_NODE: Readonly<Record<string, Control>> = {
  for_statement: 'for',
  while_statement: 'while',
  if_statement: 'if',
  elif_clause: 'else',
  else_clause: 'else',
  conditional_expression: 'if',
  try_statement: 'try',
  with_statement: 'with',
  list_comprehension: 'comprehension',
  dictionary_comprehension: 'comprehension',
  set_comprehension: 'comprehension',
  generator_expression: 'comprehension',
  return_statement: 'return',
  yield: 'yield',
  break_statement: 'break',
  continue_statement: 'break',
  lambda: 'lambda',
  boolean_operator: 'boolean',
};

/** Which running total a node adds to. */
const COUNT_OF_NODE = {
  for_statement: 'loops',
  while_statement: 'loops',
  list_comprehension: 'loops',
  dictionary_comprehension: 'loops',
  set_comprehension: 'loops',
  generator_expression: 'loops',
  if_statement: 'branches',
  elif_clause: 'branches',
  conditional_expression: 'branches',
  return_statement: 'returns',
  yield: 'returns',
  try_statement: 'exceptions',
  except_clause: 'exceptions',
  raise_statement: 'exceptions',
  binary_operator: 'arithmetic',
  comparison_operator: 'arithmetic',
  augmented_assignment: 'arithmetic',
  unary_operator: 'arithmetic',
  call: 'calls',
  import_statement: 'imports',
  import_from_statement: 'imports',
  decorator: 'decorators',
  attribute: 'attributes',
  integer: 'numbers',
  float: 'numbers',
  assert_statement: 'assertions',
} as const;
type Count = (typeof COUNT_OF_NODE)[keyof typeof COUNT_OF_NODE];

type Role = 'identifier' | 'function' | 'class' | 'comment' | 'string' | 'collection' | 'block' | 'call';
const ROLE_OF_NODE: Readonly<Record<string, Role>> = {
  identifier: 'identifier',
  function_definition: 'function',
  class_definition: 'class',
  comment: 'comment',
  string: 'string',
  list: 'collection',
  tuple: 'collection',
  dictionary: 'collection',
  set: 'collection',
  // A table can also be a string of hundreds of pieces.
  concatenated_string: 'collection',
  block: 'block',
  call: 'call',
};

const tables = perGrammar((grammar: Grammar) => ({
  role: valuesByType<Role | undefined>(grammar, ROLE_OF_NODE, undefined),
  count: valuesByType<Count | undefined>(grammar, COUNT_OF_NODE, undefined),
  control: valuesByType<Control | undefined>(grammar, CONTROL_OF_NODE, undefined),
  isNamed: grammar.names.map((name) => !name.startsWith("'")),
  isBody: grammar.names.map((name) => name === 'block' || name === 'module'),
}));

type Names = {
  total: number;
  characters: number;
  letters: number;
  words: number;
  private: number;
  constants: number;
  self: number;
};

/**
 * The features of a Python text, one number for each of {@link FEATURE_NAMES}, all finite. One pass over
 * the tree and one over the lines. Densities are per 100 lines or statements, shares lie in 0..1.
 */
export function features(tree: SyntaxTree): Float64Array {
  const table = tables(tree.grammar);
  const { types, parents, after, starts, ends, text } = tree;
  const newlines = newlinePositions(text);
  const lines = lineFeatures(text);
  const counts: Record<Count, number> = {
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
  const names: Names = { total: 0, characters: 0, letters: 0, words: 0, private: 0, constants: 0, self: 0 };
  const distinct = new Set<string>();
  const controls = new Set<Control>();
  const depth = new Uint16Array(types.length);
  let [tokens, tableTokens, tableEnd, statements, depthSum, deepest] = [0, 0, 0, 0, 0, 0];
  let [commentChars, docstringChars, stringChars] = [0, 0, 0];
  let [functions, freeFunctions, functionLines, longest, classes, documented, recursive, tests] = [
    0, 0, 0, 0, 0, 0, 0, 0,
  ];
  /** Innermost function and class around the node, by their depth in the walk. */
  const functionStack: { readonly name: string; readonly end: number; calledItself: boolean }[] = [];
  const moduleDocstring = docstringNode(tree, 0);
  if (moduleDocstring >= 0) docstringChars += ends[moduleDocstring]! - starts[moduleDocstring]!;

  for (let node = 1; node < types.length; node++) {
    const type = types[node]!;
    const parent = parents[node]!;
    const role = table.role[type];
    while (functionStack.length > 0 && functionStack.at(-1)!.end <= node) functionStack.pop();
    depth[node] = depth[parent]! + (role === 'block' ? 1 : 0);
    if (after[node] === node + 1) {
      tokens++;
      if (node < tableEnd) tableTokens++;
    }
    if (table.isBody[types[parent]!] && table.isNamed[type] && role !== 'comment') {
      statements++;
      depthSum += depth[node]!;
      if (depth[node]! > deepest) deepest = depth[node]!;
    }
    const count = table.count[type];
    if (count !== undefined && table.isNamed[type]) counts[count]++;
    const control = table.control[type];
    if (control !== undefined) controls.add(control);
    switch (role) {
      case 'identifier':
        countName(nodeText(tree, node), names, distinct);
        break;
      case 'comment':
        commentChars += ends[node]! - starts[node]!;
        break;
      case 'string':
        stringChars += ends[node]! - starts[node]!;
        break;
      case 'collection':
        if (node >= tableEnd && elements(tree, node) >= TABLE_ELEMENTS) tableEnd = after[node]!;
        break;
      case 'class':
      case 'function': {
        const docstring = docstringNode(tree, node);
        if (docstring >= 0) {
          documented++;
          docstringChars += ends[docstring]! - starts[docstring]!;
        }
        const name = definedName(tree, node);
        if (role === 'class') {
          classes++;
          if (name.startsWith('Test') || name.endsWith('Test')) tests++;
          break;
        }
        functions++;
        if (/^test|^setUp$|^tearDown$/.test(name)) tests++;
        if (!isMethod(tree, node)) freeFunctions++;
        const length = linesBetween(newlines, starts[node]!, ends[node]!);
        functionLines += length;
        longest = Math.max(longest, length);
        functionStack.push({ name, end: after[node]!, calledItself: false });
        break;
      }
      case 'call': {
        const callee = node + 1;
        const called = ends[callee]! - starts[callee]! <= 80 ? nodeText(tree, callee) : '';
        const inner = functionStack.at(-1);
        if (
          inner !== undefined &&
          !inner.calledItself &&
          (called === inner.name || called === `self.${inner.name}`)
        ) {
          inner.calledItself = true;
          recursive++;
        }
        if (/^self\.(assert|fail)/.test(called)) tests++;
        break;
      }
      default:
    }
  }

  const definitions = functions + classes;
  const values: Record<FeatureName, number> = {
    ...textFeatures(lines, text.length),
    commentShare: commentChars / Math.max(1, text.length),
    docstringShare: docstringChars / Math.max(1, text.length),
    stringShare: Math.max(0, stringChars - docstringChars) / Math.max(1, text.length),
    documentedShare: documented / Math.max(1, definitions),
    functionDensity: (100 * functions) / lines.count,
    classDensity: (100 * classes) / lines.count,
    freeFunctionShare: freeFunctions / Math.max(1, functions),
    meanFunctionLines: functionLines / Math.max(1, functions),
    longestFunctionLines: longest,
    meanDepth: depthSum / Math.max(1, statements),
    deepest,
    meanNameLength: names.characters / Math.max(1, names.total),
    letterNameShare: names.letters / Math.max(1, names.total),
    wordNameShare: names.words / Math.max(1, names.total),
    privateNameShare: names.private / Math.max(1, names.total),
    constantNameShare: names.constants / Math.max(1, names.total),
    nameVariety: distinct.size / Math.max(1, names.total),
    selfShare: names.self / Math.max(1, names.total),
    attributeShare: counts.attributes / Math.max(1, names.total),
    numberShare: counts.numbers / Math.max(1, tokens),
    tableShare: tableTokens / Math.max(1, tokens),
    controlVariety: controls.size / CONTROL_KINDS,
    loopDensity: (100 * counts.loops) / Math.max(1, statements),
    branchDensity: (100 * counts.branches) / Math.max(1, statements),
    returnDensity: (100 * counts.returns) / Math.max(1, statements),
    exceptionDensity: (100 * counts.exceptions) / Math.max(1, statements),
    arithmeticDensity: (100 * counts.arithmetic) / Math.max(1, statements),
    callDensity: (100 * counts.calls) / Math.max(1, statements),
    importDensity: (100 * counts.imports) / lines.count,
    decoratorDensity: (100 * counts.decorators) / Math.max(1, statements),
    recursionShare: recursive / Math.max(1, functions),
    testShare: Math.min(1, (tests + counts.assertions) / Math.max(1, definitions)),
    parseErrors: tree.hasErrors ? 1 : 0,
  };
  return Float64Array.from(FEATURE_NAMES, (name) => values[name]);
}

/** One feature of a vector by its name. */
export function featureOf(vector: Float64Array, name: FeatureName): number {
  return vector[FEATURE_NAMES.indexOf(name)]!;
}

function textFeatures(lines: LineFeatures, length: number) {
  return {
    logBytes: Math.log2(1 + length),
    meanLine: lines.characters / Math.max(1, lines.filled),
    blankShare: 1 - lines.filled / lines.count,
    duplicateLineShare: lines.repeated / Math.max(1, lines.filled),
    exampleDensity: (100 * lines.examples) / lines.count,
  };
}

function countName(name: string, names: Names, distinct: Set<string>): void {
  names.total++;
  names.characters += name.length;
  distinct.add(name);
  if (name === 'self') names.self++;
  else if (name.length === 1) names.letters++;
  else if (name.startsWith('_')) names.private++;
  else if (/^[a-z][a-z0-9]{2,}(_[a-z0-9]+)*$/.test(name)) names.words++;
  else if (/^[A-Z][A-Z0-9_]+$/.test(name)) names.constants++;
}

function elements(tree: SyntaxTree, collection: number): number {
  const { isNamed } = tables(tree.grammar);
  let count = 0;
  for (let child = collection + 1; child < tree.after[collection]!; child = tree.after[child]!) {
    if (isNamed[tree.types[child]!]) count++;
  }
  return count;
}

function isMethod(tree: SyntaxTree, node: number): boolean {
  const { role } = tables(tree.grammar);
  for (let above = tree.parents[node]!; above > 0; above = tree.parents[above]!) {
    const kind = role[tree.types[above]!];
    if (kind === 'class') return true;
    if (kind === 'function') return false;
  }
  return false;
}
