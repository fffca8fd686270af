import type { Case } from './cases.ts';
import type { Random } from './random.ts';
import { literal } from './value.ts';
import type { Worded } from './register.ts';

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
  return `${signature}\n    """${sentence}\n    >>> ${callOf(name, example)}\n    ${literal(example.expected)}\n    """\n`;
}

const callOf = (name: string, one: Case): string => `${name}(${one.arguments.map(literal).join(', ')})`;

/** Room that a call and its result take, in characters. */
const room = (one: Case): number => literal([...one.arguments]).length + literal(one.expected).length;
/** Sets have no order to print, and a float may print more digits than it has. */
const showable = (one: Case): boolean => !/set\(\)|\{[^:]*\}|\d\.\d{6}/.test(literal(one.expected));

/** The case that makes the shortest doctest line, if any is short. */
export const shortExample = (cases: readonly Case[]): Case | undefined => shortExamples(cases, 1, 36)[0];

function shortExamples(cases: readonly Case[], count: number, longest: number): Case[] {
  const fitting = cases.filter((one) => showable(one) && room(one) < longest);
  return fitting.sort((left, right) => room(left) - room(right)).slice(0, count);
}

/** A parameter with the name of the noun before it: 'the year year' needs quotes to be read; or of the noun after it. */
export const doubledName = /\b(\w+) ‹\1›|‹(\w+)› \2\b/;

/** Such a name, or one that would be read as an article. */
const needsQuotes = new RegExp(`${doubledName.source}|‹[aAI]›`);

/** How somebody shows what a function does. */
export type Habits = {
  readonly exampleShare: number;
  /** How many examples there are; one of these is drawn. */
  readonly exampleCounts: readonly number[];
  /** In characters, call and result. */
  readonly longestExample: number;
  readonly forms: readonly ExampleForm[];
};
type ExampleForm =
  'doctest' | 'arrow' | 'equals' | 'sentence' | 'comment' | 'indented' | 'returns' | 'bullets' | 'asserts';

const freeHabits: Habits = {
  exampleShare: 0.25,
  exampleCounts: [1, 1, 1, 2],
  longestExample: 40,
  forms: ['doctest', 'doctest', 'doctest', 'arrow', 'equals', 'sentence', 'comment'],
};
/** What strangers do: more often than not examples, several of them, mostly as doctests. */
export const peopleHabits: Habits = {
  exampleShare: 0.6,
  exampleCounts: [1, 1, 2, 2, 3],
  longestExample: 44,
  forms: [...Array.from({ length: 9 }, () => 'doctest' as const), 'arrow', 'equals', 'sentence', 'comment', 'indented', 'returns', 'bullets', 'asserts'],
}; // prettier-ignore

/** How much a docstring's text is wrapped: some people never do. */
const widths = [60, 68, 72, 79, 90, 120] as const;

/**
 * Signature and docstring in one of the layouts that people use: on one line or several, wrapped or not, with examples
 * as doctests, arrows or sentences, parameters quoted or bare.
 */
export function freePromptOf(
  signature: string,
  name: string,
  worded: Worded,
  cases: readonly Case[],
  random: Random,
  habits: Habits = freeHabits,
): string {
  const clash =
    needsQuotes.test(worded.text) || worded.sections.flat().some((line) => needsQuotes.test(line));
  const quote = random.pick(clash ? ['`', "'"] : ['', '', '', '`', "'"]);
  const text = worded.text.replace(/[‹›]/g, () => quote);
  const sections = worded.sections.map((section) =>
    section.map((line) => line.replace(/[‹›]/g, () => quote)),
  );
  const { exampleShare, exampleCounts, longestExample } = habits;
  const examples = random.chance(exampleShare)
    ? exampleLines(name, shortExamples(cases, random.pick(exampleCounts), longestExample), random, habits)
    : [];
  const blank = random.chance(0.4);
  const groups = [...sections, ...(examples.length > 0 ? [examples] : [])];
  const lines = wrapped(text, random.pick(widths) - 4);
  for (const [index, group] of groups.entries()) {
    if (blank || index > 0 || sections.length > 0) lines.push('');
    lines.push(...group);
  }
  // A quote before three of its kind would end the docstring one too early.
  const marks = random.chance(0.06) && !lines.at(-1)!.endsWith("'") ? "'''" : '"""';
  const first = random.chance(0.2) ? ' ' : '';
  if (lines.length === 1 && random.chance(0.75))
    return `${signature}\n    ${marks}${first}${lines[0]!}${first}${marks}\n`;
  const below = random.chance(0.3);
  const body = lines.map((line) => (line === '' ? '' : `    ${line}`)).join('\n');
  const opened = below ? `    ${marks}\n${body}` : `    ${marks}${first}${body.trimStart()}`;
  return `${signature}\n${opened}\n    ${marks}\n`;
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function exampleLines(name: string, cases: readonly Case[], random: Random, { forms }: Habits): string[] {
  if (cases.length === 0) return [];
  const shown = cases.map((one) => ({ call: callOf(name, one), value: literal(one.expected) }));
  const heading = random.pick([[], [], ['Example:'], ['Examples:'], ['For example:']]);
  const arrow = random.pick(['->', '=>', '==>', '➞', '-->']);
  const form = random.pick(forms);
  switch (form) {
    case 'arrow':
      return [...heading, ...shown.map(({ call, value }) => `${call} ${arrow} ${value}`)];
    case 'indented':
      return [random.pick(['Example:', 'Examples:', 'For example:', 'Examples']), ...shown.map(({ call, value }) => `    ${call} ${arrow} ${value}`)];
    case 'bullets':
      return [...heading, ...shown.map(({ call, value }) => `${random.pick(['*', '-'])} ${call} ${arrow} ${value}`)];
    case 'returns': {
      const verb = random.pick(['returns', 'should return', 'gives', 'must be']);
      return [...heading, ...shown.map(({ call, value }) => `${call} ${verb} ${value}`)];
    }
    case 'asserts':
      return shown.map(({ call, value }) => `assert ${call} == ${value}`);
    case 'equals':
      return [...heading, ...shown.map(({ call, value }) => `${call} == ${value}`)];
    case 'comment':
      return [...heading, ...shown.map(({ call, value }) => `${call}  # ${value}`)];
    case 'sentence':
      return [
        `${random.pick(['For example,', 'E.g.', 'For instance,', 'So'])} ${shown[0]!.call} ${random.pick(['returns', 'gives', 'is', 'should return'])} ${shown[0]!.value}.`,
      ];
    default:
      return [...heading, ...shown.flatMap(({ call, value }) => [`>>> ${call}`, value])];
  }
} // prettier-ignore
