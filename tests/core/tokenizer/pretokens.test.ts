import fc from 'fast-check';
import { expect, test } from 'vitest';
import { forEachPretoken, pretokensByPattern } from '../../../main/core/tokenizer/pretokens.ts';

function pretokens(text: string): string[] {
  const found: string[] = [];
  forEachPretoken(text, (pretoken) => found.push(pretoken));
  return found;
}

/** Text dense in the places where the classes meet. */
const codeLike = fc.string({
  unit: fc.constantFrom(...'ab_ 01\t\n\r"(=:é日😀\u0000\u007f\u0085\ufeff\u00a0'),
});

test.each([
  [
    'def count_even(xs):\n    return 12',
    ['def', ' count', '_even', '(', 'xs', '):', '\n', '    ', 'return', ' 1', '2'],
  ],
  ['__init__', ['__', 'init', '__']],
  ['a  =\tb', ['a', '  ', '=', '\t', 'b']],
  ['"""\n', ['"""', '\n']],
  ['x = [1, 2]\n\n\n', ['x', ' =', ' [', '1', ',', ' 2', ']', '\n\n\n']],
  ['naïve 日本', ['naïve', ' 日本']],
  ['', []],
])('%j is cut into its pieces', (text, pieces) => {
  expect(pretokens(text)).toEqual(pieces);
  expect(pretokensByPattern(text)).toEqual(pieces);
});

test('the scanner cuts as the published pattern does, and loses nothing', () => {
  fc.assert(
    fc.property(fc.oneof(codeLike, fc.string({ unit: 'binary' })), (text) => {
      const pieces = pretokens(text);
      expect(pieces).toEqual(pretokensByPattern(text));
      expect(pieces.join('')).toBe(text);
    }),
    { numRuns: 200 },
  );
});

test('a prompt that ends in a newline is cut as at the head of the whole text', () => {
  const prompt = 'def f(x):\n    """Double x."""\n';
  const solution = '    return 2 * x\n';
  expect(pretokens(prompt + solution)).toEqual([...pretokens(prompt), ...pretokens(solution)]);
});
