import type { ParameterKind } from './parameters.ts';
import type { Random } from './random.ts';
import { dict, tuple, type Value } from './value.ts';

const people = ['Ada', 'Ben', 'Cleo', 'Dan', 'Eve', 'Finn', 'Gus', 'Hana', 'Ivo', 'Jo'] as const;
const two = (value: number): string => String(value).padStart(2, '0');
const several = <T>(random: Random, low: number, high: number, make: () => T): T[] =>
  Array.from({ length: random.between(low, high) }, make);
const coordinates = (random: Random): Value => tuple(random.between(-6, 6), random.between(-6, 6));
const span = (random: Random): Value => {
  const start = random.between(0, 12);
  return tuple(start, start + random.between(1, 7));
};
/** The days of a month in a common year. */
const lengthsOfMonths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Arguments of the kinds that only whole functions take; the plain ones are in `inputs.ts`. */
export function sampleSpecial(kind: ParameterKind, random: Random): Value {
  switch (kind) {
    case 'rolls':
      return several(random, 2, 6, () => random.between(1, 6));
    case 'naturals':
      return several(random, 3, 7, () => random.between(1, 20));
    case 'bits':
    case 'cells':
      return several(random, 4, 8, () => (random.chance(0.5) ? 1 : 0));
    case 'mixed':
      return several(random, 3, 6, () => random.pick<Value>([3, 'oak', null, 12, 'tea', -4, 7, 'x', null, 25]));
    case 'nested':
      return several(random, 2, 4, () =>
        random.chance(0.5) ? random.between(0, 12) : several<Value>(random, 1, 3, () => (random.chance(0.75) ? random.between(0, 12) : [random.between(0, 12)])),
      );
    case 'second table':
      return dict([...new Set(several(random, 2, 4, () => random.pick(['apple', 'tree', 'level', 'moon', 'river', 'tea', 'kit'])))].map((word) => [word, random.between(0, 30)] as const));
    case 'matrix': {
      const size = random.between(2, 3);
      return Array.from({ length: size }, () => Array.from({ length: size }, () => random.between(0, 12)));
    }
    case 'loose text':
      return several(random, 2, 4, () => random.pick(['  ', ' ', '']) + random.pick(['one', 'Two', 'green', 'tea', 'Stop', 'a'])).join(' ') + random.pick(['', ' ', '  ']);
    case 'side':
      return random.between(1, 20);
    case 'percent':
      return random.between(0, 20) * 5;
    case 'mark':
      return random.chance(0.5) ? random.between(0, 10) * 10 : random.between(0, 100);
    case 'mask':
      return random.chance(0.3) ? 2 ** random.between(0, 7) : random.between(0, 255);
    case 'point':
      return coordinates(random);
    case 'points':
      return several(random, 3, 5, () => coordinates(random));
    case 'interval':
      return span(random);
    case 'intervals':
      return several(random, 2, 5, () => span(random));
    case 'pairs':
      return several(random, 3, 6, () => tuple(random.pick(people.slice(0, 5)), random.between(1, 30)));
    case 'records':
      return several(random, 2, 4, () => dict([['name', random.pick(people)], ['age', random.between(3, 80)]]));
    case 'clock':
      return `${two(random.between(0, 23))}:${two(random.between(0, 11) * 5 + random.pick([0, 0, 1, 2]))}`;
    case 'date': {
      const month = random.between(1, 12);
      return `${String(random.between(1995, 2030))}-${two(month)}-${two(random.between(1, lengthsOfMonths[month - 1]!))}`;
    }
    case 'seconds':
      return random.chance(0.3) ? random.between(0, 59) : random.between(60, 20000);
    case 'month':
      return random.between(1, 12);
    case 'weekday':
      return random.between(0, 6);
    case 'brackets':
      return random.chance(0.5) ? balanced(random, 3) : several(random, 1, 6, () => random.pick(['(', ')', '[', ']'])).join('');
    case 'postfix':
      return postfix(random, 2);
    case 'commands':
      return several(random, 3, 6, () => (random.chance(0.65) ? `push ${String(random.between(1, 20))}` : 'pop'));
    case 'moves':
      return several(random, 2, 8, () => random.pick(['U', 'D', 'L', 'R'])).join('');
    case 'binary':
      return several(random, 2, 8, () => random.pick(['0', '1'])).join('');
    case 'fields':
      return several(random, 2, 5, () => random.pick(['red', '12', 'oak', ' tea', '7 ', '', 'x', '40'])).join(',');
    case 'settings':
      return several(random, 1, 4, () => `${random.pick(['a', 'b', 'size', 'mode', 'x'])}=${String(random.between(0, 20))}`).join(';');
    case 'number text':
      return several(random, 2, 6, () => String(random.between(-9, 40))).join(' ');
    case 'maybe number':
      return random.chance(0.55) ? String(random.between(-50, 400)) : random.pick(['tea', '', '4x', 'x7', '12a', 'one', '-', '3.5']);
    case 'board':
      return random.chance(0.6) ? wonBoard(random) : Array.from({ length: 3 }, () => Array.from({ length: 3 }, () => random.pick(['X', 'O', '.'])).join(''));
    case 'password':
      return random.pick(['tea', 'Secret7', 'longenough', 'Ab1', 'PASSWORD1', 'green42tree', 'Oak', '12345678', 'Mixed9Case', 'abc', 'Zebra2020', 'no digits here']);
    case 'address':
      return random.pick(['ada@oak.org', 'ben.at.tea.com', 'cleo@', '@tree.net', 'dan@river.co', 'eve@sea', 'x@y.z', 'two@at@signs.com', 'gus@moon.info', 'plain']);
    default:
      throw new RangeError(`Arguments of the kind '${kind}' are made in inputs.ts.`);
  }
} // prettier-ignore

/** A string of brackets that closes what it opens. */
function balanced(random: Random, depth: number): string {
  if (depth === 0 || random.chance(0.2)) return '';
  const [open, close] = random.pick([
    ['(', ')'],
    ['[', ']'],
  ] as const);
  return `${open}${balanced(random, depth - 1)}${close}${random.chance(0.4) ? balanced(random, depth - 1) : ''}`;
}

/** An expression in postfix notation over small numbers. */
function postfix(random: Random, depth: number): string {
  if (depth === 0 || random.chance(0.15)) return String(random.between(1, 9));
  return `${postfix(random, depth - 1)} ${postfix(random, depth - 1)} ${random.pick(['+', '-', '*'])}`;
}

/** A board on which somebody has a row or a column. */
function wonBoard(random: Random): string[] {
  const rows = Array.from({ length: 3 }, () => Array.from({ length: 3 }, () => random.pick(['X', 'O', '.'])));
  const line = random.between(0, 2);
  const player = random.pick(['X', 'O']);
  const upright = random.chance(0.5);
  for (let at = 0; at < 3; at += 1) {
    if (upright) rows[at]![line] = player;
    else rows[line]![at] = player;
  }
  return rows.map((row) => row.join(''));
}
