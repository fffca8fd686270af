import { expect, test } from 'vitest';
import {
  ContaminationDetector,
  LAB_DETECTORS,
  PAPER_DETECTORS,
} from '../../../main/core/corpus/contamination.ts';
import { functionNodes } from '../../../main/core/corpus/definitions.ts';
import { longestSharedRun, PairMeter } from '../../../main/core/corpus/pair-measures.ts';
import { orderedStructureOf } from '../../../main/core/corpus/statement-order.ts';
import { StructureAlphabet, structureOf } from '../../../main/core/corpus/structure.ts';
import type { FunctionProblem } from '../../../main/core/evaluation/problem.ts';
import { parser } from './python.ts';

const body = (...lines: string[]): string =>
  `def spread(values):\n    """Tell how far apart values lie."""\n${lines.map((line) => `    ${line}\n`).join('')}`;
const written = body(
  'low = values[0]',
  'high = max(values) + 0.5',
  'for value in values:',
  '    count = len(str(value))',
  '    high -= 2 * value',
  'return high - low',
);
const otherOrder = body(
  'high = max(values) + 0.5',
  'low = values[0]',
  'for value in values:',
  '    high -= 2 * value',
  '    count = len(str(value))',
  'return high - low',
);
const changed = written.replace('high - low', 'high + low').replace('2 * value', '3 ** value');

const alphabet = new StructureAlphabet();
const structures = (text: string) => {
  const tree = parser.parse(text);
  const [node] = functionNodes(tree);
  return {
    asWritten: [...structureOf(tree, node!, alphabet)],
    ordered: [...orderedStructureOf(tree, node!, alphabet)],
  };
};

const problem: FunctionProblem = {
  kind: 'function',
  taskId: 'Test/0',
  prompt: written.split('\n').slice(0, 2).join('\n') + '\n',
  entryPoint: 'spread',
  canonicalSolution: written.split('\n').slice(2).join('\n'),
  test: '',
};
const hits = (text: string, options = LAB_DETECTORS): string[] =>
  new ContaminationDetector([problem], parser, options)
    .check({ id: 'r', text, kind: 'exercise' })
    .map(({ kind }) => kind);

test('statements in another order have the same ordered structure, other statements do not', () => {
  const [one, other] = [structures(written), structures(otherOrder)];
  expect(one.asWritten).not.toEqual(other.asWritten);
  expect(one.ordered).toEqual(other.ordered);
  expect(structures(changed).ordered).not.toEqual(one.ordered);
});

test('the settled order keeps every symbol, and puts no statement into another block', () => {
  const { asWritten, ordered } = structures(written);
  expect([...ordered].sort()).toEqual([...asWritten].sort());
  const moved = written.replace('        high -= 2 * value\n', '    high -= 2 * value\n');
  expect(structures(moved).ordered).not.toEqual(ordered);
});

test('a reordered copy is found by its order alone, and only when order is asked about', () => {
  const renamed = otherOrder.replaceAll('value', 'item').replaceAll('spread', 'width');
  expect(hits(renamed)).toEqual(['order']);
  expect(hits(renamed, PAPER_DETECTORS)).toEqual([]);
  expect(hits(written)).toEqual(['syntax']);
  expect(hits(changed)).toEqual([]);
});

test('a short function counts only with more than its tree', () => {
  const short: FunctionProblem = {
    ...problem,
    prompt: 'def add(x: int, y: int):\n    """Add two numbers x and y."""\n',
    entryPoint: 'add',
    canonicalSolution: '    return x + y\n',
  };
  const kinds = (text: string, options = LAB_DETECTORS): string[] =>
    new ContaminationDetector([short], parser, options)
      .check({ id: 'r', text, kind: 'code' })
      .map(({ kind }) => kind);
  const independent = 'def join(head, tail):\n    """Same as head + tail."""\n    return head + tail\n';
  expect(kinds(independent)).toEqual([]);
  expect(kinds(independent, PAPER_DETECTORS)).toEqual(['syntax']);
  expect(kinds('def f(a, b):\n    """Add two numbers a and b."""\n    return a + b\n')).toEqual(['syntax']);
  expect(kinds('def add( x, y ):\n\n    return (x+y)  # sum\n')).toEqual(['syntax']);
  expect(kinds('def add(one, other):\n    return one + other\n')).toEqual([]);
});

test('a pair is measured by every detector, whichever found it', () => {
  const meter = new PairMeter([problem], parser);
  const measures = meter.measure({ text: otherOrder, kind: 'exercise' }, 'Test/0');
  expect(measures).toMatchObject({ longestRun: 6, run: 'tell how far apart values lie', orderedRate: 1 });
  expect(measures.matchRate).toBeGreaterThan(0.5);
  expect(measures.matchRate).toBeLessThan(1);
  expect(meter.measure({ text: 'x = 1\n', kind: 'code' }, 'Test/0')).toEqual({
    longestRun: 0,
    run: '',
    matchRate: 0,
    orderedRate: 0,
  });
});

test('the longest run is the first of equals', () => {
  expect(longestSharedRun(['a', 'b', 'x', 'c', 'd'], ['c', 'd', 'a', 'b'])).toEqual(['a', 'b']);
  expect(longestSharedRun([], ['a'])).toEqual([]);
});
