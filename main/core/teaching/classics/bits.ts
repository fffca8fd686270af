import { py, type Classic } from './classic.ts';
import { list, n, s } from './read.ts';

const topic = 'bit manipulation';
const ones = (x: number): number => x.toString(2).replaceAll('0', '').length;

/** Numbers as rows of bits. */
export const bitClassics: readonly Classic[] = [
  {
    id: 'set bits', topic, parameters: ['mask'], result: 'int', names: ['count_ones', 'popcount', 'set_bits', 'bit_count'],
    lesson: 'n & 1 is the last bit of n, and n >> 1 drops it.',
    docs: ['Return the number of ones in the binary form of $1.', 'Count the bits of $1 that are set.', 'Count how many binary digits of $1 are 1.'],
    body: ["return bin($1).count('1')"],
    others: [py`
      result = 0
      while $1:
          result += $1 & 1
          $1 >>= 1
      return result`, py`
      result = 0
      while $1 > 0:
          $1 &= $1 - 1
          result += 1
      return result`],
    apply: (x) => ones(n(x)),
  },
  {
    id: 'power of two', topic, parameters: ['mask'], result: 'bool', names: ['is_power_of_two', 'power_of_two', 'single_bit'],
    lesson: 'A power of two has a single bit, so n & (n - 1) is zero.',
    docs: ['Return whether $1 is a power of two.', 'Check if $1 can be written as 2 to some whole power.'],
    body: ['return $1 > 0 and $1 & ($1 - 1) == 0'],
    others: [py`
      if $1 < 1:
          return False
      while $1 % 2 == 0:
          $1 //= 2
      return $1 == 1`],
    apply: (x) => ones(n(x)) === 1,
  },
  {
    id: 'bit at position', topic, parameters: ['mask', 'small'], result: 'int', names: ['get_bit', 'bit_at', 'read_bit'],
    lesson: 'Shifting right brings a bit to the end, where & 1 reads it.',
    docs: ['Return the bit of $1 at position $2, counted from the right.', 'Read bit number $2 of $1, where bit 0 is the last.'],
    body: ['return ($1 >> $2) & 1'], others: [['return 1 if $1 & (1 << $2) else 0'], ['return $1 // 2 ** $2 % 2']],
    apply: (x, k) => (n(x) >> n(k)) & 1,
  },
  {
    id: 'bit set', topic, parameters: ['mask', 'small'], result: 'int', names: ['set_bit', 'switch_on', 'with_bit'],
    lesson: 'The operator | with a shifted one sets a bit.',
    docs: ['Return $1 with the bit at position $2 set to 1.', 'Set bit $2 of $1 and return the new number.'],
    body: ['return $1 | (1 << $2)'], others: [['return $1 | 2 ** $2']], apply: (x, k) => n(x) | (1 << n(k)),
  },
  {
    id: 'bit cleared', topic, parameters: ['mask', 'small'], result: 'int', names: ['clear_bit', 'switch_off', 'without_bit'],
    lesson: 'The operator & with an inverted mask clears a bit.',
    docs: ['Return $1 with the bit at position $2 set to 0.', 'Clear bit $2 of $1 and return the new number.'],
    body: ['return $1 & ~(1 << $2)'], others: [py`
      mask_bit = 1 << $2
      if $1 & mask_bit:
          return $1 - mask_bit
      return $1`], apply: (x, k) => n(x) & ~(1 << n(k)),
  },
  {
    id: 'bit toggled', topic, parameters: ['mask', 'small'], result: 'int', names: ['toggle_bit', 'flip_bit'],
    lesson: 'The operator ^ flips the bits at which the other number has ones.',
    docs: ['Return $1 with the bit at position $2 flipped.', 'Flip bit $2 of $1.'], body: ['return $1 ^ (1 << $2)'], others: [['return $1 ^ 2 ** $2']], apply: (x, k) => n(x) ^ (1 << n(k)),
  },
  {
    id: 'xor of a list', topic, parameters: ['naturals'], result: 'int', names: ['xor_all', 'xor_of', 'combine_bits'],
    lesson: 'Values that come twice cancel under ^, so that what is left came once.',
    docs: ['Return the bitwise exclusive or of all numbers in $1.', 'Combine all the numbers of $1 with the operator ^.'],
    body: ['result = 0', 'for x in $1:', '    result ^= x', 'return result'], others: [py`
      from functools import reduce
      return reduce(lambda a, b: a ^ b, $1, 0)`], apply: (xs) => list(xs).reduce((a, b) => a ^ b, 0),
  },
  {
    id: 'bit difference', topic, parameters: ['mask', 'small'], result: 'int', names: ['bit_distance', 'different_bits', 'bits_to_flip'],
    lesson: 'The ones of a ^ b stand where a and b differ.',
    docs: ['Return the number of bits in which $1 and $2 differ.', 'Count how many bits of $1 must be flipped to get $2.'],
    body: ["return bin($1 ^ $2).count('1')"], others: [py`
      x = $1 ^ $2
      result = 0
      while x:
          result += x % 2
          x //= 2
      return result`], apply: (a, b) => ones(n(a) ^ n(b)),
  },
  {
    id: 'number from bits', topic, parameters: ['bits'], result: 'int', names: ['bits_to_number', 'from_bits', 'read_bits'],
    lesson: 'Doubling what was read and adding the next bit reads a binary number from the left.',
    docs: ['Return the number whose binary digits are in $1, the highest first.', 'Convert the list of bits $1 to a number.'],
    body: py`
      result = 0
      for x in $1:
          result = result * 2 + x
      return result`, others: [["return int(''.join(str(x) for x in $1), 2)"], py`
      result = 0
      for i, x in enumerate(reversed($1)):
          result += x * 2 ** i
      return result`], apply: (xs) => list(xs).reduce((a, b) => a * 2 + b, 0),
  },
  {
    id: 'bits of a number', topic, parameters: ['mask'], result: 'list[int]', names: ['to_bits', 'bit_list', 'binary_digits'],
    lesson: 'Remainders by two are the bits of a number from the right.',
    docs: ['Return a list of the bits of $1, the lowest first.', 'List the binary digits of $1 from right to left.'],
    body: py`
      result = []
      while $1 > 0:
          result.append($1 % 2)
          $1 //= 2
      return result`, others: [["return [int(c) for c in bin($1)[:1:-1]] if $1 else []"]], apply: (x) => (n(x) === 0 ? [] : [...n(x).toString(2)].reverse().map(Number)),
  },
  {
    id: 'lowest set bit', topic, parameters: ['mask'], result: 'int', names: ['lowest_bit', 'first_set_bit', 'trailing_zeros'],
    lesson: 'Halving an even number again and again counts the zeros at its end.',
    docs: ['Return the position of the lowest bit of $1 that is set, or -1 if there is none.', 'Find the position of the last 1 in the binary form of $1, counted from the right, or -1.'],
    body: py`
      if $1 == 0:
          return -1
      result = 0
      while $1 % 2 == 0:
          $1 //= 2
          result += 1
      return result`, others: [['return ($1 & -$1).bit_length() - 1']], apply: (x) => (n(x) === 0 ? -1 : n(x).toString(2).length - 1 - n(x).toString(2).lastIndexOf('1')),
  },
  {
    id: 'even parity', topic, parameters: ['binary'], result: 'str', names: ['add_parity', 'with_parity_bit', 'parity_bit'],
    lesson: 'A parity bit makes the number of ones even, so that one wrong bit is noticed.',
    docs: ['Return $1 with a bit at its end that makes the number of ones even.', 'Append a parity bit to $1, so that it has an even number of ones.'],
    body: ["return $1 + str($1.count('1') % 2)"], others: [py`
      if $1.count('1') % 2 == 0:
          return $1 + '0'
      return $1 + '1'`], apply: (t) => s(t) + String(s(t).replaceAll('0', '').length % 2),
  },
  {
    id: 'flipped bits', topic, parameters: ['binary'], result: 'str', names: ['flip_bits', 'complement', 'invert_bits'],
    lesson: 'A conditional expression can choose a character for each character.',
    docs: ['Return $1 with zeros and ones exchanged.', 'Invert every bit of $1.', 'Replace each 0 in $1 by 1 and each 1 by 0.'],
    body: ["return ''.join('0' if c == '1' else '1' for c in $1)"], others: [py`
      result = ''
      for c in $1:
          if c == '0':
              result += '1'
          else:
              result += '0'
      return result`], apply: (t) => [...s(t)].map((c) => (c === '1' ? '0' : '1')).join(''),
  },
]; // prettier-ignore
