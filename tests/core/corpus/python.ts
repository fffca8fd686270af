import type { PythonParser, SyntaxTree } from '../../../main/core/corpus/syntax.ts';
import { createPythonParser } from '../../../main/node/corpus/tree-sitter-python.ts';

export const parser: PythonParser = await createPythonParser();

export function parse(text: string): SyntaxTree {
  return parser.parse(text);
}

/** Pieces of Python, for texts that are broken in every way but still look like it. */
export const PYTHON_PIECES = [
  'def f(x):\n',
  'class C:\n',
  '    ',
  '        ',
  'return x\n',
  'for i in range(3):\n',
  'if x:\n',
  '"""doc"""\n',
  '# c\n',
  'x = [1, 2]\n',
  '(',
  ')',
  'é',
  '😀',
  '"',
  "'",
  '\\',
  '\n',
  '\t',
  'not  in',
  'lambda: 0',
  '@d\n',
  'async ',
  '\u0000',
  'f"{x}"',
] as const;
