import type { FeatureName } from './feature-names.ts';
import { FEATURE_NAMES } from './feature-names.ts';

/**
 * phi-1's question to its labeller: *what is its educational value for a student whose goal is to learn
 * basic coding concepts?* Without a large model at hand it is answered by a rubric, criterion by criterion,
 * each of which a reader can check against the file.
 */
export type Criterion = {
  readonly name: string;
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
    reason: 'Docstrings or comments say what the code is for.',
    points: 1,
    holds: (of) => of('docstringShare') + of('commentShare') >= 0.12 && of('documentedShare') >= 0.3,
  },
  {
    name: 'small steps',
    reason: 'Functions are short and shallow enough to follow.',
    points: 1,
    holds: (of) => of('meanFunctionLines') >= 3 && of('meanFunctionLines') <= 25 && of('meanDepth') <= 2.6,
  },
  {
    name: 'basic concepts',
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
    reason: 'It can be understood without other modules or an object with much state.',
    points: 1,
    holds: (of) => of('importDensity') <= 2.5 && of('attributeShare') <= 0.3 && of('selfShare') <= 0.08,
  },
  {
    name: 'worked examples',
    reason: 'It shows what calls give.',
    points: 1,
    holds: (of) => of('exampleDensity') >= 0.5,
  },
  {
    name: 'data tables',
    reason: 'Long literals teach nothing.',
    points: -3,
    worthless: true,
    holds: (of) => of('tableShare') >= 0.3,
  },
  {
    name: 'nothing happens',
    reason: 'Constants, re-exports or a script of calls: there is no idea to learn.',
    points: -2,
    worthless: true,
    holds: (of) => of('functionDensity') < 0.5 || of('loopDensity') + of('branchDensity') < 3,
  },
  {
    name: 'tests',
    reason: 'Assertions without the code they are about.',
    points: -2,
    worthless: true,
    holds: (of) => of('testShare') >= 0.4,
  },
  {
    name: 'repetitive',
    reason: 'The same lines again and again.',
    points: -1,
    holds: (of) => of('duplicateLineShare') >= 0.3,
  },
  {
    name: 'magic numbers',
    reason: 'Numbers without names.',
    points: -1,
    holds: (of) => of('numberShare') >= 0.12,
  },
  {
    name: 'plumbing',
    reason: 'Mostly handling of errors, private state and other objects.',
    points: -1,
    holds: (of) => of('exceptionDensity') >= 14 || of('privateNameShare') >= 0.25 || of('selfShare') >= 0.2,
  },
  {
    name: 'long',
    reason: 'Too much for one sitting, or functions of hundreds of lines.',
    points: -1,
    holds: (of) => of('logBytes') >= 15.2 || of('longestFunctionLines') >= 150,
  },
  {
    name: 'broken',
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
