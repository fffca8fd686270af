import type { Audience } from './audiences.ts';
import type { Case } from './cases.ts';
import type { StatedBlock, TextbookSection, Topic } from './lesson.ts';
import type { Random } from './random.ts';
import { float, isList, literal, printed, type FloatValue, type Value } from './value.ts';

/** One version of a function: signature and body. */
export type Version = { readonly name: string; readonly signature: string; readonly body: string };

/** The parts a section is made of, before they are put on the page. */
export type Plan = Version & {
  readonly topic: Topic;
  readonly concepts: readonly string[];
  /** One or two sentences that explain the ideas. */
  readonly lessons: readonly string[];
  readonly sentence: string;
  readonly cases: readonly Case[];
  /** How the result is shown: as it is, rounded, or, where it has no order to print, by comparing it. */
  readonly show: 'printed' | 'rounded' | 'compared';
  readonly remarks: readonly string[];
  /** The same function written otherwise. */
  readonly other: Version | undefined;
};

const bridges = [
  'Here is a function that does it.', 'We write a small function.', 'In Python it looks like this.', 'Let us put this into a function.',
  'The function below shows how.', 'A few lines are enough.', 'This is how one can write it.', 'Written as a function, the idea becomes this:',
  'Look at the following function.', 'The code is short:', 'Step by step, it becomes a function:', 'Here is one way to do it:',
]; // prettier-ignore
const callings = [
  'Let us try it:', 'Now we call it:', 'For example:', 'Calling it shows what it does:', 'We can test it at once:', 'Here is a call:',
  'To see it at work, we call it:', 'A first test:', 'With some values of our own:', 'What does it give? We ask Python:',
]; // prettier-ignore
/** What stands before a printed result, in a paragraph of its own behind the call. */
export const outcomes = [
  'This prints:',
  'The output is:',
  'Python answers:',
  'On the screen appears:',
  'The result:',
  'We see:',
  'It shows:',
];
const links = [
  '',
  '',
  '',
  'One idea helps here.',
  'There is one thing to know first.',
  'Remember this:',
  'The key is simple.',
  'What we need is this.',
];
const repeats = [
  'The same can be written in another way:', 'Here is a second version that does the same:', 'Somebody else might have written this:',
  'There is more than one way to do it. Compare:', 'A different style leads to the same result:', 'It can also be done like this:',
]; // prettier-ignore
const agreements = [
  'Both give the same answer:',
  'We call the two and compare:',
  'The calls agree:',
  'Let us see whether they agree:',
];
const closings = [
  'Change the values and run it again.', 'Try it with values of your own.', 'Explain to somebody what each line does.', 'Which line would you have written otherwise?',
  'Cover the code and write it again from memory.', 'What would be the smallest input that still makes sense?', 'Write down what you expect before you run it.',
  'Give the function a name that says more.', 'Add a test of your own.', '', '', '',
]; // prettier-ignore
const emptyQuestion = 'What happens with an empty argument?';

const opened = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** Puts a plan on the page: a heading, prose for the audience, code, and calls whose output is stated. */
export function layOut(plan: Plan, audience: Audience, random: Random, id: string): TextbookSection {
  const page = new Page(plan, random);
  const form = plan.other !== undefined ? 'two ways' : random.pick(['plain', 'plain', 'plain', 'exercise', 'promise', 'question'] as const);
  const scene = random.pick(audience.scenes);
  const lesson = plan.lessons.join(' ');
  const link = random.pick(links);
  const explained = [link, lesson].filter((part) => part !== '').join(' ');
  const opening = random.chance(0.5) && link === '' ? `${lesson} ${scene}` : `${scene} ${explained}`;
  const remarks = plan.remarks.filter((remark) => !plan.lessons.includes(remark) && random.chance(0.6));
  const explanation = remarks.length > 0 ? [remarks.join(' ')] : [];
  const task = `${random.pick(['Task:', 'The task:', 'Exercise:', 'We want this:', 'What is wanted:'])} ${plan.sentence}`;
  const paragraphs = [`# ${headingOf(plan.concepts, random)}`];
  switch (form) {
    case 'plain': {
      // Good code has a docstring; before the rest the prose says what it does.
      const documented = random.chance(0.8);
      paragraphs.push(opening, documented ? random.pick(bridges) : task, page.define(plan, documented), ...explanation, random.pick(callings), ...page.calls(plan, random.chance(0.2) ? 2 : 1));
      break;
    }
    case 'exercise':
      paragraphs.push(scene, `Exercise: ${plan.sentence}`, `Hint: ${lesson}`, random.pick(['Solution:', 'A solution:', 'One solution is this:']), page.define(plan, random.chance(0.4)), ...explanation, random.pick(['To check it:', 'A check:', 'Does it work?']), ...page.calls(plan, 1));
      break;
    case 'promise':
      paragraphs.push(opening, page.promise(plan), random.pick(bridges), page.define(plan, true), ...explanation, ...page.calls(plan, 1));
      break;
    case 'question':
      paragraphs.push(`${random.pick(['Question:', 'A question:'])} how would you write a function for this? ${plan.sentence}`, `${random.pick(['Answer:', 'An answer:'])} ${explained === '' ? lesson : opened(explained)}`, page.define(plan, random.chance(0.5)), ...explanation, random.pick(callings), ...page.calls(plan, 2));
      break;
    case 'two ways':
      paragraphs.push(opening, task, page.define(plan, random.chance(0.3)), random.pick(repeats), page.define(plan.other!, false), ...explanation, random.pick(agreements), ...page.calls(plan, 1), ...page.calls(plan.other!, 1));
      break;
  }
  const first = plan.cases[0]!.arguments[0]!;
  const maySay = (isList(first) || typeof first === 'string') && !plan.cases.some((one) => one.arguments[0] === '' || (isList(one.arguments[0]!) && one.arguments[0].length === 0));
  const closing = maySay && random.chance(0.1) ? emptyQuestion : random.pick(closings);
  if (closing !== '') paragraphs.push(closing);
  return { id, topic: plan.topic, audience: audience.name, concepts: plan.concepts, text: `${paragraphs.join('\n\n')}\n`, blocks: page.blocks };
} // prettier-ignore

/** What a page has defined so far, and the blocks that state an output. */
class Page {
  readonly blocks: StatedBlock[] = [];
  private readonly plan: Plan;
  private readonly random: Random;
  private readonly shown: readonly Case[];
  private definitions = '';

  constructor(plan: Plan, random: Random) {
    this.plan = plan;
    this.random = random;
    this.shown = telling(plan.cases);
  }

  define({ signature, body }: Version, documented: boolean): string {
    const docstring = documented ? `    """${this.plan.sentence}"""\n` : '';
    const definition = `${signature}\n${docstring}${body}`;
    this.definitions += this.definitions === '' ? definition : `\n${definition}`;
    return definition.trimEnd();
  }

  /** Calls of one version, each followed by what it prints. */
  calls({ name }: Version, count: number): string[] {
    return this.shown.slice(0, count).map((one) => {
      const call = `${name}(${one.arguments.map(literal).join(', ')})`;
      const { code, expectedOutput } = shownBy(this.plan.show, call, one.expected);
      this.blocks.push({ code: `${this.definitions}\n${code}\n`, expectedOutput });
      return `${code}\n\n${this.random.pick(outcomes)} ${expectedOutput}`;
    });
  }

  /** What is wanted, said by an example. */
  promise({ name, sentence }: Plan): string {
    const one = this.shown[0]!;
    const call = `${name}(${one.arguments.map(literal).join(', ')})`;
    return `${sentence} So \`${call}\` ${this.random.pick(['should be', 'has to give', 'is to be', 'must return'])} \`${literal(one.expected)}\`.`;
  }
}

/** A line that prints a call's result, and what it prints. Python's sums of floats may differ in their last digits. */
function shownBy(show: Plan['show'], call: string, expected: Value): StatedBlock {
  if (show === 'compared') return { code: `print(${call} == ${literal(expected)})`, expectedOutput: 'True' };
  if (show === 'printed') return { code: `print(${call})`, expectedOutput: printed(expected) };
  const { value } = expected as FloatValue;
  return { code: `print(round(${call}, 2))`, expectedOutput: literal(float(Math.round(value * 100) / 100)) };
}

/** Whether rounding to two places is the same however the last digits come out. */
export const roundsSafely = (value: number): boolean => Math.abs((Math.abs(value * 100) % 1) - 0.5) > 1e-6;

/** The cases that take the least room on the page; those with nothing in them or nothing to show come last. */
function telling(cases: readonly Case[]): Case[] {
  const cost = (one: Case): number => {
    const [call, value] = [literal(one.arguments), literal(one.expected)];
    return (
      call.length +
      value.length +
      (/^\[(''|\[\])/.test(call) ? 1000 : 0) +
      (/^(\[\]|''|\{\}|None)$/.test(value) ? 500 : 0)
    );
  };
  return [...cases].sort((left, right) => cost(left) - cost(right));
}

function headingOf(concepts: readonly string[], random: Random): string {
  const last = concepts.at(-1)!;
  if (concepts.length < 2 || random.chance(0.5)) return opened(last);
  return opened(random.chance(0.7) ? concepts.slice(-2).join(' and ') : concepts.slice(-2).join(': '));
}
