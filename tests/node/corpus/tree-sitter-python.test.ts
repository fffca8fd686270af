import { createRequire } from 'node:module';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Language, Parser } from 'web-tree-sitter';
import { children, nodeText } from '../../../main/core/corpus/syntax.ts';
import type { SyntaxTree } from '../../../main/core/corpus/syntax.ts';
import { PYTHON_PIECES, parse, parser } from '../../core/corpus/python.ts';

function outline(tree: SyntaxTree, node = 0): string {
  const name = tree.grammar.names[tree.types[node]!]!;
  const parts = [...children(tree, node)].map((child) => outline(tree, child));
  return parts.length > 0 ? `${name}(${parts.join(' ')})` : name;
}

test('a tree has the nodes of the source in preorder, tokens in quotes', () => {
  expect(outline(parse('def f(x):\n    return x + 1\n'))).toBe(
    "module(function_definition('def' identifier parameters('(' identifier ')') ':' " +
      "block(return_statement('return' binary_operator(identifier '+' integer)))))",
  );
});

test('positions are those of the text, beyond the basic plane too', () => {
  const tree = parse('s = "😀é"; name = 1\n');
  const texts = [...tree.types.keys()].map((node) => nodeText(tree, node));
  expect(texts).toContain('"😀é"');
  expect(texts).toContain('name');
  expect(texts).toContain(';');
});

test('a token of two words ends where it ends', () => {
  const tree = parse('x = a not   in b\n');
  const node = tree.types.findIndex((type) => tree.grammar.names[type] === "'not in'");
  expect(nodeText(tree, node)).toBe('not   in');
});

test('whatever the text, parents hold their children and siblings follow one another', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...PYTHON_PIECES), { maxLength: 30 }), (pieces) => {
      const tree = parse(pieces.join(''));
      expect(tree.parents[0]).toBe(-1);
      expect(tree.after[0]).toBe(tree.types.length);
      for (let node = 0; node < tree.types.length; node++) {
        let last = tree.starts[node]!;
        for (const child of children(tree, node)) {
          expect(tree.parents[child]).toBe(node);
          expect(tree.starts[child]!).toBeGreaterThanOrEqual(last);
          last = tree.ends[child]!;
        }
        expect(last).toBeLessThanOrEqual(tree.ends[node]!);
      }
    }),
    { numRuns: 300 },
  );
});

test("a tree is what web-tree-sitter's own cursor and its own way to read a text give", async () => {
  const { resolve } = createRequire(import.meta.url);
  const own = new Parser();
  own.setLanguage(await Language.load(resolve('tree-sitter-python/tree-sitter-python.wasm')));
  const library = PYTHON_PIECES.join('\n');
  // Longer than what the parser is given at a time, with characters of one, two and three bytes and half a pair.
  const long = `x = "é 😀 ${'日本'.repeat(4000)} \ud83d"\n${library}\n`.repeat(3);
  for (const text of [long, 'def f(:\n', '', 'class A:\n    def b(self): return not  self\n']) {
    const tree = parse(text);
    const cursor = own.parse(text)!.walk();
    const expected: [string, number, number][] = [];
    const visit = (): void => {
      const name =
        cursor.nodeIsNamed || cursor.nodeTypeId === 65535 ? cursor.nodeType : `'${cursor.nodeType}'`;
      expected.push([name, cursor.startIndex, cursor.endIndex]);
      if (!cursor.gotoFirstChild()) return;
      do visit();
      while (cursor.gotoNextSibling());
      cursor.gotoParent();
    };
    visit();
    const got = [...tree.types].map((type, node) => [
      tree.grammar.names[type],
      tree.starts[node],
      tree.ends[node],
    ]);
    expect(got).toEqual(expected);
  }
});

test('a token that the parser invents has no length', () => {
  const tree = parse('async not  inasync ');
  for (let node = 1; node < tree.types.length; node++) {
    expect(tree.ends[node]).toBeLessThanOrEqual(tree.ends[tree.parents[node]!]!);
  }
});

test('thousands of comment lines take no longer than they should, and move nothing', () => {
  const listing = `def f():\n    return 1\n${'# 0x00 -> NULL é\n\n'.repeat(10_000)}name = 1\n`;
  const began = performance.now();
  const tree = parse(listing);
  expect(performance.now() - began).toBeLessThan(5_000);
  expect(tree.text).toBe(listing);
  expect([...tree.types.keys()].map((node) => nodeText(tree, node))).toContain('name = 1');
  const comments = tree.types.filter((type) => tree.grammar.names[type] === 'comment');
  expect(comments).toHaveLength(100);
});

test('bad Python is marked, good Python is not; an empty text is a module', () => {
  expect(parse('def f(:\n').hasErrors).toBe(true);
  expect(parse('x = 1\n').hasErrors).toBe(false);
  expect(outline(parse(''))).toBe('module');
  expect(new Set(parser.grammar.names).size).toBe(parser.grammar.names.length);
});

test("a tree larger than the parser's first arrays is whole, and parsing again changes no earlier tree", () => {
  const text = 'x = 1\n'.repeat(5000);
  const first = parse('y = 2\n');
  const before = Array.from(first.types);
  const tree = parse(text);
  expect([...children(tree, 0)]).toHaveLength(5000);
  expect(Array.from(first.types)).toEqual(before);
});
