import { seededRandom, type Random } from '../training/random.ts';

/** A right solution made wrong, or sometimes only different. */
export type Mutant = { readonly kind: MutationKind; readonly completion: string };
export type MutationKind = 'operator' | 'deleted-line' | 'cut' | 'fault';

/** What a slip of one token looks like; each is tried wherever it occurs. */
const slips: readonly (readonly [RegExp, string])[] = [
  [/ \+ /g, ' - '],
  [/ - /g, ' + '],
  [/ \* /g, ' + '],
  [/ \/\/ /g, ' / '],
  [/ % /g, ' // '],
  [/ < /g, ' <= '],
  [/ <= /g, ' < '],
  [/ > /g, ' >= '],
  [/ >= /g, ' > '],
  [/ == /g, ' != '],
  [/ != /g, ' == '],
  [/ and /g, ' or '],
  [/ or /g, ' and '],
  [/\bnot /g, ''],
  [/\bTrue\b/g, 'False'],
  [/\bFalse\b/g, 'True'],
  [/\b0\b/g, '1'],
  [/\b1\b/g, '2'],
  [/\b2\b/g, '1'],
  [/\[0\]/g, '[-1]'],
  [/\blen\(/g, 'max('],
  [/\bmin\(/g, 'max('],
  [/\bmax\(/g, 'min('],
  [/\bsorted\(/g, 'list('],
  [/\.append\(/g, '.extend('],
  [/\breturn /g, 'return not '],
  [/\brange\(/g, 'range(1, '],
  [/\bsum\(/g, 'len('],
];

/** First lines of a body that end it in an exception, one for each kind that solutions commonly raise. */
const faults: readonly string[] = [
  '1 / 0',
  "{}['missing']",
  '[].pop()',
  '[][1]',
  "int('x')",
  'undefined_name',
  'None.attribute',
  "'a' + 1",
  'assert False, "unreachable"',
  'raise NotImplementedError',
  "raise ValueError('no')",
  'raise SystemExit(0)',
  'import missing_module',
  'next(iter([]))',
  "bytes([255]).decode('utf-8')",
  'import math; math.exp(1000)',
  'return',
  "'é'.encode('ascii')",
  "open('/nowhere')",
  'def again(): return again()\n    again()',
];

/**
 * Mutants of a completion whose body is indented by four spaces, shuffled by the seed and all different. Loops that
 * count for themselves are left alone where a slip could make them endless.
 */
export function mutantsOf(completion: string, seed: number): Mutant[] {
  const random = seededRandom(seed);
  const made = new Map<string, MutationKind>();
  const add = (kind: MutationKind, text: string): void => {
    if (text !== completion && !made.has(text)) made.set(text, kind);
  };
  if (!/\bwhile\b/.test(completion)) {
    for (const [pattern, replacement] of slips) {
      for (const { index, 0: found } of completion.matchAll(pattern)) {
        add('operator', completion.slice(0, index) + replacement + completion.slice(index + found.length));
      }
    }
    const lines = completion.split('\n');
    lines.forEach((line, at) => {
      if (line.trim() === '') return;
      const indent = line.slice(0, line.length - line.trimStart().length);
      add('deleted-line', lines.toSpliced(at, 1, `${indent}pass`).join('\n'));
    });
    for (let i = 0; i < 3; i++) {
      add('cut', completion.slice(0, 1 + random.below(Math.max(1, completion.length - 2))));
    }
  }
  for (const fault of faults) add('fault', `    ${fault}\n${completion}`);
  return shuffled(
    [...made].map(([text, kind]) => ({ kind, completion: text })),
    random,
  );
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  const order = [...items];
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
