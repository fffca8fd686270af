import { audiences, type Audience } from './audiences.ts';
import { classics } from './classics/catalogue.ts';
import { writeClassic } from './classics/write.ts';
import type { Case } from './cases.ts';
import { conceptsOf, drawComposition, stepsOf, type Composition, type ShapeWeights } from './composition.ts';
import { plainSentence, topicOf, writeFunction } from './exercises.ts';
import { heldOutPairsOf } from './held-out.ts';
import type { StatedBlock, TextbookSection, Topic } from './lesson.ts';
import { remarksOn } from './remarks.ts';
import { createRandom, fingerprint, type Random } from './random.ts';
import { literal, printed } from './value.ts';

const shapes: ShapeWeights = { filter: 34, mapping: 32, both: 24, neither: 10 };
const classicShare = 0.2;
/** How many of the functions carry a docstring, as good code does; before the others the prose says what they do. */
const docstringShare = 0.8;

/** The parts a section is made of, before they are put on the page. */
type Plan = {
  readonly topic: Topic;
  readonly concepts: readonly string[];
  readonly lesson: string;
  readonly sentence: string;
  readonly signature: string;
  readonly name: string;
  readonly body: string;
  readonly cases: readonly Case[];
  /** Whether the result prints in the same order on every machine. */
  readonly printable: boolean;
  readonly remarks: readonly string[];
};

const bridges = [
  'Here is a function that does it.',
  'We write a small function.',
  'In Python it looks like this.',
  'Let us put this into a function.',
  'The function below shows how.',
  'A few lines are enough.',
];
const callings = [
  'Let us try it:',
  'Now we call it:',
  'For example:',
  'Calling it shows what it does:',
  'We can test it at once:',
];
const outcomes = ['This prints:', 'The output is:', 'Python answers:', 'On the screen appears:'];
const closings = [
  'Change the values and run it again.',
  'Try it with values of your own.',
  'What happens with an empty argument?',
  'Read the line once more from right to left.',
  '',
];

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
    const plan = random.chance(classicShare) ? planClassic(random) : planComposition(random);
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

function planComposition(random: Random): Plan | undefined {
  const composition = drawComposition(random, shapes);
  if (composition === undefined || heldOutPairsOf(stepsOf(composition)).length > 0) return undefined;
  const written = writeFunction(composition, 3, random);
  if (written === undefined) return undefined;
  return {
    ...written,
    sentence: plainSentence(written.task),
    topic: topicOf(composition),
    concepts: conceptsOf(composition),
    lesson: lessonOf(composition, random),
    printable:
      !/^(set|dict)/.test(composition.result) ||
      (composition.source.piece.ordered && composition.result.startsWith('dict')),
    remarks: remarksOn(composition, random),
  };
}

function lessonOf({ source, filter, mapping, reduction, finish }: Composition, random: Random): string {
  const lessons = [source, filter, mapping, reduction, finish].flatMap((chosen) =>
    chosen ? [chosen.piece.lesson] : [],
  );
  const first = random.pick(lessons);
  const second = random.pick(lessons);
  return first === second || random.chance(0.5) ? first : `${first} ${second}`;
}

function planClassic(random: Random): Plan | undefined {
  const classic = random.pick(classics);
  const written = writeClassic(classic, 3, random);
  if (written === undefined) return undefined;
  return {
    ...written,
    sentence: plainSentence(written.task),
    topic: classic.topic,
    concepts: [classic.id],
    lesson: classic.lesson,
    printable: !classic.result.startsWith('set'),
    remarks: [],
  };
}

function layOut(plan: Plan, audience: Audience, random: Random, id: string): TextbookSection {
  const documented = random.chance(docstringShare);
  const definition = documented
    ? `${plan.signature}\n    """${plan.sentence}"""\n${plan.body}`
    : `${plan.signature}\n${plan.body}`;
  const blocks: StatedBlock[] = [];
  const shown = shortest(plan.cases, random.chance(0.15) ? 2 : 1).map((one) => {
    const call = `${plan.name}(${one.arguments.map(literal).join(', ')})`;
    const code = plan.printable ? `print(${call})` : `print(${call} == ${literal(one.expected)})`;
    const expectedOutput = plan.printable ? printed(one.expected) : 'True';
    blocks.push({ code: `${definition}\n${code}\n`, expectedOutput });
    return `${code}\n\n${random.pick(outcomes)} ${expectedOutput}`;
  });
  const task = documented
    ? random.pick(bridges)
    : `${random.pick(['Task:', 'The task:', 'Exercise:', 'We want this:'])} ${plan.sentence}`;
  const remarks = plan.remarks.filter(() => random.chance(0.6));
  const opening = random.chance(0.5)
    ? `${plan.lesson} ${random.pick(audience.scenes)}`
    : `${random.pick(audience.scenes)} ${plan.lesson}`;
  const closing = random.pick(closings);
  const paragraphs = [
    titleOf(plan.concepts, random),
    opening,
    task,
    definition.trimEnd(),
    ...(remarks.length > 0 ? [remarks.join(' ')] : []),
    random.pick(callings),
    ...shown,
    ...(closing === '' ? [] : [closing]),
  ];
  return {
    id,
    topic: plan.topic,
    audience: audience.name,
    concepts: plan.concepts,
    text: `${paragraphs.join('\n\n')}\n`,
    blocks,
  };
}

/** The cases that take the least room on the page, so that a section is not mostly numbers. */
function shortest(cases: readonly Case[], count: number): Case[] {
  const room = (one: Case): number => literal(one.arguments).length + literal(one.expected).length;
  return [...cases].sort((left, right) => room(left) - room(right)).slice(0, count);
}

function titleOf(concepts: readonly string[], random: Random): string {
  const title =
    concepts.length > 1 && random.chance(0.5) ? concepts.slice(-2).join(' and ') : concepts.at(-1)!;
  return `# ${title.slice(0, 1).toUpperCase()}${title.slice(1)}`;
}
