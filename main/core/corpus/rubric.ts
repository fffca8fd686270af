import type { FeatureName } from './feature-names.ts';
import { FEATURE_NAMES } from './feature-names.ts';

/**
 * phi-1's question to its labeller: *what is its educational value for a student whose goal is to learn
 * basic coding concepts?* Without a large model at hand it is answered by a rubric, criterion by criterion,
 * each of which a reader can check against the file.
 */
export type Criterion = {
  readonly name: string;
  /** When it holds, in words. */
  readonly when: string;
  /** What a student gains or loses by it. */
  readonly reason: string;
  /** Added to the label where the criterion holds. */
  readonly points: number;
  /** There is no idea to learn in such a text: only these may bring a label down to 1. */
  readonly worthless?: true;
  readonly holds: (of: (feature: FeatureName) => number) => boolean;
};

/**
 * Changes with what the rubric says of any text; stages that use it are made again then.
 * 2: what teaches nothing is a 1 whatever its form, and what is merely hard to follow is a 2 at worst.
 */
export const RUBRIC_VERSION = 2;

/** Everyone starts here, between *worthless* (1) and *a lesson* (5). */
const START = 2;

export const RUBRIC: readonly Criterion[] = [
  {
    name: 'explained',
    when: 'docstrings and comments make up 12 % of the characters or more, and 30 % of the functions and classes have a docstring',
    reason: 'Docstrings or comments say what the code is for.',
    points: 1,
    holds: (of) => of('docstringShare') + of('commentShare') >= 0.12 && of('documentedShare') >= 0.3,
  },
  {
    name: 'small steps',
    when: 'functions have 3 to 25 lines on average, and statements lie at most 2.6 blocks deep on average',
    reason: 'Functions are short and shallow enough to follow.',
    points: 1,
    holds: (of) => of('meanFunctionLines') >= 3 && of('meanFunctionLines') <= 25 && of('meanDepth') <= 2.6,
  },
  {
    name: 'basic concepts',
    when: '30 % of the kinds of control flow occur, with 4 loops and 6 conditions per 100 statements or more, and 30 % of the functions belong to no class',
    reason: 'Loops, conditions and arithmetic do the work, in functions that stand alone.',
    points: 1,
    holds: (of) =>
      of('controlVariety') >= 0.3 &&
      of('loopDensity') >= 4 &&
      of('branchDensity') >= 6 &&
      of('freeFunctionShare') >= 0.3,
  },
  {
    name: 'self-contained',
    when: 'at most 2.5 imports per 100 lines, at most 30 % attribute accesses among the names, and at most 8 % of the names are `self`',
    reason: 'It can be understood without other modules or an object with much state.',
    points: 1,
    holds: (of) => of('importDensity') <= 2.5 && of('attributeShare') <= 0.3 && of('selfShare') <= 0.08,
  },
  {
    name: 'worked examples',
    when: 'one doctest example per 200 lines or more',
    reason: 'It shows what calls give.',
    points: 1,
    holds: (of) => of('exampleDensity') >= 0.5,
  },
  {
    name: 'data tables',
    when: '30 % of the tokens or more stand in literals of 20 elements or more',
    reason: 'Long literals teach nothing.',
    points: -3,
    worthless: true,
    holds: (of) => of('tableShare') >= 0.3,
  },
  {
    name: 'nothing happens',
    when: 'fewer than one function per 200 lines, or fewer than 3 loops and conditions per 100 statements',
    reason: 'Constants, re-exports or a script of calls: there is no idea to learn.',
    points: -2,
    worthless: true,
    holds: (of) => of('functionDensity') < 0.5 || of('loopDensity') + of('branchDensity') < 3,
  },
  {
    name: 'tests',
    when: 'test functions and assertions come to 40 % of the functions and classes or more',
    reason: 'Assertions without the code they are about.',
    points: -2,
    worthless: true,
    holds: (of) => of('testShare') >= 0.4,
  },
  {
    name: 'repetitive',
    when: '30 % of the lines with code or more occurred before in the same text',
    reason: 'The same lines again and again.',
    points: -1,
    holds: (of) => of('duplicateLineShare') >= 0.3,
  },
  {
    name: 'magic numbers',
    when: '12 % of the tokens or more are numbers',
    reason: 'Numbers without names.',
    points: -1,
    holds: (of) => of('numberShare') >= 0.12,
  },
  {
    name: 'plumbing',
    when: '14 tries, handlers and raises per 100 statements or more, or 25 % private names, or 20 % of the names are `self`',
    reason: 'Mostly handling of errors, private state and other objects.',
    points: -1,
    holds: (of) => of('exceptionDensity') >= 14 || of('privateNameShare') >= 0.25 || of('selfShare') >= 0.2,
  },
  {
    name: 'long',
    when: 'more than about 37,600 characters, or a function of 150 lines or more',
    reason: 'Too much for one sitting, or functions of hundreds of lines.',
    points: -1,
    holds: (of) => of('logBytes') >= 15.2 || of('longestFunctionLines') >= 150,
  },
  {
    name: 'broken',
    when: 'the parser had to skip or invent something',
    reason: 'It is no valid Python.',
    points: -2,
    worthless: true,
    holds: (of) => of('parseErrors') > 0,
  },
];

const indexOf = new Map(FEATURE_NAMES.map((name, index) => [name, index]));

/** The criteria of {@link RUBRIC} that hold for a feature vector. */
export function criteriaMet(vector: Float64Array): Criterion[] {
  return RUBRIC.filter(({ holds }) => holds((name) => vector[indexOf.get(name)!]!));
}

/**
 * The label, 1 (worthless to a student) to 5 (a lesson): the start plus the points, within bounds. A text that is only
 * hard to follow still holds something to learn, so that 2 is its lower bound.
 */
export function rubricLabel(vector: Float64Array): number {
  const met = criteriaMet(vector);
  const points = met.reduce((sum, criterion) => sum + criterion.points, START);
  const lowest = met.some(({ worthless }) => worthless === true) ? 1 : 2;
  return Math.min(5, Math.max(lowest, points));
}

/** Why a text has its label: each criterion that holds, with its points and its reason. */
export function rubricRationale(vector: Float64Array): string {
  const met = criteriaMet(vector);
  if (met.length === 0) return 'No criterion of the rubric holds.';
  return met
    .map(
      ({ name, points, reason }) => `${points > 0 ? '+' : '−'}${String(Math.abs(points))} ${name}: ${reason}`,
    )
    .join(' ');
}
