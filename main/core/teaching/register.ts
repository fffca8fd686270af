import type { ParameterKind } from './parameters.ts';
import { parameterWords } from './parameters.ts';
import type { Random } from './random.ts';
import type { Task } from './wording.ts';

/** What the words around a task may speak of. */
export type Subject = {
  readonly name: string;
  readonly parameters: readonly { readonly name: string; readonly kind: ParameterKind }[];
  /** The Python annotation of the result. */
  readonly result: string;
};

/** The parts of a docstring in their order, parameters still marked: sentences, then sections of lines. */
export type Worded = { readonly text: string; readonly sections: readonly (readonly string[])[] };

const lowered = (sentence: string): string =>
  /^[A-Z][a-z-]/.test(sentence) ? sentence.slice(0, 1).toLowerCase() + sentence.slice(1) : sentence;
const raised = (sentence: string): string => sentence.slice(0, 1).toUpperCase() + sentence.slice(1);

/**
 * The order in the third person: 'Return the sum' becomes 'Returns the sum', and a second verb after 'and' follows.
 */
export function thirdPerson(order: string): string {
  const inflect = (verb: string): string => {
    const [head, ...tail] = verb.split('-');
    if (tail.length > 0) return `${head!}-${inflect(tail.join('-'))}`;
    if (/(s|sh|ch|x|o)$/.test(verb)) return `${verb}es`;
    if (/[^aeiou]y$/.test(verb)) return `${verb.slice(0, -1)}ies`;
    return `${verb}s`;
  };
  return order
    .replace(/^[A-Za-z-]+/, inflect)
    .replace(
      / and (return|keep|write|give|put|leave|drop|add|count|join|stop|take)\b/g,
      (_, verb: string) => ` and ${inflect(verb)}`,
    );
}

const finders = [
  'Compute',
  'Calculate',
  'Find',
  'Get',
  'Determine',
  'Work out',
  'Give',
  'Give back',
  'Output',
  'Produce',
];
const builders = ['Build', 'Create', 'Make', 'Produce', 'Construct', 'Give back', 'Get'];
const askers = [
  'Check whether',
  'Check if',
  'Determine whether',
  'Determine if',
  'Tell whether',
  'Decide whether',
  'Test whether',
  'Find out if',
  'Say whether',
];

/** The same order with another verb, where it begins with 'Return'. */
export function otherVerb(order: string, random: Random): string {
  const asked = /^Return whether (.*)$/.exec(order)?.[1] ?? /^Return True if (.*)$/.exec(order)?.[1];
  if (asked !== undefined) {
    const roll = random.next();
    if (roll < 0.25)
      return `Return True if ${asked}${random.pick([', otherwise False', ', else False', ' and False otherwise', ', False otherwise'])}`;
    if (roll < 0.4) return `Return ${asked.includes(' or ') ? 'whether' : 'whether or not'} ${asked}`;
    return `${random.pick(askers)} ${asked}`;
  }
  if (/^Return how many /.test(order))
    return order.replace('Return', random.pick(['Count', 'Find out', 'Work out', 'Say', 'Determine']));
  if (/^Return (a|an|one|two|all) /.test(order)) return order.replace('Return', random.pick(builders));
  if (/^Return the /.test(order)) return order.replace('Return', random.pick(finders));
  return order;
}

const people = [
  'Mira',
  'Tom',
  'Lena',
  'Omar',
  'Priya',
  'Jonas',
  'Wei',
  'Rosa',
  'Emil',
  'Nora',
  'Sam',
  'Aisha',
  'Paul',
  'Ines',
  'Yuki',
  'Leo',
];
const trades = [
  'a baker',
  'a teacher',
  'a nurse',
  'a shopkeeper',
  'a cyclist',
  'a farmer',
  'a librarian',
  'a driver',
  'a coach',
  'a pilot',
  'a waiter',
  'a mechanic',
  'a student',
  'a carpenter',
  'a beekeeper',
  'a postman',
];
const whys = [
  'For a report', 'Every evening', 'Before the shop opens', 'For a small game', 'For the weekly summary', 'After cleaning up some data',
  'As part of a homework', 'For a web page', 'On the way to work', 'For the club', 'At the end of the month', 'To settle a bet',
]; // prettier-ignore

const described = (subject: Subject, random: Random): string =>
  subject.parameters
    .map(({ name, kind }) => {
      const description = random.pick(parameterWords[kind].descriptions);
      // A name after a comma or a closing quote would read as part of the description.
      return /[,')]/.test(description) ? `‹${name}› (${description})` : `${description} ‹${name}›`;
    })
    .join(' and ');

/** The order with its only parameter called 'it' or 'the list'; undefined where that could be misread. */
function withoutName(
  order: string,
  { parameters }: Subject,
  random: Random,
): { given: string; order: string } | undefined {
  const [first, second] = parameters;
  if (first === undefined || second !== undefined) return undefined;
  const mark = `‹${first.name}›`;
  const { descriptions, short } = parameterWords[first.kind];
  if (order.split(mark).length !== 2) return undefined;
  // Only where the name stands as a noun of its own, and nothing else that 'it' could mean comes between.
  const before = /(?:^[A-Z][a-z-]+|\b(?:in|of|to|from|on|if|whether)) $/.test(
    order.slice(0, order.indexOf(mark)),
  );
  const after = /^(?:$|,| (?:that|is|are|with|as|and|in|has|to|without|or|from|into)\b)/.test(
    order.slice(order.indexOf(mark) + mark.length),
  );
  if (!before || !after) return undefined;
  return {
    given: random.pick(descriptions),
    order: order.replace(mark, order.includes(`in ${mark}`) && random.chance(0.3) ? 'it' : short),
  };
}

type Frame = (order: string, subject: Subject, random: Random) => string;

const frames: readonly { readonly weight: number; readonly frame: Frame }[] = [
  { weight: 8, frame: (order) => `${order}.` },
  { weight: 4, frame: (order) => `${thirdPerson(order)}.` },
  { weight: 1, frame: (order) => `Write a function to ${lowered(order)}.` },
  { weight: 1, frame: (order) => `Write a function that ${lowered(thirdPerson(order))}.` },
  { weight: 0.4, frame: (order) => `Write a Python function to ${lowered(order)}.` },
  { weight: 0.7, frame: (order) => `This function ${lowered(thirdPerson(order))}.` },
  { weight: 0.5, frame: (order) => `The function ${lowered(thirdPerson(order))}.` },
  { weight: 0.5, frame: (order) => `The function should ${lowered(order)}.` },
  { weight: 0.6, frame: (order) => `Your task is to ${lowered(order)}.` },
  { weight: 0.3, frame: (order) => `Your task: ${lowered(order)}.` },
  { weight: 0.4, frame: (order) => `You have to ${lowered(order)}.` },
  { weight: 0.3, frame: (order) => `Please ${lowered(order)}.` },
  { weight: 0.4, frame: (order) => `Implement a function that ${lowered(thirdPerson(order))}.` },
  { weight: 0.4, frame: (order, { name }) => `Create a function ${name} that ${lowered(thirdPerson(order))}.` },
  { weight: 0.3, frame: (order) => `Complete the function so that it ${lowered(thirdPerson(order))}.` },
  { weight: 1.5, frame: (order, subject, random) => `Given ${described(subject, random)}, ${lowered(order)}.` },
  { weight: 0.8, frame: (order, subject, random) => `You are given ${described(subject, random)}. ${order}.` },
  { weight: 0.5, frame: (order, subject, random) => `Take ${described(subject, random)} and ${lowered(order)}.` },
  { weight: 0.5, frame: (order, subject, random) => `Takes ${described(subject, random)} and ${lowered(thirdPerson(order))}.` },
  { weight: 0.4, frame: (order, subject, random) => `For ${described(subject, random)}, ${lowered(order)}.` },
  { weight: 0.5, frame: (order, { parameters }, random) => `${parameters.map(({ name, kind }) => `‹${name}› is ${random.pick(parameterWords[kind].descriptions)}`).join(' and ')}. ${order}.` },
  { weight: 0.5, frame: (order, _, random) => `${random.pick(people)} wants to ${lowered(order)}.` },
  { weight: 0.4, frame: (order, _, random) => `Help ${random.pick(people)} ${lowered(order)}.` },
  { weight: 0.6, frame: (order, subject, random) => `${raised(random.pick(trades))} has ${described(subject, random)}. ${random.pick(whys)}, ${lowered(order)}.` },
  { weight: 0.5, frame: (order, subject, random) => `${random.pick(people)} has written down ${described(subject, random)}. ${order}.` },
  { weight: 0.3, frame: (order, _, random) => `${random.pick(whys)}, ${random.pick(trades)} has to ${lowered(order)}.` },
  { weight: 2, frame: (order, subject, random) => {
    const anonymous = withoutName(order, subject, random);
    if (anonymous === undefined) return `${order}.`;
    const { given, order: rest } = anonymous;
    return random.pick([`Given ${given}, ${lowered(rest)}.`, `You are given ${given}. ${rest}.`, `Write a function that takes ${given} and ${lowered(thirdPerson(rest))}.`, `Input to this function is ${given}. ${rest}.`, `The function receives ${given} and ${lowered(thirdPerson(rest))}.`]);
  } },
]; // prettier-ignore
const frameWeight = frames.reduce((total, { weight }) => total + weight, 0);

const asides = [
  'The input is left as it is.', 'The argument is not changed.', 'Nothing is printed.', 'Do not print anything; return the result.',
  'You may use any builtin function.', 'No module has to be imported.', 'You can assume that the input is valid.', 'All inputs are of the right type.',
  'See the examples below.', 'Speed is not important here.', 'A few lines are enough.', 'The caller decides what to do with the result.',
  'It is fine to use a loop.', 'Keep the function short.', 'This comes up more often than one would think.',
]; // prettier-ignore

/** A task in one of many registers: an order, a description, a story, a question put to somebody. */
export function wordFreely({ order, further }: Task, subject: Subject, random: Random): Worded {
  const varied = random.chance(0.6) ? otherVerb(order, random) : order;
  let left = random.next() * frameWeight;
  const { frame } = frames.find(({ weight }) => (left -= weight) < 0) ?? frames[0]!;
  const also = further === '' ? '' : ` ${random.chance(0.5) ? further : turned(further)}`;
  const aside = random.chance(0.06)
    ? ` ${random.pick(asides.filter((one) => !one.startsWith('See the')))}`
    : '';
  return {
    text: `${frame(varied, subject, random)}${also}${aside}`,
    sections: sectionsOf(order, subject, random),
  };
}

/** How often people put the order as it stands, and how often they spare its articles or its full stop. */
const asItStandsShare = 0.55;
const telegramShare = 0.15;
const noStopShare = 0.25;

/** The words of somebody in a hurry: 'Return sum of squares of numbers in list'. */
const telegraphic = (sentence: string): string => sentence.replace(/ (?:the|an?)(?= (?!‹))/g, '');

/** A task as strangers put it: mostly the bare order, now and then in another register, articles spared, no full stop. */
export function wordShortly({ order, further }: Task, subject: Subject, random: Random): Worded {
  if (!random.chance(asItStandsShare)) return wordFreely({ order, further }, subject, random);
  const varied = random.chance(0.3) ? otherVerb(order, random) : order;
  const said = random.chance(0.25) ? thirdPerson(varied) : varied;
  const sentence = random.chance(telegramShare) ? telegraphic(said) : said;
  const stop = further === '' && random.chance(noStopShare) ? '' : '.';
  const cased = random.chance(0.06) ? lowered(sentence) : sentence;
  return { text: `${cased}${stop}${further === '' ? '' : ` ${further}`}`, sections: [] };
}

/** 'Return 0 if P is empty.' the other way round. */
function turned(sentence: string): string {
  const parts = /^(Return .+?) if (.+)\.$/.exec(sentence);
  return parts === null ? sentence : `If ${parts[2]!}, ${lowered(parts[1]!)}.`;
}

/** Sections on arguments and result, in one of the styles that projects agree on, or none. */
function sectionsOf(order: string, subject: Subject, random: Random): string[][] {
  if (!random.chance(0.07)) return [];
  const bare = (text: string): string => text.replace(/^an? /, '');
  const lines = subject.parameters.map(({ name, kind }) => ({
    name,
    type: parameterWords[kind].annotation,
    words: random.pick(parameterWords[kind].descriptions),
  }));
  const value = /^Return ((?:the|a|an|all|how|whether) .*)$/.exec(order)?.[1];
  const returns = value === undefined ? `the result as ${article(subject.result)}` : value;
  switch (random.pick(['google', 'google', 'sphinx', 'plain', 'plain', 'numpy', 'typed'])) {
    case 'google':
      return [
        ['Args:', ...lines.map(({ name, words }) => `    ${name}: ${raised(words)}.`)],
        ['Returns:', `    ${raised(returns)}.`],
      ];
    case 'typed':
      return [
        ['Args:', ...lines.map(({ name, type, words }) => `    ${name} (${type}): ${words}`)],
        ['Returns:', `    ${subject.result}: ${returns}`],
      ];
    case 'sphinx':
      return [[...lines.map(({ name, words }) => `:param ${name}: ${bare(words)}`), `:return: ${returns}`]];
    case 'numpy':
      return [
        ['Parameters', '----------', ...lines.flatMap(({ name, type }) => [`${name} : ${type}`])],
        ['Returns', '-------', subject.result],
      ];
    default:
      return [[...lines.map(({ words }) => `Input: ${words}`), `Output: ${returns}`]];
  }
}

function article(type: string): string {
  const [head] = /^[a-z]+/.exec(type) ?? ['value'];
  const words: Readonly<Record<string, string>> = {
    int: 'an integer',
    float: 'a float',
    str: 'a string',
    bool: 'a boolean',
    list: 'a list',
    dict: 'a dictionary',
    set: 'a set',
    tuple: 'a tuple',
  };
  return words[head] ?? 'a value';
}
