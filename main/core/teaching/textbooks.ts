import { audiences } from './audiences.ts';
import type { Case } from './cases.ts';
import { classics } from './classics/catalogue.ts';
import { writeClassic } from './classics/write.ts';
import { conceptsOf, drawComposition, stepsOf, type Composition, type ShapeWeights } from './composition.ts';
import { plainSentence, topicOf, writeFunction } from './exercises.ts';
import { heldOutPairsOf } from './held-out.ts';
import type { TextbookSection } from './lesson.ts';
import { layOut, roundsSafely, type Plan, type Version } from './page.ts';
import { signatureLine, variedBodyOf } from './python.ts';
import { remarksOn } from './remarks.ts';
import { writeSmallFunction } from './steps/write.ts';
import { createRandom, fingerprint, type Random } from './random.ts';
import { isList, type FloatValue, type Value } from './value.ts';
import type { Voice } from './voice.ts';

const shapes: ShapeWeights = { filter: 34, mapping: 32, both: 24, neither: 10 };
const classicShare = 0.35;
const smallShare = 0.08;
/** How many sections speak and code freely, and how many show a function in two versions. */
const freeShare = 0.5;
const twoWaysShare = 0.12;

/**
 * Textbook sections without repetition: prose with a function, calls and the outputs they print, for one
 * topic and one audience. The same for the same seed, and free of held-out pairs like the exercises.
 */
export function* generateTextbooks({
  seed,
  count,
}: {
  seed: number;
  count: number;
}): Generator<TextbookSection> {
  const random = createRandom(seed ^ 0x7e27b00c);
  const seen = new Set<number>();
  for (let written = 0; written < count;) {
    const plan = drawPlan(random);
    if (plan === undefined) continue;
    const section = layOut(
      plan,
      random.pick(audiences),
      random,
      `textbook-${String(seed)}-${String(written)}`,
    );
    const mark = fingerprint(section.text);
    if (seen.has(mark)) continue;
    seen.add(mark);
    written += 1;
    yield section;
  }
}

function drawPlan(random: Random): Plan | undefined {
  const roll = random.next();
  if (roll < classicShare) return planClassic(random);
  return roll < classicShare + smallShare ? planSmall(random) : planComposition(random);
}

/** Sets print in any order, and so do dictionaries that were made from one. */
const showOf = (result: string, ordered: boolean): Plan['show'] =>
  result === 'float'
    ? 'rounded'
    : result.startsWith('set') || (result.startsWith('dict') && !ordered)
      ? 'compared'
      : 'printed';

/** The cases that can be stated; undefined where too few are left. */
function statable(cases: readonly Case[]): readonly Case[] | undefined {
  const safe = cases.filter(({ expected }) => !isFloat(expected) || roundsSafely(expected.value));
  return safe.length < 2 ? undefined : safe;
}

const isFloat = (value: Value): value is FloatValue =>
  value !== null && typeof value === 'object' && !isList(value) && value.kind === 'float';

const voiceOf = (random: Random): Voice => (random.chance(freeShare) ? 'free' : 'plain');

function planComposition(random: Random): Plan | undefined {
  const voice = voiceOf(random);
  const composition = drawComposition(random, shapes, voice);
  if (composition === undefined || heldOutPairsOf(stepsOf(composition)).length > 0) return undefined;
  const written = writeFunction(composition, 3, random, { voice });
  if (written === undefined) return undefined;
  const { name, signature, body } = written;
  const cases = statable(written.cases);
  if (cases === undefined) return undefined;
  return {
    name,
    signature,
    body,
    cases,
    sentence: plainSentence(written.task),
    topic: topicOf(composition),
    concepts: conceptsOf(composition),
    lessons: lessonsOf(composition, random),
    show: showOf(composition.result, composition.source.piece.ordered),
    // A body in other hands calls its locals otherwise than the remarks do.
    remarks: voice === 'plain' ? remarksOn(composition, random) : [],
    other: random.chance(twoWaysShare) ? otherVersion(composition, written, random) : undefined,
  };
}

/** The same composition in other hands, where that makes a difference. */
function otherVersion(
  composition: Composition,
  {
    name,
    body,
    subject,
  }: { name: string; body: string; subject: { parameters: Parameters<typeof signatureLine>[1] } },
  random: Random,
): Version | undefined {
  const second = `${name}_${random.pick(['again', 'two', 'b', 'otherwise'])}`;
  const other = `${variedBodyOf(composition, second, random).join('\n')}\n`;
  if (other === body) return undefined;
  return {
    name: second,
    signature: signatureLine(second, subject.parameters, composition.result, 'none'),
    body: other,
  };
}

function lessonsOf({ source, filter, mapping, reduction, finish }: Composition, random: Random): string[] {
  const lessons = [source, filter, mapping, reduction, finish].flatMap((chosen) =>
    chosen ? [chosen.piece.lesson] : [],
  );
  const first = random.pick(lessons);
  const second = random.pick(lessons);
  return first === second || random.chance(0.5) ? [first] : [first, second];
}

function planClassic(random: Random): Plan | undefined {
  const classic = random.pick(classics);
  const written = writeClassic(classic, 3, random, voiceOf(random));
  if (written === undefined) return undefined;
  const { name, signature, body } = written;
  const cases = statable(written.cases);
  if (cases === undefined) return undefined;
  return {
    name,
    signature,
    body,
    cases,
    sentence: plainSentence(written.task),
    topic: classic.topic,
    concepts: [classic.id],
    lessons: [classic.lesson],
    show: showOf(classic.result, true),
    remarks: [],
    other: undefined,
  };
}

function planSmall(random: Random): Plan | undefined {
  const written = writeSmallFunction(3, random, 'none');
  if (written === undefined) return undefined;
  const { name, signature, body, cases, steps } = written;
  return {
    name,
    signature,
    body,
    cases,
    sentence: plainSentence(written.task),
    topic: steps[0]!.topic,
    concepts: steps.map(({ id }) => id),
    lessons: [steps[0]!.lesson],
    show: 'printed',
    remarks: [],
    other: undefined,
  };
}
