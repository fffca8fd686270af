import { classics } from './classics/catalogue.ts';
import { hintsFor, writeClassic } from './classics/write.ts';
import { checkOf, chooseCases, type Case } from './cases.ts';
import { conceptsOf, drawComposition, stepsOf, type Composition, type ShapeWeights } from './composition.ts';
import { heldOutPairsOf } from './held-out.ts';
import type { Exercise, Topic } from './lesson.ts';
import { freePromptOf, peopleHabits, promptOf, shortExample } from './prompt.ts';
import { bodyOf, signatureLine, variedBodyOf } from './python.ts';
import { createRandom, fingerprint, type Random } from './random.ts';
import { writeSmallFunction } from './steps/write.ts';
import { wordFreely, wordShortly, type Subject } from './register.ts';
import type { Voice } from './voice.ts';
import { nameComposition, unmarked, wordComposition, type Task } from './wording.ts';

const trainingShapes: ShapeWeights = { filter: 32, mapping: 26, both: 36, neither: 6 };

/** How often free words stand over the canonical body: what they mean is learnt sooner from a form that is known. */
const plainBodyShare = 0.4;

/** One function with everything that is said about it. */
export type WrittenFunction = {
  readonly composition: Composition;
  readonly name: string;
  readonly task: Task;
  readonly subject: Subject;
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
  { voice = 'plain', longestSentence = Infinity }: { voice?: Voice; longestSentence?: number } = {},
): WrittenFunction | undefined {
  const task = wordComposition(composition, random, voice);
  if (task === undefined || (plainSentence(task).match(/[A-Za-z0-9]+/g) ?? []).length > longestSentence)
    return undefined;
  const { parameter, extra, source } = composition;
  const name = nameComposition(composition, random, voice);
  if (name === parameter || name === extra?.name) return undefined;
  const cases = chooseCases(composition, caseCount, random);
  if (cases === undefined) return undefined;
  const parameters = [{ name: parameter, kind: source.piece.parameter }, ...(extra ? [extra] : [])];
  const signature = signatureLine(name, parameters, composition.result, hintsFor(random, voice));
  const plain = voice !== 'free' || random.chance(plainBodyShare);
  const lines = plain ? bodyOf(composition) : variedBodyOf(composition, name, random);
  const subject = { name, parameters, result: composition.result };
  return { composition, name, task, subject, signature, body: `${lines.join('\n')}\n`, cases };
}

/** The task as plain exercises and the benchmark put it: the order and what follows, nothing around them. */
export const plainSentence = ({ order, further }: Task): string =>
  unmarked(`${order}.${further === '' ? '' : ` ${further}`}`);

/** How many steps there are to get right: 1 (one) to 5. */
export function difficultyOf({ filter, mapping, finish, guard, extra }: Composition): number {
  return Math.min(5, 1 + [filter, mapping, finish, guard, extra].filter((step) => step !== undefined).length);
}

/** The share of exercises that are one known function rather than a composition. */
const classicShare = 0.07;
/** The share of exercises that do a few steps with one to three values, without a pipeline. */
const smallShare = 0.025;
/** The shares of exercises in other voices than the curriculum's plain one, by sort. */
const voiceShares = {
  classic: { free: 0.6, people: 0.3 },
  composition: { free: 0.05, people: 0.05 },
  small: { free: 0, people: 0.75 },
} as const;
const exampleShare = 0.12;

/** An exercise of either sort. Undefined where the draw did not come out. */
function drawExercise(random: Random, id: string): Exercise | undefined {
  const roll = random.next();
  if (roll < classicShare) return drawClassic(random, id);
  return roll < classicShare + smallShare ? drawSmall(random, id) : drawComposed(random, id);
}

function drawVoice(sort: keyof typeof voiceShares, random: Random): Voice {
  const { free, people } = voiceShares[sort];
  const roll = random.next();
  return roll < free ? 'free' : roll < free + people ? 'people' : 'plain';
}

type Writing = Pick<WrittenFunction, 'name' | 'task' | 'subject' | 'signature' | 'body' | 'cases'>;

/** The prompt, in the voice in which the function was written. */
function promptFor({ signature, name, task, subject, cases }: Writing, voice: Voice, random: Random): string {
  if (voice === 'free')
    return freePromptOf(signature, name, wordFreely(task, subject, random), cases, random);
  if (voice === 'people')
    return freePromptOf(signature, name, wordShortly(task, subject, random), cases, random, peopleHabits);
  const example = random.chance(exampleShare) ? shortExample(cases) : undefined;
  return promptOf(signature, name, plainSentence(task), example);
}

function drawClassic(random: Random, id: string): Exercise | undefined {
  const classic = random.pick(classics);
  const voice = drawVoice('classic', random);
  const written = writeClassic(classic, 4, random, voice);
  if (written === undefined) return undefined;
  return {
    id,
    topic: classic.topic,
    concepts: [classic.id],
    difficulty: Math.min(5, classic.body.length),
    entryPoint: written.name,
    prompt: promptFor(written, voice, random),
    solution: written.body,
    test: written.test,
  };
}

function drawSmall(random: Random, id: string): Exercise | undefined {
  const voice = drawVoice('small', random);
  const written = writeSmallFunction(4, random, hintsFor(random, voice));
  if (written === undefined) return undefined;
  return {
    id,
    topic: written.steps[0]!.topic,
    concepts: [...new Set(written.steps.map((step) => step.id))],
    difficulty: Math.min(5, written.steps.length),
    entryPoint: written.name,
    prompt: promptFor(written, voice, random),
    solution: written.body,
    test: written.test,
  };
}

/** An exercise from a random composition, without held-out pairs. */
function drawComposed(random: Random, id: string): Exercise | undefined {
  const voice = drawVoice('composition', random);
  const composition = drawComposition(random, trainingShapes, voice);
  if (composition === undefined || heldOutPairsOf(stepsOf(composition)).length > 0) return undefined;
  const written = writeFunction(composition, 4, random, { voice });
  if (written === undefined) return undefined;
  return {
    id,
    topic: topicOf(composition),
    concepts: conceptsOf(composition),
    difficulty: difficultyOf(composition),
    entryPoint: written.name,
    prompt: promptFor(written, voice, random),
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
