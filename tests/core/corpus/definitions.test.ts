import { expect, test } from 'vitest';
import { docstringNode, functionNodes, splitDefinitions } from '../../../main/core/corpus/definitions.ts';
import type { CorpusRecord } from '../../../main/core/corpus/record.ts';
import { nodeText } from '../../../main/core/corpus/syntax.ts';
import { parse } from './python.ts';

const source = `"""A module."""
import os

X = 1

# About f.
# More about f.
def f(x):
    """F."""
    def inner():
        return 1
    return inner()


# Not about g.

@decorated
@twice(1)
async def g():
    pass

class C:
    # No docstring first.
    'C.'
    def m(self):
        return 'no docstring'

if X:
    def hidden(): pass

def f(x): return 2
`;
const record: CorpusRecord = {
  id: 'lib/a.py',
  text: source,
  kind: 'code',
  source: 'lib/a.py',
  license: 'MIT',
  meta: { stars: 1 },
};

test('top-level definitions become records with their decorators, comments and lines', () => {
  const parts = splitDefinitions(record, parse(source));
  expect(parts.map(({ id, meta }) => [id, meta['firstLine'], meta['lastLine']])).toEqual([
    ['lib/a.py#f', 6, 12],
    ['lib/a.py#g', 17, 20],
    ['lib/a.py#C', 22, 26],
    ['lib/a.py#f~2', 31, 31],
  ]);
  const lines = source.split('\n');
  for (const { text, meta } of parts) {
    expect(text).toBe(
      `${lines.slice((meta['firstLine'] as number) - 1, meta['lastLine'] as number).join('\n')}\n`,
    );
  }
  expect(parts[0]).toMatchObject({
    kind: 'code',
    source: 'lib/a.py',
    license: 'MIT',
    meta: { stars: 1, definition: 'f' },
  });
});

test('a file without definitions has none', () => {
  expect(splitDefinitions(record, parse('x = 1\n'))).toEqual([]);
  expect(splitDefinitions(record, parse(''))).toEqual([]);
});

test('docstrings are the first statement of a body, comments aside', () => {
  const tree = parse(source);
  const docstring = (node: number) => {
    const found = docstringNode(tree, node);
    return found < 0 ? null : nodeText(tree, found);
  };
  expect(docstring(0)).toBe('"""A module."""');
  expect(functionNodes(tree).map(docstring)).toEqual(['"""F."""', null, null, null, null, null]);
  const owner = tree.types.findIndex((type) => tree.grammar.names[type] === 'class_definition');
  expect(docstring(owner)).toBe("'C.'");
});
