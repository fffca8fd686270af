import type { Filter } from '../piece.ts';
import { modulo } from '../value.ts';

const digits = { kind: 'small', literals: [2, 3, 4, 5, 6, 7, 8, 9] } as const;
const divisors = { kind: 'small', literals: [3, 4, 5, 6, 7] } as const;
const lengths = { kind: 'small', literals: [2, 3, 4, 5] } as const;
const letters = { kind: 'letter', literals: ['a', 'e', 's', 't', 'o', 'n'] } as const;
const number = (value: unknown): number => value as number;
const text = (value: unknown): string => value as string;

const ofNumbers: readonly Filter[] = [
  {
    id: 'even', topic: 'numbers', weight: 7.2, element: 'int', adjectives: ['even'], modifiers: [], predicates: [['are even', 'is even']], tag: 'even',
    lesson: 'A number is even when dividing it by two leaves no remainder.',
    code: (x) => `${x} % 2 == 0`, test: (x) => modulo(number(x), 2) === 0,
  },
  {
    id: 'odd', topic: 'numbers', weight: 7.2, element: 'int', adjectives: ['odd'], modifiers: [], predicates: [['are odd', 'is odd']], tag: 'odd',
    lesson: 'A number is odd when dividing it by two leaves the remainder one.',
    code: (x) => `${x} % 2 == 1`, test: (x) => modulo(number(x), 2) === 1,
  },
  {
    id: 'positive', topic: 'conditions', weight: 7.2, element: 'int', adjectives: ['positive'], modifiers: [], predicates: [['are positive', 'is positive']], tag: 'positive',
    lesson: 'A number is positive when it is greater than zero.',
    code: (x) => `${x} > 0`, test: (x) => number(x) > 0,
  },
  {
    id: 'negative', topic: 'conditions', weight: 5.2, element: 'int', adjectives: ['negative'], modifiers: [], predicates: [['are negative', 'is negative']], tag: 'negative',
    lesson: 'A number is negative when it is less than zero.',
    code: (x) => `${x} < 0`, test: (x) => number(x) < 0,
  },
  {
    id: 'nonzero', topic: 'conditions', weight: 0.9, element: 'int', adjectives: ['nonzero'], modifiers: [], predicates: [['are not zero', 'is not zero']], tag: 'nonzero',
    lesson: 'The operator != asks whether two values differ.',
    code: (x) => `${x} != 0`, test: (x) => number(x) !== 0,
  },
  {
    id: 'greater than', topic: 'conditions', weight: 7.2, element: 'int', constant: digits, adjectives: [], modifiers: ['greater than K', 'above K'], tag: 'large',
    predicates: [['are greater than K', 'is greater than K'], ['are above K', 'is above K']],
    lesson: 'The operator > asks whether the left value is greater than the right one.',
    code: (x, k) => `${x} > ${k}`, test: (x, k) => number(x) > number(k),
  },
  {
    id: 'less than', topic: 'conditions', weight: 5.2, element: 'int', constant: digits, adjectives: [], modifiers: ['less than K', 'below K'], tag: 'small',
    predicates: [['are less than K', 'is less than K'], ['are below K', 'is below K']],
    lesson: 'The operator < asks whether the left value is less than the right one.',
    code: (x, k) => `${x} < ${k}`, test: (x, k) => number(x) < number(k),
  },
  {
    id: 'at least', topic: 'conditions', weight: 0.45, element: 'int', constant: digits, adjectives: [], modifiers: ['of at least K'], tag: 'enough',
    predicates: [['are at least K', 'is at least K']],
    lesson: 'The operator >= is true for greater values and for equal ones.',
    code: (x, k) => `${x} >= ${k}`, test: (x, k) => number(x) >= number(k),
  },
  {
    id: 'at most', topic: 'conditions', weight: 0.45, element: 'int', constant: digits, adjectives: [], modifiers: ['of at most K'], tag: 'low',
    predicates: [['are at most K', 'is at most K']],
    lesson: 'The operator <= is true for smaller values and for equal ones.',
    code: (x, k) => `${x} <= ${k}`, test: (x, k) => number(x) <= number(k),
  },
  {
    id: 'divisible by', topic: 'number theory', weight: 5.2, element: 'int', constant: divisors, adjectives: [], modifiers: ['divisible by K'], tag: 'divisible',
    predicates: [['are divisible by K', 'is divisible by K'], ['are multiples of K', 'is a multiple of K']],
    lesson: 'A number is divisible by k when the remainder of the division is zero.',
    code: (x, k) => `${x} % ${k} == 0`, test: (x, k) => modulo(number(x), number(k)) === 0,
  },
  {
    id: 'not divisible by', topic: 'number theory', weight: 0.45, element: 'int', constant: divisors, adjectives: [], modifiers: ['not divisible by K'], tag: 'indivisible',
    predicates: [['are not divisible by K', 'is not divisible by K']],
    lesson: 'A remainder other than zero means that the division does not come out even.',
    code: (x, k) => `${x} % ${k} != 0`, test: (x, k) => modulo(number(x), number(k)) !== 0,
  },
  {
    id: 'ends in digit', topic: 'number theory', weight: 0.45, element: 'int', constant: digits, adjectives: [], modifiers: ['ending in K'], tag: 'ending',
    predicates: [['end in K', 'ends in K']],
    lesson: 'The remainder of dividing by ten is the last digit; abs takes care of negative numbers.',
    code: (x, k) => `abs(${x}) % 10 == ${k}`, test: (x, k) => Math.abs(number(x)) % 10 === number(k),
  },
  {
    id: 'single digit', topic: 'conditions', weight: 0.45, element: 'int', adjectives: ['single-digit'], modifiers: [], predicates: [['have one digit', 'has one digit']], tag: 'digit',
    lesson: 'Comparisons can be chained: -10 < x < 10 asks for both at once.',
    code: (x) => `-10 < ${x} < 10`, test: (x) => Math.abs(number(x)) < 10,
  },
]; // prettier-ignore

const ofWords: readonly Filter[] = [
  {
    id: 'longer than', topic: 'strings', weight: 7.2, element: 'word', constant: lengths, adjectives: [], modifiers: ['longer than K letters'], tag: 'long',
    predicates: [['are longer than K letters', 'is longer than K letters'], ['have more than K letters', 'has more than K letters']],
    lesson: 'len gives the number of characters of a string.',
    code: (w, k) => `len(${w}) > ${k}`, test: (w, k) => text(w).length > number(k),
  },
  {
    id: 'shorter than', topic: 'strings', weight: 5.2, element: 'word', constant: lengths, adjectives: [], modifiers: ['shorter than K letters'], tag: 'short',
    predicates: [['are shorter than K letters', 'is shorter than K letters'], ['have fewer than K letters', 'has fewer than K letters']],
    lesson: 'Comparing len with a number tells short strings from long ones.',
    code: (w, k) => `len(${w}) < ${k}`, test: (w, k) => text(w).length < number(k),
  },
  {
    id: 'of length', topic: 'strings', weight: 2.1, element: 'word', constant: lengths, adjectives: [], modifiers: ['of length K'], tag: 'exact',
    predicates: [['have length K', 'has length K']],
    lesson: 'The operator == asks whether two values are equal.',
    code: (w, k) => `len(${w}) == ${k}`, test: (w, k) => text(w).length === number(k),
  },
  {
    id: 'starts with', topic: 'strings', weight: 5.2, element: 'word', constant: letters, adjectives: [], modifiers: ['starting with K'], tag: 'starting',
    predicates: [['start with K', 'starts with K'], ['begin with K', 'begins with K']],
    lesson: 'The startswith method asks whether a string begins with another.',
    code: (w, k) => `${w}.startswith(${k})`, test: (w, k) => text(w).startsWith(text(k)),
  },
  {
    id: 'ends with', topic: 'strings', weight: 3.5, element: 'word', constant: letters, adjectives: [], modifiers: ['ending with K'], tag: 'ending',
    predicates: [['end with K', 'ends with K']],
    lesson: 'The endswith method asks whether a string ends with another.',
    code: (w, k) => `${w}.endswith(${k})`, test: (w, k) => text(w).endsWith(text(k)),
  },
  {
    id: 'contains', topic: 'strings', weight: 5.2, element: 'word', constant: letters, adjectives: [], modifiers: ['containing K'], tag: 'containing',
    predicates: [['contain K', 'contains K'], ['have K in them', 'has K in it']],
    lesson: 'The operator in asks whether one string occurs inside another.',
    code: (w, k) => `${k} in ${w}`, test: (w, k) => text(w).includes(text(k)),
  },
  {
    id: 'without', topic: 'strings', weight: 1, element: 'word', constant: letters, adjectives: [], modifiers: ['without K'], tag: 'without',
    predicates: [['do not contain K', 'does not contain K'], ['have no K', 'has no K']],
    lesson: 'The operator not in is true when the string does not occur.',
    code: (w, k) => `${k} not in ${w}`, test: (w, k) => !text(w).includes(text(k)),
  },
  {
    id: 'capitalised', topic: 'text processing', weight: 1, element: 'word', adjectives: ['capitalised'], modifiers: [], tag: 'capital',
    predicates: [['start with a capital letter', 'starts with a capital letter']],
    lesson: 'Index 0 is the first character, and isupper asks whether it is a capital.',
    code: (w) => `${w}[0].isupper()`, test: (w) => /^[A-Z]/.test(text(w)),
  },
  {
    id: 'numeric', topic: 'text processing', weight: 1, element: 'word', adjectives: ['numeric'], modifiers: [], tag: 'numeric',
    predicates: [['are made of digits', 'is made of digits']],
    lesson: 'The isdigit method is true when all characters are digits.',
    code: (w) => `${w}.isdigit()`, test: (w) => /^[0-9]+$/.test(text(w)),
  },
  {
    id: 'lower-case', topic: 'text processing', weight: 0.67, element: 'word', adjectives: ['lower-case'], modifiers: [], tag: 'lower',
    predicates: [['are in lower case', 'is in lower case']],
    lesson: 'The islower method is true when the letters are small ones.',
    code: (w) => `${w}.islower()`, test: (w) => /[a-z]/.test(text(w)) && !/[A-Z]/.test(text(w)),
  },
  {
    id: 'palindromic', topic: 'strings', weight: 1.4, element: 'word', adjectives: ['palindromic'], modifiers: [], tag: 'palindrome',
    predicates: [['are palindromes', 'is a palindrome'], ['read the same backwards', 'reads the same backwards']],
    lesson: 'The slice w[::-1] is the word backwards; a palindrome equals it.',
    code: (w) => `${w} == ${w}[::-1]`, test: (w) => text(w) === [...text(w)].reverse().join(''),
  },
  {
    id: 'vowel-initial', topic: 'text processing', weight: 0.67, element: 'word', adjectives: [], modifiers: ['starting with a vowel'], tag: 'vowel',
    predicates: [['start with a vowel', 'starts with a vowel']],
    lesson: "A character is a vowel when it occurs in 'aeiou'.",
    code: (w) => `${w}[0] in 'aeiou'`, test: (w) => /^[aeiou]/.test(text(w)),
  },
]; // prettier-ignore

const ofCharacters: readonly Filter[] = [
  {
    id: 'vowel', topic: 'strings', weight: 5.2, element: 'char', adjectives: ['vowel'], modifiers: [], predicates: [['are vowels', 'is a vowel']], tag: 'vowels',
    lesson: "The operator in asks whether a character occurs in 'aeiou'.",
    code: (c) => `${c} in 'aeiou'`, test: (c) => /[aeiou]/.test(text(c)),
  },
  {
    id: 'digit character', topic: 'strings', weight: 5.2, element: 'char', adjectives: ['digit'], modifiers: [], predicates: [['are digits', 'is a digit']], tag: 'digits',
    lesson: 'The isdigit method tells digits from other characters.',
    code: (c) => `${c}.isdigit()`, test: (c) => /[0-9]/.test(text(c)),
  },
  {
    id: 'letter', topic: 'strings', weight: 5.2, element: 'char', adjectives: ['letter'], modifiers: [], predicates: [['are letters', 'is a letter']], tag: 'letters',
    lesson: 'The isalpha method tells letters from other characters.',
    code: (c) => `${c}.isalpha()`, test: (c) => /[A-Za-z]/.test(text(c)),
  },
  {
    id: 'capital letter', topic: 'strings', weight: 3.5, element: 'char', adjectives: ['upper-case'], modifiers: [], predicates: [['are capitals', 'is a capital']], tag: 'capitals',
    lesson: 'The isupper method tells capitals from other characters.',
    code: (c) => `${c}.isupper()`, test: (c) => /[A-Z]/.test(text(c)),
  },
  {
    id: 'not a space', topic: 'text processing', weight: 1, element: 'char', adjectives: ['nonspace'], modifiers: [], predicates: [['are not spaces', 'is not a space']], tag: 'nonspace',
    lesson: "Comparing a character with ' ' finds the spaces.",
    code: (c) => `${c} != ' '`, test: (c) => c !== ' ',
  },
  {
    id: 'equal to character', topic: 'strings', weight: 0.67, element: 'char', constant: letters, adjectives: [], modifiers: ['equal to K'], tag: 'equal',
    predicates: [['are equal to K', 'is equal to K']],
    lesson: 'Two strings are equal when they have the same characters.',
    code: (c, k) => `${c} == ${k}`, test: (c, k) => c === k,
  },
  {
    id: 'other than character', topic: 'strings', weight: 0.45, element: 'char', constant: letters, adjectives: [], modifiers: ['other than K'], tag: 'other',
    predicates: [['are other than K', 'is other than K']],
    lesson: 'The operator != is true for every character but one.',
    code: (c, k) => `${c} != ${k}`, test: (c, k) => c !== k,
  },
]; // prettier-ignore

/** What a composition may keep. */
export const filters: readonly Filter[] = [...ofNumbers, ...ofWords, ...ofCharacters];
