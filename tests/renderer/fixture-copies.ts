import type {
  ClosePairRow,
  CopyGroup,
  CopyReport,
  CopyThresholds,
  PruneStudy,
} from '../../preload/contract/copies.ts';

const createdAt = Date.UTC(2026, 5, 1, 14);

export const copyReports: readonly CopyReport[] = [
  { datasetId: 'd-close', kind: 'pairs', name: 'exercises', dropped: 2, found: 2, createdAt },
  { datasetId: 'd-twins', kind: 'groups', name: 'raw', dropped: 3, found: 2, createdAt: createdAt - 60_000 },
];

export const copyGroups: readonly CopyGroup[] = [
  {
    kept: 'python-stdlib/heapq.py',
    members: [
      {
        id: 'folder/heapq_copy.py',
        like: 'python-stdlib/heapq.py',
        similarity: 0.9497,
        why: 'shares 94.9 % of its shingles with python-stdlib/heapq.py',
      },
      {
        id: 'folder/old/heapq.py',
        like: 'folder/heapq_copy.py',
        similarity: 0.871,
        why: 'shares 84.2 % of its shingles with python-stdlib/heapq.py, through folder/heapq_copy.py',
      },
    ],
  },
  {
    kept: 'python-stdlib/bisect.py',
    members: [
      {
        id: 'folder/bisect.py',
        like: 'python-stdlib/bisect.py',
        similarity: 1,
        why: 'the same text as python-stdlib/bisect.py',
      },
    ],
  },
];

export const closePairs: readonly ClosePairRow[] = [
  {
    recordId: 'exercises-00007',
    taskId: 'HumanEval/24',
    by: ['ngram', 'syntax', 'embedding'],
    longestRun: 15,
    run: 'for a given number n find the largest number that divides n evenly smaller than n',
    matchRate: 1,
    orderedRate: 1,
    distance: 0.0213,
  },
  {
    recordId: 'exercises-00031',
    taskId: 'HumanEval/9',
    by: ['order'],
    longestRun: 4,
    run: 'a list of integers',
    matchRate: 0.9131,
    orderedRate: 0.9702,
    distance: 0.114,
  },
];

export const copyThresholds: CopyThresholds = {
  ngram: 13,
  matchRate: 0.95,
  anyOrder: true,
  distance: 0.05,
  checkpoint: 'runs/textbooks-exercises',
};

export const copyTexts = {
  left: 'def largest_divisor(n: int) -> int:\n    """ For a given number n, find the largest number that divides n evenly, smaller than n\n    >>> largest_divisor(15)\n    5\n    """\n    for i in reversed(range(n)):\n        if n % i == 0:\n            return i\n',
  right:
    'def biggest(value):\n    """For a given number n, find the largest number that divides n evenly, smaller than n."""\n    for step in reversed(range(value)):\n        if value % step == 0:\n            return step\n',
};

export const pruneStudies: readonly PruneStudy[] = [
  {
    id: 'study-1',
    dataset: 'exercises',
    benchmark: 'HumanEval',
    preset: 'nano',
    tokens: 2_000_000,
    seed: 1,
    rows: [0.95, 0.9, 0.85, 0.8].map((tau, at) => {
      const similar = { problems: 71 + 15 * at, full: 58 - at, retrained: 53 - 2 * at };
      const notSimilar = { problems: 93 - 15 * at, full: 25 + at, retrained: 30 - 2 * at };
      return {
        tau,
        removed: 42_500 + 90_000 * at,
        kept: 837_000 - 90_000 * at,
        similar,
        notSimilar,
        total: { problems: 164, full: 83, retrained: 83 - 4 * at },
      };
    }),
  },
];
