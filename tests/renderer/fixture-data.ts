import type { DatasetRecord, DatasetSummary } from '../../preload/contract/datasets.ts';
import type { MetricPoint, RunSamples, RunSummary } from '../../preload/contract/runs.ts';

/** A small generator with a seed (mulberry32): the fixture is the same in every test. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const NOW = Date.UTC(2026, 4, 12, 14, 5);

const CODE = [
  `def bisect_right(a, x, lo=0, hi=None, *, key=None):\n    """Return the index where to insert item x in list a,\n    assuming a is sorted.\n    """\n    if lo < 0:\n        raise ValueError('lo must be non-negative')\n    if hi is None:\n        hi = len(a)\n    while lo < hi:\n        mid = (lo + hi) // 2\n        if x < a[mid]:\n            hi = mid\n        else:\n            lo = mid + 1\n    return lo\n`,
  `class Fraction(numbers.Rational):\n    __slots__ = ('_numerator', '_denominator')\n\n    def limit_denominator(self, max_denominator=1000000):\n        if max_denominator < 1:\n            raise ValueError("max_denominator should be at least 1")\n        if self._denominator <= max_denominator:\n            return Fraction(self)\n`,
  `import os, sys\nfrom stat import *\n\n_exports = []\ndef _have_functions(*names):\n    return all(name in globals() for name in names)\n`,
  `# Constants generated from the system headers.\nAF_INET = 2\nAF_INET6 = 10\nSOCK_STREAM = 1\nSOCK_DGRAM = 2\nSO_REUSEADDR = 2\n`,
];

const TEXTBOOK = `# Counting with a dictionary

A dictionary remembers one value for each key. The call \`counts.get(word, 0)\` gives the count so far, or **zero** for a word that is new.

Exercise: Return how often each word of words occurs.

def count_words(words):
    counts = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return counts

Let us try it:

print(count_words(['tea', 'milk', 'tea']))

The output is: {'tea': 2, 'milk': 1}

- A key is looked up in about the same time however large the dictionary grows.
- Keys keep the order in which they were first added.
`;

const EXERCISE = `def count_vowels(text: str) -> int:
    """Return how many letters of text are vowels (a, e, i, o, u), in either case.

    >>> count_vowels('Hornbook')
    3
    """
    total = 0
    for letter in text.lower():
        if letter in 'aeiou':
            total += 1
    return total
`;

export const datasets: readonly DatasetSummary[] = [
  {
    id: 'd-raw',
    name: 'raw',
    kind: 'code',
    records: 559,
    bytes: 9_612_004,
    operation: 'import',
    parents: [],
    scores: [],
  },
  {
    id: 'd-kept',
    name: 'kept',
    kind: 'code',
    records: 214,
    bytes: 3_702_118,
    operation: 'filter',
    parents: ['d-raw'],
    scores: ['quality'],
  },
  {
    id: 'd-dropped',
    name: 'dropped',
    kind: 'code',
    records: 345,
    bytes: 5_909_886,
    operation: 'filter',
    parents: ['d-raw'],
    scores: ['quality'],
  },
  {
    id: 'd-textbooks',
    name: 'textbooks',
    kind: 'textbook',
    records: 8_412,
    bytes: 7_240_551,
    operation: 'teach textbooks',
    parents: [],
    scores: ['words'],
  },
  {
    id: 'd-exercises',
    name: 'exercises',
    kind: 'exercise',
    records: 50_000,
    bytes: 15_883_400,
    operation: 'decontaminate',
    parents: ['d-written'],
    scores: ['difficulty', 'matchRate'],
  },
].map((dataset, index) => ({
  ...dataset,
  kind: dataset.kind as DatasetSummary['kind'],
  hash: `sha256:${'3f9c1ad07be24c58'.split('').reverse().join('')}${index}e0d1f2a3b4c5d6e7`,
  createdAt: NOW - 3_600_000 + index * 60_000,
}));

/** The record at one position, made from its position alone: fifty thousand need no memory. */
export function recordAt(dataset: DatasetSummary, index: number): DatasetRecord {
  const draw = random(index * 31 + dataset.records);
  const text =
    dataset.kind === 'textbook'
      ? TEXTBOOK
      : dataset.kind === 'exercise'
        ? EXERCISE
        : CODE[index % CODE.length]!;
  const scores: Record<string, number | null> = {};
  for (const score of dataset.scores) {
    const value = draw();
    scores[score] =
      score === 'quality'
        ? Number((dataset.name === 'kept' ? 0.5 + value / 2 : value / 2).toFixed(4))
        : score === 'words'
          ? Math.round(80 + 300 * value)
          : score === 'difficulty'
            ? 1 + Math.floor(5 * value)
            : Number((value ** 3 * 0.6).toFixed(4));
  }
  return {
    id: `${dataset.name}-${String(index).padStart(5, '0')}`,
    kind: dataset.kind === 'mixed' ? 'code' : dataset.kind,
    source:
      dataset.kind === 'code'
        ? `lib/python3.14/module_${index}.py`
        : `built-in curriculum, lesson dict-count/${index}`,
    bytes: text.length + index,
    preview: text.split('\n').slice(0, 2).join('\n'),
    ordinal: index,
    values: {},
    scores,
    text,
    license: dataset.kind === 'code' ? 'PSF-2.0' : null,
    meta:
      dataset.kind === 'code'
        ? { lines: text.split('\n').length }
        : { concept: 'dict-count', topic: 'dictionaries', audience: 'beginner', verified: true },
  };
}

const FLOPS_PER_STEP = 24_159_191_040;

const NAMES = ['raw', 'filtered', 'textbooks', 'textbooks+exercises'];
const PASS = [0.0133, 0.04, 0.1867, 0.6133];

export const runs: readonly RunSummary[] = NAMES.map((name, index) => ({
  id: `run-${index + 1}`,
  name,
  jobId: 'job-1',
  state: 'done',
  startedAt: NOW - (4 - index) * 200_000,
  endedAt: NOW - (3 - index) * 200_000,
  parameters: 918_016,
  step: 1_240,
  totalSteps: 1_240,
  tokens: 1_240 * 4_096,
  loss: 1.9 - index * 0.35,
  heldOutLoss: 2.1 - index * 0.35,
  tokensPerSecond: 5_860 - index * 40,
  flops: 1_240 * FLOPS_PER_STEP,
  passAt1: PASS[index]!,
  colour: index,
  settings: { data: `pretrain: ${name} (1)`, preset: 'nano', batch: '8', seed: '1', steps: '1240' },
  tags: index === 3 ? ['keeper'] : [],
  note: index === 3 ? 'The one for the talk.' : '',
}));

/** One training curve; points of held-out loss every hundred steps. */
export function metricsOf(run: RunSummary, upTo: number): readonly MetricPoint[] {
  const draw = random(run.colour + 7);
  const floor = (run.loss ?? 1) - 0.05;
  return Array.from({ length: upTo }, (_, index) => {
    const step = index + 1;
    const smooth = floor + 4.4 * Math.exp(-step / 90) + 0.6 * Math.exp(-step / 500);
    return {
      step,
      tokens: step * 4_096,
      seconds: step * 0.7,
      loss: smooth + (draw() - 0.5) * 0.25,
      heldOutLoss: step % 100 === 0 ? smooth + 0.12 : null,
      rate: 3e-3 * Math.min(1, step / 100) * (1 - step / run.totalSteps),
      gradientNorm: 0.6 + draw() * 0.3,
      tokensPerSecond: 5_600 + draw() * 400,
      flops: step * FLOPS_PER_STEP,
      memoryBytes: 480e6 + Math.min(step, 300) * 4e5,
      gpuMemoryBytes: null,
    };
  });
}

const PROMPT = 'def count_vowels(text):\n    """Return how many letters of text are vowels."""\n';
const WRITTEN = [
  '    return text\n    return text\n    return text\n    return',
  '    total = 0\n    for text in text:\n        total = text\n    return total\n',
  '    total = 0\n    for letter in text:\n        total += 1\n    return total\n',
  "    total = 0\n    for letter in text:\n        if letter in 'aeiou':\n            total += 1\n    return total\n",
];

/** What a run wrote up to a step; runs of better data are further on. */
export function samplesOfRun(run: RunSummary, upTo: number): readonly RunSamples[] {
  return [310, 620, 930, 1_240]
    .filter((step) => step <= upTo)
    .map((step, index) => ({
      step,
      prompts: [PROMPT, 'def add(a, b):\n'],
      completions: [
        {
          text: WRITTEN[Math.min(index, run.colour)]!,
          tokens: 48,
          end: index === 0 ? 'length' : 'end-of-text',
        },
        { text: index < 2 ? '    return a\n' : '    return a + b\n', tokens: 9, end: 'end-of-text' },
      ],
      sampling: 'greedy',
      maxNewTokens: 48,
      elapsedMs: 110,
    }));
}

export const REPORT_HTML = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>What was better data worth?</title>
<style>body{font-family:Georgia,serif;max-width:70ch;margin:40px auto;padding:0 24px;color:#1f1b16;background:#fbf9f4}td,th{padding:4px 12px;text-align:left}</style></head>
<body><h1>What was better data worth?</h1><p>Four models of 918,016 parameters, 5.1 M tokens each, seed 1.</p>
<table><tr><th>Data</th><th>pass@1</th></tr><tr><td>Raw code</td><td>1.3 %</td></tr><tr><td>Textbooks + exercises</td><td>61.3 %</td></tr></table></body></html>`;
