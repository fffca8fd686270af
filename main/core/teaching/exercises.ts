import { classics, writeClassic } from './classics/write.ts';
import { checkOf, chooseCases, type Case } from './cases.ts';
import { conceptsOf, drawComposition, stepsOf, type Composition, type ShapeWeights } from './composition.ts';
import { heldOutPairsOf } from './held-out.ts';
import type { Exercise, Topic } from './lesson.ts';
import { bodyOf, signatureOf } from './python.ts';
import { createRandom, fingerprint, type Random } from './random.ts';
import { literal } from './value.ts';
import { nameComposition, wordComposition } from './wording.ts';

const trainingShapes: ShapeWeights = { filter: 32, mapping: 26, both: 36, neither: 6 };

/** One function with everything that is said about it. */
export type WrittenFunction = {
  readonly composition: Composition;
  readonly name: string;
  readonly sentence: string;
  readonly signature: string;
  readonly body: string;
  readonly cases: readonly Case[];
};

/**
 * Words, writes and tests a composition; undefined where one of the three does not come out, or where the
 * sentence has more than `longestSentence` words.
 */
export function writeFunction(
  composition: Composition,
  caseCount: number,
  random: Random,
  longestSentence = Infinity,
): WrittenFunction | undefined {
  const sentence = wordComposition(composition, random);
  if (sentence === undefined || (sentence.match(/[A-Za-z0-9]+/g) ?? []).length > longestSentence)
    return undefined;
  const name = nameComposition(composition, random);
  if (name === composition.parameter || name === composition.extra?.name) return undefined;
  const cases = chooseCases(composition, caseCount, random);
  if (cases === undefined) return undefined;
  const signature = signatureOf(composition, name, random.chance(0.08));
  return { composition, name, sentence, signature, body: `${bodyOf(composition).join('\n')}\n`, cases };
}

/**
 * Signature and docstring as in HumanEval: they end in a newline after the closing quotes. With
 * `example`, one case follows the sentence as a doctest line.
 */
export function promptOf(
  signature: string,
  name: string,
  sentence: string,
  example: Case | undefined,
): string {
  if (example === undefined) return `${signature}\n    """${sentence}"""\n`;
  const call = `${name}(${example.arguments.map(literal).join(', ')})`;
  return `${signature}\n    """${sentence}\n    >>> ${call}\n    ${literal(example.expected)}\n    """\n`;
}

/** The case that makes the shortest doctest line, if any is short; sets have no order to print. */
export function shortExample(cases: readonly Case[]): Case | undefined {
  const lengthOf = (one: Case): number => literal([...one.arguments]).length + literal(one.expected).length;
  const fitting = cases.filter(
    (one) => lengthOf(one) < 36 && !/set\(\)|\{[^:]*\}/.test(literal(one.expected)),
  );
  return fitting.sort((left, right) => lengthOf(left) - lengthOf(right))[0];
}

/** How many steps there are to get right: 1 (one) to 5. */
export function difficultyOf({ filter, mapping, finish, guard, extra }: Composition): number {
  return 1 + [filter, mapping, finish, guard, extra].filter((step) => step !== undefined).length;
}

/** The share of exercises that are one known function rather than a composition. */
const classicShare = 0.08;
const exampleShare = 0.12;

/** An exercise of either sort. Undefined where the draw did not come out. */
function drawExercise(random: Random, id: string): Exercise | undefined {
  return random.chance(classicShare) ? drawClassic(random, id) : drawComposed(random, id);
}

function drawClassic(random: Random, id: string): Exercise | undefined {
  const classic = random.pick(classics);
  const written = writeClassic(classic, 4, random);
  if (written === undefined) return undefined;
  return {
    id,
    topic: classic.topic,
    concepts: [classic.id],
    difficulty: Math.min(5, classic.body.length),
    entryPoint: written.name,
    prompt: promptOf(
      written.signature,
      written.name,
      written.sentence,
      random.chance(exampleShare) ? shortExample(written.cases) : undefined,
    ),
    solution: written.body,
    test: written.test,
  };
}

/** An exercise from a random composition, without held-out pairs. */
function drawComposed(random: Random, id: string): Exercise | undefined {
  const composition = drawComposition(random, trainingShapes);
  if (composition === undefined || heldOutPairsOf(stepsOf(composition)).length > 0) return undefined;
  const written = writeFunction(composition, 4, random);
  if (written === undefined) return undefined;
  return {
    id,
    topic: topicOf(composition),
    concepts: conceptsOf(composition),
    difficulty: difficultyOf(composition),
    entryPoint: written.name,
    prompt: promptOf(
      written.signature,
      written.name,
      written.sentence,
      random.chance(exampleShare) ? shortExample(written.cases) : undefined,
    ),
    solution: written.body,
    test: checkOf(written.cases),
  };
}

/** The heading a composition stands under: that of its reduction, unless that is only a list. */
export function topicOf({ reduction, mapping, filter }: Composition): Topic {
  return (reduction.piece.id === 'list' ? (mapping ?? filter ?? reduction) : reduction).piece.topic;
}

/**
 * Exercises without repetition, the same for the same seed: the first n of a longer run are the run of
 * length n. None contains a held-out pair.
 */
export function* generateExercises({ seed, count }: { seed: number; count: number }): Generator<Exercise> {
  const random = createRandom(seed);
  const seen = new Set<number>();
  let written = 0;
  while (written < count) {
    const exercise = drawExercise(random, `exercise-${String(seed)}-${String(written)}`);
    if (exercise === undefined) continue;
    const mark = fingerprint(exercise.prompt + exercise.solution);
    if (seen.has(mark)) continue;
    seen.add(mark);
    written += 1;
    yield exercise;
  }
}
