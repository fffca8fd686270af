import { namesOf, parameterWords, type ParameterKind } from './parameters.ts';
import type { Random } from './random.ts';

/** What a parameter is to somebody who names it in a hurry. */
type Shape = 'list' | 'text' | 'number' | 'table' | 'grid' | 'other';

function shapeOf(kind: ParameterKind): Shape {
  const { annotation } = parameterWords[kind];
  if (annotation.startsWith('list[list')) return 'grid';
  if (annotation.startsWith('list')) return 'list';
  if (annotation.startsWith('dict')) return 'table';
  return annotation === 'str' ? 'text' : annotation === 'int' ? 'number' : 'other';
}

const short: Readonly<Record<Shape, readonly string[]>> = {
  list: ['l', 'lst', 'arr', 'xs', 'a', 'nums', 'vals', 'seq', 'ls', 'li', 'ns', 'A', 'L', 'array', 'ys', 'it', 'col', 'q'],
  text: ['s', 't', 'txt', 'st', 'string', 'msg', 'S', 'word', 'str1', 'inp', 'u', 'src', 'body', 'raw'],
  number: ['n', 'm', 'num', 'N', 'y', 'z', 'q', 'val', 'p', 'a', 'b', 'h', 'r', 'R', 'x1', 'num1', 'amt', 'no'],
  table: ['d', 'dct', 'mp', 'data', 'D', 'dic', 'obj', 'm', 'lookup', 'info'],
  grid: ['g', 'mat', 'M', 'm', 'arr', 'lists', 'rows', 'nested', 'a', 'cells', 'A'],
  other: ['a', 'p', 'q', 'value', 'arg', 'obj', 't', 'thing'],
}; // prettier-ignore

const before = [
  'input', 'given', 'my', 'new', 'old', 'raw', 'all', 'first', 'sample', 'user', 'base', 'main', 'source', 'temp', 'test', 'some',
  'daily', 'other', 'full', 'this', 'init', 'clean', 'long', 'local', 'late', 'green', 'round', 'next', 'big', 'final',
]; // prettier-ignore
const nouns: Readonly<Record<Shape, readonly string[]>> = {
  list: ['list', 'values', 'numbers', 'items', 'elements', 'array', 'entries', 'data', 'series', 'elems'],
  text: ['string', 'text', 'str', 'word', 'name', 'line', 'phrase', 'title', 'key', 'label'],
  number: ['number', 'num', 'value', 'int', 'amount', 'size', 'level', 'index', 'limit', 'int_value'],
  table: ['dict', 'map', 'table', 'counts', 'scores', 'prices', 'data', 'values'],
  grid: ['grid', 'matrix', 'rows', 'lists', 'board', 'table'],
  other: ['value', 'thing', 'object', 'argument', 'pair'],
}; // prettier-ignore
/** Things of a day: names that tell nothing of what is asked, so that they have to be read where they stand. */
const everyday: Readonly<Record<'many' | 'one', readonly string[]>> = {
  many: [
    'apples', 'parcels', 'rooms', 'tickets', 'boxes', 'cars', 'trains', 'stones', 'coins', 'cards', 'bills', 'fees', 'visits', 'clicks',
    'calls', 'deliveries', 'mountains', 'rivers', 'pupils', 'recipes', 'bottles', 'windows', 'bikes', 'teams', 'goals', 'laps', 'towers',
    'shelves', 'bricks', 'eggs', 'seeds', 'flights', 'trips', 'nights', 'photos', 'errors', 'pulses', 'waves', 'doors', 'guests', 'horses',
    'islands', 'jackets', 'kites', 'lamps', 'markets', 'notes', 'oranges', 'pencils', 'queries', 'roofs', 'ships', 'tools', 'villages',
  ],
  one: [
    'apple', 'basket', 'ceiling', 'delivery', 'engine', 'fence', 'garden', 'harbor', 'island', 'jacket', 'kettle', 'ladder', 'motor', 'nest',
    'orbit', 'pencil', 'quest', 'river', 'signal', 'tower', 'umbrella', 'valley', 'wagon', 'yard', 'zone', 'budget', 'capacity', 'depth',
    'effort', 'fare', 'gain', 'heat', 'income', 'joint', 'load', 'mass', 'offer', 'pace', 'quota', 'rent', 'speed', 'tax', 'use', 'view',
  ],
}; // prettier-ignore

/** What programs call things of any kind: a name that tells nothing of what it stands for. */
const common = [
  'values', 'numbers', 'items', 'data', 'text', 'string', 'number', 'value', 'name', 'words', 'word', 'line', 'lines', 'size', 'count', 'index',
  'limit', 'start', 'end', 'first', 'second', 'other', 'left', 'right', 'width', 'height', 'prices', 'scores', 'names', 'parts', 'part', 'source',
  'target', 'prefix', 'suffix', 'sub', 'base', 'step', 'order', 'group', 'groups', 'level', 'code', 'codes', 'row', 'rows', 'field', 'fields',
  'entry', 'entries', 'token', 'tokens', 'label', 'labels', 'point', 'points', 'item', 'element', 'elements', 'strings', 'char', 'letters',
  'digits', 'digit', 'time', 'times', 'date', 'day', 'days', 'year', 'path', 'message', 'content', 'buffer', 'block', 'position', 'offset', 'args',
  'param', 'lst', 'arr', 'array', 'series', 'sequence', 'pattern', 'title', 'sentence', 'table', 'record', 'records', 'mark', 'marks', 'weight',
]; // prettier-ignore

/** Locals of the compositions' bodies, and words that Python keeps for itself or that bodies call. */
const taken: ReadonlySet<string> = new Set([
  'x', 'w', 'c', 'i', 'j', 'result', 'total', 'found', 'kept', 'changed', 'gathered', 'current', 'seen', 'key', 'run', 'rest', 'best',
  'last', 'it', 'in', 'is', 'str', 'int', 'list', 'dict', 'map', 'all', 'any', 'sum', 'len', 'min', 'max', 'set', 'next', 'iter', 'object',
]); // prettier-ignore

const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);

/**
 * A name that some person might give a parameter of this kind: a letter, a compound, a word of the day, what the kind is
 * called elsewhere. None is a letter that stands for something in the pieces' words (K, P, E, X, Y), a local of a composition's canonical body, nor `other`, the name of the parameter before it.
 */
export function peoplesName(kind: ParameterKind, random: Random, other?: string): string {
  const shape = shapeOf(kind);
  for (;;) {
    const name = drawName(kind, shape, random);
    if (name !== other && !taken.has(name)) return name;
  }
}

function drawName(kind: ParameterKind, shape: Shape, random: Random): string {
  const roll = random.next();
  if (roll < 0.2) return random.pick(namesOf(kind, false));
  if (roll < 0.45) return random.pick(short[shape]);
  if (roll < 0.75) return random.pick(common);
  if (roll < 0.85) return `${random.pick(before)}_${random.pick(nouns[shape])}`;
  if (roll < 0.94) return random.pick(everyday[shape === 'number' || shape === 'text' ? 'one' : 'many']);
  if (roll < 0.97) return `${random.pick(nouns[shape])}${String(random.between(1, 3))}`;
  return `${random.pick(before)}${capital(random.pick(nouns[shape]).replace('_', ''))}`;
}

/** What a parameter is called by somebody who does not say its name. */
const unnamed: Partial<Readonly<Record<ParameterKind, readonly string[]>>> = {
  ints: ['the list', 'the list', 'the given list', 'a list', 'a given list', 'the input list', 'the array', 'a list of numbers', 'a list of integers', 'list'],
  words: ['the list', 'the given list', 'a list', 'the input list', 'the array', 'a list of strings', 'a given list of words', 'list'],
  text: ['the string', 'the given string', 'a string', 'a given string', 'the text', 'the input string', 'a text', 'the sentence', 'given string'],
  lines: ['the text', 'the given text', 'a text', 'a string of several lines', 'the string'],
  number: ['the number', 'the given number', 'a number', 'an integer', 'the integer', 'the given integer'],
  table: ['the dictionary', 'a dictionary', 'the given dictionary', 'the dict', 'a given dict'],
  grid: ['the grid', 'a grid', 'the matrix', 'the given grid', 'a list of lists', 'a given matrix'],
  small: ['a given number', 'the given number', 'a given limit'],
  letter: ['a given letter', 'the given character', 'a given character', 'the given letter'],
  delta: ['the number', 'the given number', 'a number', 'an integer', 'the integer', 'a given integer'],
  word: ['the string', 'the given string', 'a string', 'the word', 'a word', 'given string'],
}; // prettier-ignore

/** The kind's name for a parameter that is not called by its own; undefined where there is none. */
export function unnamedWords(kind: ParameterKind, random: Random): string | undefined {
  const words = unnamed[kind];
  return words === undefined ? undefined : random.pick(words);
}
