import { expect, test } from 'vitest';
import { pruneTable } from '../../../main/core/study/prune-table.ts';

test('each model is scored on the problems with similar texts and on the others', () => {
  const problems = [
    { taskId: 'a', closest: 1 },
    { taskId: 'b', closest: 1 - 2 / 20 },
    { taskId: 'c', closest: 0.85 },
    { taskId: 'd', closest: 0 },
  ];
  const rows = pruneTable({
    problems,
    full: new Set(['a', 'b', 'd']),
    thresholds: [
      { tau: 0.9, removed: 3, kept: 7, retrained: new Set(['b', 'd']) },
      { tau: 0.8, removed: 5, kept: 5, retrained: new Set(['d']) },
    ],
  });
  expect(rows).toEqual([
    {
      tau: 0.9,
      removed: 3,
      kept: 7,
      similar: { problems: 2, full: 2, retrained: 1 },
      notSimilar: { problems: 2, full: 1, retrained: 1 },
      total: { problems: 4, full: 3, retrained: 2 },
    },
    {
      tau: 0.8,
      removed: 5,
      kept: 5,
      similar: { problems: 3, full: 2, retrained: 0 },
      notSimilar: { problems: 1, full: 1, retrained: 1 },
      total: { problems: 4, full: 3, retrained: 1 },
    },
  ]);
});
