import type { Grammar } from './syntax.ts';
import { perGrammar, valuesByType } from './syntax.ts';

/** A kind of control flow. */
export type Control =
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
/** How many {@link Control}s there are. */
export const CONTROL_KINDS = 12;

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
export type Count = (typeof COUNT_OF_NODE)[keyof typeof COUNT_OF_NODE];

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

/** What the passes over a tree ask of each node type. */
export const nodeRoles = perGrammar((grammar: Grammar) => ({
  role: valuesByType<Role | undefined>(grammar, ROLE_OF_NODE, undefined),
  count: valuesByType<Count | undefined>(grammar, COUNT_OF_NODE, undefined),
  control: valuesByType<Control | undefined>(grammar, CONTROL_OF_NODE, undefined),
  isNamed: grammar.names.map((name) => !name.startsWith("'")),
  isBody: grammar.names.map((name) => name === 'block' || name === 'module'),
}));
