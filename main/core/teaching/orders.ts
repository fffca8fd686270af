import type { Random } from './random.ts';

/** What an order about the elements themselves is made of: 'even numbers in ‹values›', 'are even' … */
export type OrderWords = {
  readonly filtered: string;
  readonly unfiltered: string;
  readonly are: string;
  /** The filter's constant and the mapping's, as the docstring says them. */
  readonly mappingConstant: string;
};

const choosers = [
  'Keep only',
  'Select',
  'Return only',
  'Return all',
  'Pick out',
  'Extract',
  'Filter out everything but',
  'Find all',
  'Get',
];

/** Orders to keep some elements: 'Keep only the even numbers in ‹values›'. */
export function orderToChoose({ filtered, unfiltered, are }: OrderWords, random: Random): string {
  const roll = random.next();
  const article = random.chance(0.6) ? 'the ' : '';
  if (roll < 0.55) return `${random.pick(choosers)} ${article}${filtered}`;
  if (roll < 0.75) return `Filter the ${unfiltered} and keep those that ${are}`;
  if (roll < 0.9) return `Return a list of only those of the ${unfiltered} that ${are}`;
  return `Filter the ${unfiltered} for those that ${are}`;
}

/** What the elements have become, by mapping. */
const participles: Readonly<Record<string, readonly string[]>> = {
  square: ['squared', 'multiplied by itself'], cube: ['cubed', 'raised to the third power'], double: ['doubled', 'multiplied by 2'],
  triple: ['tripled', 'multiplied by 3'], half: ['halved and rounded down', 'divided by 2 and rounded down'], negation: ['negated', 'with its sign changed'],
  'absolute value': ['replaced by its absolute value', 'without its sign'], 'last digit': ['replaced by its last digit'],
  increase: ['increased by K', 'made larger by K'], decrease: ['decreased by K', 'made smaller by K'], scale: ['multiplied by K', 'scaled by K'],
  'number as text': ['converted to a string', 'turned into a string'], 'upper case': ['in upper case', 'converted to uppercase'],
  'lower case': ['in lower case', 'converted to lowercase'], 'capital form': ['capitalised', 'with a capital first letter'],
  reverse: ['reversed', 'written backwards'], length: ['replaced by its length'], 'first letter': ['replaced by its first letter'],
  'last letter': ['replaced by its last letter'], repeat: ['repeated twice'], prefix: ['cut to its first K letters'],
  'letter removal': ['without its K'], 'upper character': ['in upper case'], 'lower character': ['in lower case'],
}; // prettier-ignore

/** Orders to change every element: 'Return a list with each of the numbers in ‹values› squared'. Undefined where none fits. */
export function orderToChange(
  mapping: string,
  { filtered, mappingConstant }: OrderWords,
  random: Random,
): string | undefined {
  const forms = participles[mapping];
  if (forms === undefined) return undefined;
  const form = random.pick(forms).replace(/\bK\b/, () => mappingConstant);
  const head = random.pick([
    'Return a list with',
    'Return a new list with',
    'Give',
    'Build a list with',
    'Return',
  ]);
  return `${head} each of the ${filtered} ${form}`;
}
