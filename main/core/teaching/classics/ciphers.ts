import { py, type Classic } from './classic.ts';
import { add, list, n, s } from './read.ts';

const topic = 'ciphers and encodings';
const letters =
  (change: (code: number, at: number) => number) =>
  (text: string): string =>
    [...text]
      .map((c, at) => String.fromCharCode((((change(c.charCodeAt(0) - 97, at) % 26) + 26) % 26) + 97))
      .join('');

/** Ways to write a text or a number as another one. */
export const cipherClassics: readonly Classic[] = [
  {
    id: 'mirrored alphabet', topic, parameters: ['small letters'], result: 'str', names: ['atbash', 'mirror_alphabet', 'encode'],
    lesson: 'In the Atbash cipher a becomes z, b becomes y and so on.',
    docs: ['Return $1 with z for a, y for b, x for c and so on.', 'Encode $1 with the Atbash cipher, which mirrors the alphabet.'],
    body: ["return ''.join(chr(219 - ord(c)) for c in $1)"], others: [py`
      letters = 'abcdefghijklmnopqrstuvwxyz'
      result = ''
      for c in $1:
          result += letters[25 - letters.index(c)]
      return result`], apply: (t) => letters((x) => 25 - x)(s(t)),
  },
  {
    id: 'shift back', topic, parameters: ['small letters', 'small'], result: 'str', names: ['decode', 'shift_back', 'decrypt'],
    lesson: 'Shifting by the same amount in the other direction undoes a Caesar cipher.',
    docs: ['Return $1 with each letter moved back by $2 in the alphabet, from a on to z.', 'Decode $1, whose letters were shifted forwards by $2.'],
    body: ["return ''.join(chr((ord(c) - 97 - $2) % 26 + 97) for c in $1)"], others: [py`
      letters = 'abcdefghijklmnopqrstuvwxyz'
      result = ''
      for c in $1:
          result += letters[(letters.index(c) - $2) % 26]
      return result`, py`
      result = []
      for c in $1:
          i = ord(c) - ord('a') - $2
          result.append(chr(i % 26 + ord('a')))
      return ''.join(result)`], apply: (t, k) => letters((x) => x - n(k))(s(t)),
  },
  {
    id: 'growing shift', topic, parameters: ['small letters'], result: 'str', names: ['growing_shift', 'progressive_cipher', 'scramble'],
    lesson: 'enumerate tells each letter its position, by which it can be shifted.',
    docs: ['Return $1 with each letter shifted by its position, the first by 0.', 'Encode $1 by moving the letter at index i forwards by i.'],
    body: ["return ''.join(chr((ord(c) - 97 + i) % 26 + 97) for i, c in enumerate($1))"], others: [py`
      result = ''
      for i in range(len($1)):
          result += chr((ord($1[i]) - ord('a') + i) % 26 + ord('a'))
      return result`], apply: (t) => letters((x, at) => x + at)(s(t)),
  },
  {
    id: 'keyword cipher', topic, parameters: ['small letters', 'small letters'], result: 'str', names: ['vigenere', 'encrypt', 'key_cipher'],
    lesson: 'A remainder makes a key as long as the text it is used on.',
    docs: ['Return $1 with each letter shifted by the letter of the key $2 at the same place, the key repeated as needed.', 'Encrypt $1 with the Vigenere cipher and the key $2.'],
    body: py`
      result = ''
      for i, c in enumerate($1):
          k = ord($2[i % len($2)]) - 97
          result += chr((ord(c) - 97 + k) % 26 + 97)
      return result`, others: [["return ''.join(chr((ord(c) + ord($2[i % len($2)]) - 194) % 26 + 97) for i, c in enumerate($1))"]], apply: (t, k) => letters((x, at) => x + s(k).charCodeAt(at % s(k).length) - 97)(s(t)),
  },
  {
    id: 'letter numbers', topic, parameters: ['small letters'], result: 'list[int]', names: ['letter_numbers', 'alphabet_positions', 'to_numbers'],
    lesson: 'Subtracting 96 from the code of a small letter gives its place in the alphabet.',
    docs: ['Return a list of the places in the alphabet of the letters of $1, a being 1.', 'Convert each letter of $1 to its number in the alphabet, starting with 1.'],
    body: ['return [ord(c) - 96 for c in $1]'], others: [["return ['abcdefghijklmnopqrstuvwxyz'.index(c) + 1 for c in $1]"], py`
      result = []
      for c in $1:
          result.append(ord(c) - ord('a') + 1)
      return result`], apply: (t) => [...s(t)].map((c) => c.charCodeAt(0) - 96),
  },
  {
    id: 'letters from numbers', topic, parameters: ['naturals'], result: 'str', names: ['from_numbers', 'to_letters', 'spell'],
    lesson: 'chr turns a code back into its character.',
    docs: ['Return the word whose letters have the places $1 in the alphabet.', "Convert the numbers in $1 to letters, 1 to 'a', 2 to 'b' and so on, and join them."],
    body: ["return ''.join(chr(96 + x) for x in $1)"], others: [py`
      letters = 'abcdefghijklmnopqrstuvwxyz'
      result = ''
      for x in $1:
          result += letters[x - 1]
      return result`], apply: (xs) => list(xs).map((x) => String.fromCharCode(96 + x)).join(''),
  },
  {
    id: 'two rails', topic, parameters: ['word'], result: 'str', names: ['two_rails', 'zigzag', 'rail_fence'],
    lesson: 'A slice with a step takes every second character.',
    docs: ['Return the letters of $1 at even positions followed by those at odd ones.', 'Encode $1 by writing every second letter first and then the others.'],
    body: ['return $1[::2] + $1[1::2]'], others: [py`
      left, right = '', ''
      for i, c in enumerate($1):
          if i % 2 == 0:
              left += c
          else:
              right += c
      return left + right`], apply: (t) => [...s(t)].filter((_, i) => i % 2 === 0).join('') + [...s(t)].filter((_, i) => i % 2 === 1).join(''),
  },
  {
    id: 'swapped neighbours', topic, parameters: ['word'], result: 'str', names: ['swap_neighbours', 'swap_pairs', 'swap_adjacent'],
    lesson: 'A range with step two visits the start of each pair.',
    docs: ['Return $1 with the letters of each pair exchanged; a last single letter stays.', 'Swap each two neighbouring letters of $1.'],
    body: ["return ''.join($1[i:i + 2][::-1] for i in range(0, len($1), 2))"], others: [py`
      result = list($1)
      for i in range(0, len(result) - 1, 2):
          result[i], result[i + 1] = result[i + 1], result[i]
      return ''.join(result)`], apply: (t) => s(t).replace(/(.)(.)/g, '$2$1'),
  },
  {
    id: 'substituted letters', topic, parameters: ['word'], result: 'str', names: ['substitute', 'leet', 'disguise'], holes: { A: ['a', 'e', 'o', 's', 't'], B: ['4', '3', '*', '_', '0', '#'] },
    lesson: 'replace exchanges all occurrences of one string for another.',
    docs: ['Return $1 with every @A replaced by @B.', 'Replace each @A in $1 with @B.', 'Put @B in the place of every @A of $1.'],
    body: ['return $1.replace(@A, @B)'], others: [["return ''.join(@B if c == @A else c for c in $1)"], py`
      result = ''
      for c in $1:
          if c == @A:
              result += @B
          else:
              result += c
      return result`], apply: (t, _, __, { A, B }) => s(t).replaceAll(s(A!), s(B!)),
  },
  {
    id: 'hexadecimal form', topic, parameters: ['mask'], result: 'str', names: ['to_hex', 'hex_form', 'hexadecimal'],
    lesson: 'Base sixteen needs the digits 0 to 9 and a to f.',
    docs: ['Return $1 in hexadecimal without a prefix.', 'Write $1 in base 16, in small letters.'],
    body: ['return hex($1)[2:]'], others: [["return f'{$1:x}'"], py`
      if $1 == 0:
          return '0'
      result = ''
      while $1:
          result = '0123456789abcdef'[$1 % 16] + result
          $1 //= 16
      return result`], apply: (x) => n(x).toString(16),
  },
  {
    id: 'binary to number', topic, parameters: ['binary'], result: 'int', names: ['from_binary', 'binary_to_int', 'parse_binary'],
    lesson: 'int takes the base of a number as its second argument.',
    docs: ['Return the number that $1 stands for.', 'Convert $1 from binary to an integer.'],
    body: ['return int($1, 2)'], others: [py`
      result = 0
      for c in $1:
          result = result * 2 + int(c)
      return result`, py`
      total = 0
      for i, c in enumerate(reversed($1)):
          if c == '1':
              total += 2 ** i
      return total`], apply: (t) => Number.parseInt(s(t), 2),
  },
  {
    id: 'check digit', topic, parameters: ['number'], result: 'int', names: ['check_digit', 'weighted_check', 'control_digit'],
    lesson: 'A check digit notices when two neighbouring digits were exchanged.',
    docs: ['Return the check digit of $1: its digits times 1, 2, 3 and so on, added up, modulo 10.', 'Compute a check digit for $1 by weighting its digits with their positions, from 1, and taking the last digit of the sum.'],
    body: ['return sum(i * int(c) for i, c in enumerate(str($1), 1)) % 10'], others: [py`
      total = 0
      i = 1
      for c in str($1):
          total += i * int(c)
          i += 1
      return total % 10`], apply: (x) => add([...String(n(x))].map((c, i) => (i + 1) * Number(c))) % 10,
  },
  {
    id: 'word value', topic, parameters: ['small letters'], result: 'int', names: ['word_value', 'letter_sum', 'name_number'],
    lesson: 'A sum over ord turns a word into a number.',
    docs: ['Return the sum of the places in the alphabet of the letters of $1.', 'Add up the letters of $1, where a counts 1, b counts 2 and so on.'],
    body: ['return sum(ord(c) - 96 for c in $1)'], others: [py`
      total = 0
      for c in $1:
          total += ord(c) - ord('a') + 1
      return total`], apply: (t) => add([...s(t)].map((c) => c.charCodeAt(0) - 96)),
  },
]; // prettier-ignore
