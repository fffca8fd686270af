import type { RecipeView, StageView } from '../../preload/contract/recipe.ts';
import { STAGE_FOLLOWS } from '../../main/core/study/stage-inputs.ts';
import { metricsOf, runs } from './fixture-data.ts';

export const rows: RecipeView['rows'] = [
  {
    name: 'raw',
    parameters: 918_016,
    tokens: 5_079_040,
    passAt1: 0.0133,
    ci95: [0.0037, 0.0473],
    problems: 150,
    solutionLoss: { bitsPerByte: 1.973, ci95: [1.918, 2.028] },
    ownWords: {
      passAt1: 0,
      ci95: [0, 0.03],
      problems: 124,
      solutionLoss: { bitsPerByte: 1.786, ci95: [1.709, 1.869] },
    },
  },
  {
    name: 'filtered',
    parameters: 918_016,
    tokens: 5_079_040,
    passAt1: 0.04,
    ci95: [0.0185, 0.0845],
    problems: 150,
    solutionLoss: {
      bitsPerByte: 1.799,
      ci95: [1.743, 1.855],
      versusRaw: { bitsPerByte: -0.174, ci95: [-0.198, -0.149] },
    },
    ownWords: {
      passAt1: 0,
      ci95: [0, 0.03],
      problems: 124,
      solutionLoss: {
        bitsPerByte: 1.772,
        ci95: [1.688, 1.861],
        versusRaw: { bitsPerByte: -0.014, ci95: [-0.031, 0.004] },
      },
    },
  },
  {
    name: 'textbooks',
    parameters: 918_016,
    tokens: 5_079_040,
    passAt1: 0.1867,
    ci95: [0.1325, 0.2567],
    problems: 150,
    solutionLoss: {
      bitsPerByte: 0.477,
      ci95: [0.452, 0.504],
      versusRaw: { bitsPerByte: -1.496, ci95: [-1.538, -1.452] },
    },
    ownWords: {
      passAt1: 0,
      ci95: [0, 0.03],
      problems: 124,
      solutionLoss: {
        bitsPerByte: 1.674,
        ci95: [1.588, 1.761],
        versusRaw: { bitsPerByte: -0.112, ci95: [-0.151, -0.071] },
      },
    },
  },
  {
    name: 'textbooks+exercises',
    parameters: 918_016,
    tokens: 5_079_040,
    passAt1: 0.6133,
    ci95: [0.5335, 0.6875],
    problems: 150,
    solutionLoss: {
      bitsPerByte: 0.017,
      ci95: [0.012, 0.022],
      versusRaw: { bitsPerByte: -1.956, ci95: [-2.012, -1.9] },
    },
    ownWords: {
      passAt1: 0,
      ci95: [0, 0.03],
      problems: 124,
      solutionLoss: {
        bitsPerByte: 3.008,
        ci95: [2.827, 3.188],
        versusRaw: { bitsPerByte: 1.222, ci95: [1.071, 1.379] },
      },
    },
  },
];

const done: readonly Omit<StageView, 'follows'>[] = [
  {
    id: 'import',
    title: 'Raw code',
    purpose: 'Reads Python files as they are, one record a file.',
    state: 'reused',
    seconds: 0.4,
    counts: [
      { label: 'raw', value: 559, unit: 'files' },
      { label: 'text', value: 9_612_004, unit: 'bytes' },
      { label: 'refused', value: 0, unit: 'files' },
    ],
    bytesOut: 9_612_004,
    scrap: {
      kind: 'code',
      text: 'def bisect_right(a, x, lo=0, hi=None):\n    """Return the index where to insert."""\n    if lo < 0:\n        raise ValueError(\'lo must be non-negative\')\n    while lo < hi:\n        mid = (lo + hi) // 2',
    },
  },
  {
    id: 'filter',
    title: 'Filter',
    purpose: 'Scores every file by what it teaches and keeps those above the threshold.',
    state: 'done',
    seconds: 21,
    counts: [
      { label: 'kept', value: 214, unit: 'files' },
      { label: 'dropped', value: 345, unit: 'files' },
      { label: 'held-out AUC', value: 0.941, unit: '' },
    ],
    bytesOut: 3_702_118,
    scrap: {
      kind: 'code',
      text: 'def gcd(a, b):\n    """Greatest common divisor."""\n    while b:\n        a, b = b, a % b\n    return a',
    },
  },
  {
    id: 'textbooks',
    title: 'Textbooks',
    purpose: 'Writes sections that explain one idea each, with code that was run.',
    state: 'done',
    seconds: 64,
    counts: [
      { label: 'textbooks', value: 8_412, unit: 'sections' },
      { label: 'failed when run', value: 0, unit: 'sections' },
    ],
    bytesOut: 7_240_551,
    scrap: {
      kind: 'prose',
      text: 'A dictionary remembers one value for each key. To count how often each word occurs, we keep the word as the key and the number of times we have seen it as the value.',
    },
  },
  {
    id: 'exercises',
    title: 'Exercises',
    purpose: 'Writes functions with a docstring, a body and tests, and runs every one.',
    state: 'done',
    seconds: 118,
    counts: [
      { label: 'exercises', value: 51_204, unit: 'exercises' },
      { label: 'failed when run', value: 312, unit: 'exercises' },
    ],
    bytesOut: 16_262_000,
    scrap: {
      kind: 'code',
      text: 'def count_vowels(text: str) -> int:\n    """Return how many letters are vowels.\n    >>> count_vowels(\'Hornbook\')\n    3\n    """',
    },
  },
  {
    id: 'decontaminate',
    title: 'Decontaminate',
    purpose: 'Takes out whatever resembles a problem of the benchmark.',
    state: 'done',
    seconds: 33,
    counts: [
      { label: 'compared', value: 60_389, unit: 'texts' },
      { label: 'removed', value: 1_204, unit: 'texts' },
    ],
    bytesOut: 15_883_400,
    scrap: {
      kind: 'code',
      text: 'def merge_counts(first, second):\n    # 13 words in a row match hornbook/41\n    out = dict(first)',
    },
  },
  {
    id: 'tokenizer',
    title: 'Tokenizer',
    purpose: 'Learns a byte-level vocabulary from all four data sets.',
    state: 'done',
    seconds: 12,
    counts: [{ label: 'vocabulary', value: 1_024, unit: 'tokens' }],
    bytesOut: 15_883_400,
    scrap: {
      kind: 'code',
      text: 'return sorted( · for word in  · counts.get( · isinstance( ·  in range(len( · .append( · """Return the ',
    },
  },
  {
    id: 'train',
    title: 'Train',
    purpose: 'Four models, the same size and the same compute, one for each data set.',
    state: 'done',
    seconds: 722,
    counts: [
      { label: 'models', value: 4, unit: 'models' },
      { label: 'parameters', value: 918_016, unit: 'each' },
      { label: 'seen', value: 5_079_040, unit: 'tokens each' },
    ],
    bytesOut: 3_672_064,
    scrap: {
      kind: 'loss',
      values: metricsOf(runs[3]!, 1_240)
        .filter((point) => point.step % 20 === 0)
        .map((point) => point.loss!),
    },
  },
  {
    id: 'evaluate',
    title: 'Evaluate',
    purpose: 'Each model solves the held-out problems; every answer is run.',
    state: 'done',
    seconds: 88,
    counts: [
      { label: 'problems', value: 150, unit: 'problems' },
      { label: 'pass@1', value: 61.3, unit: '%' },
    ],
    bytesOut: 480_000,
    scrap: {
      kind: 'verdicts',
      verdicts: Array.from({ length: 150 }, (_, index) =>
        index % 5 < 3
          ? 'passed'
          : index % 5 === 3
            ? 'wrong-answer'
            : index % 2 === 0
              ? 'exception'
              : 'timeout',
      ),
    },
  },
  {
    id: 'report',
    title: 'Report',
    purpose: 'One file with every score, curve, sample and hash.',
    state: 'done',
    seconds: 1.2,
    counts: [{ label: 'report', value: 1_940_000, unit: 'bytes' }],
    bytesOut: 1_940_000,
    scrap: {
      kind: 'prose',
      text: 'With the same model and the same compute, textbooks and exercises solved 61 % of the problems, raw code 1 %.',
    },
  },
];

export type Moment = 'first' | 'running' | 'failed' | 'done';

/** The pipeline as it stands at one moment of a recipe's life. */
export function stagesAt(moment: Moment): readonly StageView[] {
  const reached = { first: 0, running: 6, failed: 3, done: 9 }[moment];
  return done.map((one, index): StageView => {
    const stage = { ...one, follows: STAGE_FOLLOWS[one.id] };
    if (index < reached) return stage;
    if (index === reached && moment === 'running')
      return { ...stage, state: 'running', seconds: 190, bytesOut: null };
    if (index === reached && moment === 'failed')
      return { ...stage, state: 'failed', seconds: 4, bytesOut: null, scrap: null, counts: [] };
    return { ...stage, state: 'waiting', seconds: null, counts: [], scrap: null, bytesOut: null };
  });
}
