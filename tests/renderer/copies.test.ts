import { expect, test } from 'vitest';
import { formatRoute, parseRoute } from '../../renderer/bridge/route.ts';
import { markDifferences, threeDecimals } from '../../renderer/views/copies/marks.ts';
import { copyTexts } from './fixture-copies.ts';

test('each side keeps its own text, with what only it has marked', () => {
  const { left, right } = markDifferences('total = a + b', 'result = a + b');
  expect(left).toEqual([
    { text: 'total', only: true },
    { text: ' = a + b', only: false },
  ]);
  expect(right).toEqual([
    { text: 'result', only: true },
    { text: ' = a + b', only: false },
  ]);
  const marked = markDifferences(copyTexts.left, copyTexts.right);
  expect(marked.left.map(({ text }) => text).join('')).toBe(copyTexts.left);
  expect(marked.right.map(({ text }) => text).join('')).toBe(copyTexts.right);
});

test('texts too long to compare are shown unmarked', () => {
  const long = 'word '.repeat(9_000);
  expect(markDifferences(long, `${long}!`).right).toEqual([{ text: `${long}!`, only: false }]);
});

test('a rate is never rounded up to the threshold beside it', () => {
  expect(threeDecimals(0.9497)).toBe('0.949');
  expect(threeDecimals(0.95)).toBe('0.950');
  expect(threeDecimals(1 - 1 / 20)).toBe('0.950');
  expect(threeDecimals(1)).toBe('1.000');
});

test('every report has an address', () => {
  for (const hash of ['#/copies', '#/copies/d-twins', '#/copies/prune']) {
    expect(formatRoute(parseRoute(hash))).toBe(hash);
  }
});
