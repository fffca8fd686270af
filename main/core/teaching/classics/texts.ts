import { dict, distinct, type Value } from '../value.ts';
import type { Classic } from './classic.ts';

const s = (value: Value): string => value as string;
const n = (value: Value): number => value as number;
const backwards = (text: string): string => [...text].reverse().join('');
const words = (text: Value): string[] =>
  s(text)
    .split(/\s+/)
    .filter((word) => word !== '');
const occurrences = (text: string, part: string): number => text.split(part).length - 1;

/** Strings and text processing. */
export const textClassics: readonly Classic[] = [
  {
    id: 'palindrome', topic: 'strings', parameters: ['word'], result: 'bool', names: ['is_palindrome', 'palindrome'],
    lesson: 'A palindrome reads the same in both directions.',
    docs: ['Return whether $1 is a palindrome.', 'Check if $1 reads the same backwards.'], body: ['return $1 == $1[::-1]'], apply: (t) => s(t) === backwards(s(t)),
  },
  {
    id: 'palindrome ignoring case', topic: 'strings', parameters: ['word'], result: 'bool', names: ['is_palindrome', 'loose_palindrome'],
    lesson: 'Lower-casing first makes a comparison ignore case.',
    docs: ['Return whether $1 is a palindrome, ignoring case.', 'Check if $1 reads the same backwards, ignoring case.'],
    body: ['$1 = $1.lower()', 'return $1 == $1[::-1]'], apply: (t) => s(t).toLowerCase() === backwards(s(t).toLowerCase()),
  },
  {
    id: 'recursive palindrome', topic: 'recursion', parameters: ['word'], result: 'bool', names: ['is_palindrome', 'mirror'],
    lesson: 'A word is a palindrome when its ends agree and its inside is one.',
    docs: ['Return whether $1 is a palindrome by recursion.', 'Check recursively if $1 reads the same backwards.'],
    body: ['if len($1) < 2:', '    return True', 'return $1[0] == $1[-1] and $f($1[1:-1])'], apply: (t) => s(t) === backwards(s(t)),
  },
  {
    id: 'recursive reverse', topic: 'recursion', parameters: ['word'], result: 'str', names: ['reverse', 'backwards'],
    lesson: 'The reverse is the reverse of the rest, then the first character.',
    docs: ['Return $1 reversed by recursion.', 'Reverse $1 recursively.'], body: ['if not $1:', "    return ''", 'return $f($1[1:]) + $1[0]'], apply: (t) => backwards(s(t)),
  },
  {
    id: 'anagram', topic: 'strings', parameters: ['short word', 'short word'], result: 'bool', names: ['is_anagram', 'anagram'],
    lesson: 'Anagrams have the same letters, so they are equal once sorted.',
    docs: ['Return whether $1 and $2 are anagrams.', 'Check if $1 and $2 have the same letters.'],
    body: ['return sorted($1) == sorted($2)'], apply: (a, b) => [...s(a)].sort().join('') === [...s(b)].sort().join(''),
  },
  {
    id: 'run-length decoding', topic: 'text processing', parameters: ['encoded'], result: 'str', names: ['decode', 'expand'],
    lesson: 'A range with step two visits letter and count together.',
    docs: ['Return the text with the run-length encoding $1.', 'Expand $1, in which a digit follows each letter.'],
    body: ["result = ''", 'for i in range(0, len($1), 2):', '    result += $1[i] * int($1[i + 1])', 'return result'],
    apply: (t) => s(t).replace(/(.)(\d)/g, (_, letter: string, count: string) => letter.repeat(Number(count))),
  },
  {
    id: 'title case', topic: 'text processing', parameters: ['text'], result: 'str', names: ['title_case', 'capitalise_words'],
    lesson: 'split, change each word, join: most text processing has these three steps.',
    docs: ['Return $1 with each word capitalised.', 'Capitalise all words of $1.'],
    body: ["return ' '.join(w.capitalize() for w in $1.split())"],
    apply: (t) => words(t).map((w) => w.slice(0, 1).toUpperCase() + w.slice(1).toLowerCase()).join(' '),
  },
  {
    id: 'reversed words', topic: 'text processing', parameters: ['text'], result: 'str', names: ['reverse_words', 'flip_words'],
    lesson: 'A list of words can be reversed before it is joined.',
    docs: ['Return $1 with its words in reverse order.', 'Reverse the order of the words of $1.'], body: ["return ' '.join($1.split()[::-1])"], apply: (t) => words(t).reverse().join(' '),
  },
  {
    id: 'occurrences', topic: 'strings', parameters: ['text', 'letter'], result: 'int', names: ['occurrences', 'count_letter'],
    lesson: 'The count method counts how often one string comes in another.',
    docs: ['Return how often $2 occurs in $1.', 'Count the occurrences of $2 in $1.'], body: ['return $1.count($2)'], apply: (t, c) => occurrences(s(t), s(c)),
  },
  {
    id: 'word count', topic: 'text processing', parameters: ['text'], result: 'int', names: ['word_count', 'count_words'],
    lesson: 'The length of the list that split gives is the number of words.',
    docs: ['Return the number of words in $1.', 'Count the words of $1.'], body: ['return len($1.split())'], apply: (t) => words(t).length,
  },
  {
    id: 'swapped case', topic: 'strings', parameters: ['text'], result: 'str', names: ['swap_case', 'invert_case'],
    lesson: 'swapcase makes capitals small and small letters capital.',
    docs: ['Return $1 with upper and lower case swapped.', 'Swap the case of all letters of $1.'], body: ['return $1.swapcase()'],
    apply: (t) => [...s(t)].map((c) => (c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase())).join(''),
  },
  {
    id: 'padding', topic: 'strings', parameters: ['word', 'width'], result: 'str', names: ['pad', 'pad_left'],
    lesson: 'rjust fills a string with spaces on the left until it has the width asked for.',
    docs: ['Return $1 padded on the left to width $2.', 'Pad $1 with spaces on the left to length $2.'], body: ['return $1.rjust($2)'], apply: (t, k) => s(t).padStart(n(k)),
  },
  {
    id: 'repetition', topic: 'strings', parameters: ['word', 'small'], result: 'str', names: ['repeat', 'repeat_text'],
    lesson: 'A string can be multiplied by a whole number.',
    docs: ['Return $1 repeated $2 times.', 'Repeat $1 $2 times.'], body: ['return $1 * $2'], apply: (t, k) => s(t).repeat(n(k)),
  },
  {
    id: 'surrounded', topic: 'strings', parameters: ['word', 'letter'], result: 'str', names: ['surround', 'wrap'],
    lesson: 'The operator + glues strings together.',
    docs: ['Return $1 with $2 on both sides.', 'Put $2 before and after $1.'], body: ['return $2 + $1 + $2'], apply: (t, c) => s(c) + s(t) + s(c),
  },
  {
    id: 'all unique characters', topic: 'strings', parameters: ['word'], result: 'bool', names: ['all_unique', 'is_isogram'],
    lesson: 'A string has no repeated character when its set is as large as it is long.',
    docs: ['Return whether all characters of $1 are different.', 'Check if no character comes twice in $1.'], body: ['return len(set($1)) == len($1)'], apply: (t) => new Set(s(t)).size === s(t).length,
  },
  {
    id: 'most common character', topic: 'text processing', parameters: ['word'], result: 'str', names: ['most_common', 'top_letter'],
    lesson: 'max with key=text.count finds the character that comes most often.',
    docs: ['Return the most common character of $1.', 'Find the character that comes most often in $1.'], body: ['return max($1, key=$1.count)'],
    apply: (t) => [...s(t)].reduce((best, c) => (occurrences(s(t), c) > occurrences(s(t), best) ? c : best)),
  },
  {
    id: 'letter positions', topic: 'dictionaries', parameters: ['word'], result: 'dict[str, list[int]]', names: ['letter_positions', 'index_letters'],
    lesson: 'enumerate and setdefault together make an index.',
    docs: ['Return a dictionary from each character of $1 to its positions.', 'Index the characters of $1 by position.'],
    body: ['result = {}', 'for i, c in enumerate($1):', '    result.setdefault(c, []).append(i)', 'return result'],
    apply: (t) => dict(distinct([...s(t)]).map((c) => [c, [...s(t)].flatMap((d, i) => (d === c ? [i] : []))] as const)),
  },
  {
    id: 'common prefix', topic: 'strings', parameters: ['short word', 'short word'], result: 'str', names: ['common_prefix', 'shared_start'],
    lesson: 'A while loop can move forward as long as two strings agree.',
    docs: ['Return the longest common prefix of $1 and $2.', 'Return the start that $1 and $2 share.'],
    body: ['i = 0', 'while i < min(len($1), len($2)) and $1[i] == $2[i]:', '    i += 1', 'return $1[:i]'],
    apply: (a, b) => { let i = 0; while (i < Math.min(s(a).length, s(b).length) && s(a)[i] === s(b)[i]) i += 1; return s(a).slice(0, i); },
  },
]; // prettier-ignore
