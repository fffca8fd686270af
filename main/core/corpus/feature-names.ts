/** Raised when a feature gives another number of the same text: what was measured before is measured anew. */
export const FEATURES_VERSION = 1;

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

/** One feature of a vector by its name. */
export function featureOf(vector: Float64Array, name: FeatureName): number {
  return vector[FEATURE_NAMES.indexOf(name)]!;
}
