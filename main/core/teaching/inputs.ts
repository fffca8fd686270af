import { sampleSpecial } from './inputs-special.ts';
import type { ParameterKind } from './parameters.ts';
import type { Random } from './random.ts';
import { dict, type Value } from './value.ts';

// Chosen so that every word filter of the curriculum keeps some and drops some: lengths 1 to 8,
// palindromes, capitals, digits, repeated letters, words that start or end with a vowel.
export const vocabulary = [
  'level', 'Anna', 'apple', 'tree', 'sea', 'Oak', 'noon', 'banana', 'kit', 'PINE', 'a', 'to', '42', '7', 'moon',
  'Echo', 'river', 'stats', 'data', 'code', 'lamp', 'TEA', 'orange', 'eye', 'umbrella', 'x', 'Paper', '300', 'sand',
  'ice', 'ever', 'door', 'civic', 'elbow', 'sunset', 'tent', 'cat', 'toast', 'radar', 'blue', 'seven', 'mist',
]; // prettier-ignore

/** A random argument of the given kind. Small numbers are favoured, because tests turn on edges near zero. */
export function sampleArgument(kind: ParameterKind, random: Random): Value {
  switch (kind) {
    case 'ints':
      return sampleInts(random, random.between(4, 8));
    case 'words':
      return sampleWords(random, random.between(4, 7));
    case 'text':
      return sampleWords(random, random.between(2, 6)).join(' ');
    case 'lines':
      return Array.from({ length: random.between(3, 5) }, () =>
        sampleWords(random, random.between(1, 2)).join(' '),
      ).join('\n');
    case 'number':
      return random.chance(0.6) ? random.between(1, 40) : random.between(41, 99999);
    case 'count':
      return random.between(2, 24);
    case 'table':
      return dict(
        [...new Set(sampleWords(random, random.between(4, 6)))].map(
          (word) => [word, sampleInt(random)] as const,
        ),
      );
    case 'grid':
      return Array.from({ length: random.between(2, 3) }, () => sampleInts(random, random.between(2, 4)));
    case 'ascending':
      return sampleInts(random, random.between(3, 8))
        .map((number) => Math.abs(number) % 15)
        .sort((left, right) => left - right)
        .filter((number, index, all) => number !== all[index - 1]);
    case 'nearly': {
      const sorted = sampleInts(random, random.between(3, 6)).sort((left, right) => left - right);
      if (random.chance(0.5)) sorted.reverse();
      return sorted;
    }
    case 'few':
      return sampleInts(random, random.between(1, 2)).map((number) => Math.abs(number) % 10);
    case 'word':
      return sampleWords(random, 1)[0]!;
    case 'short word':
      return random.pick([
        'tea',
        'eat',
        'ate',
        'tear',
        'rate',
        'team',
        'meat',
        'meal',
        'lame',
        'mean',
        'name',
        'net',
        'ten',
      ]);
    case 'small letters':
      return random.pick(['abc', 'xyz', 'hello', 'zebra', 'moon', 'lazy', 'quiz', 'tea']);
    case 'runs':
      return Array.from({ length: random.between(1, 4) }, () =>
        random.pick(['a', 'b', 'c']).repeat(random.between(1, 4)),
      ).join('');
    case 'encoded':
      return Array.from(
        { length: random.between(1, 4) },
        () => `${random.pick(['a', 'b', 'c', 'd'])}${String(random.between(1, 5))}`,
      ).join('');
    case 'delta':
      return sampleInt(random);
    case 'year':
      return random.pick([
        random.between(1890, 2110),
        random.between(470, 530) * 4,
        random.between(15, 24) * 100,
      ]);
    case 'square grid': {
      const width = random.between(2, 3);
      return Array.from({ length: random.between(2, 3) }, () => sampleInts(random, width));
    }
    case 'width':
      return random.between(3, 9);
    case 'small':
      return random.between(2, 6);
    case 'letter':
      return random.pick(['a', 'e', 's', 't', 'o', 'n']);
    default:
      return sampleSpecial(kind, random);
  }
}

/** An integer that is small, negative about a third of the time, and sometimes has two or three digits. */
export function sampleInt(random: Random): number {
  const roll = random.next();
  if (roll < 0.55) return random.between(0, 12);
  if (roll < 0.85) return -random.between(1, 12);
  return random.between(13, 150);
}

/** A list of integers in which a value sometimes comes twice. */
export function sampleInts(random: Random, length: number): number[] {
  const numbers: number[] = [];
  for (let index = 0; index < length; index += 1) {
    numbers.push(index > 0 && random.chance(0.15) ? random.pick(numbers) : sampleInt(random));
  }
  return numbers;
}

/** A list of words in which a word sometimes comes twice. */
export function sampleWords(random: Random, length: number): string[] {
  const words: string[] = [];
  for (let index = 0; index < length; index += 1) {
    words.push(index > 0 && random.chance(0.12) ? random.pick(words) : random.pick(vocabulary));
  }
  return words;
}
