import { float, type Value } from '../value.ts';
import { py, type Classic } from './classic.ts';
import { add, entries, list, n, s, strings } from './read.ts';

const topic = 'parsing and formatting';
const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');

/** From text to values and back. */
export const parsingClassics: readonly Classic[] = [
  {
    id: 'comma-separated fields', topic, parameters: ['fields'], result: 'list[str]', names: ['parse_fields', 'split_row', 'read_csv_line'],
    lesson: 'split cuts at the commas, and strip takes the spaces off each part.',
    docs: ['Return a list of the fields of $1 without spaces around them.', 'Split $1 at its commas and strip each part.'],
    body: ["return [w.strip() for w in $1.split(',')]"], others: [py`
      result = []
      for w in $1.split(','):
          result.append(w.strip())
      return result`], apply: (t) => s(t).split(',').map((w) => w.trim()),
  },
  {
    id: 'filled fields', topic, parameters: ['fields'], result: 'int', names: ['count_filled', 'filled_fields', 'not_empty'],
    lesson: 'An empty string counts as false.',
    docs: ['Return how many of the fields of $1 are not empty.', 'Count the comma-separated parts of $1 that hold anything but spaces.'],
    body: ["return len([w for w in $1.split(',') if w.strip()])"], others: [py`
      found = 0
      for w in $1.split(','):
          if w.strip() != '':
              found += 1
      return found`], apply: (t) => s(t).split(',').filter((w) => w.trim() !== '').length,
  },
  {
    id: 'dictionary to settings', topic, parameters: ['table'], result: 'str', names: ['write_settings', 'to_query', 'format_items'], holes: { A: ['; ', ', ', '&', ' '], B: ['=', ': ', ' -> ', '='] },
    lesson: 'join over formatted pairs writes a dictionary as text.',
    docs: ['Return the items of $1 as text, @B between key and value and @A between items.', 'Write each key of $1 with @B and its value, and join them with @A.'],
    body: ["return @A.join(k + @B + str(v) for k, v in $1.items())"], others: [py`
      parts = []
      for k in $1:
          parts.append(k + @B + str($1[k]))
      return @A.join(parts)`], apply: (t, _, __, { A, B }) => entries(t).map(([k, v]) => `${s(k)}${s(B!)}${String(n(v))}`).join(s(A!)),
  },
  {
    id: 'numbers in a line', topic, parameters: ['number text'], result: 'list[int]', names: ['read_numbers', 'parse_ints', 'to_numbers'],
    lesson: 'A comprehension with int turns pieces of text into numbers.',
    docs: ['Return a list of the numbers in $1.', 'Parse the space-separated integers of $1 into a list.'],
    body: ['return [int(w) for w in $1.split()]'], others: [['return list(map(int, $1.split()))'], py`
      result = []
      for w in $1.split():
          result.append(int(w))
      return result`], apply: (t) => words(s(t)).map(Number),
  },
  {
    id: 'sum of a line', topic, parameters: ['number text'], result: 'int', names: ['sum_line', 'add_numbers', 'total_of_line'],
    lesson: 'map applies int to each part as sum asks for it.',
    docs: ['Return the sum of the numbers in $1.', 'Add up the integers that are written in $1.'],
    body: ['return sum(int(w) for w in $1.split())'], others: [['return sum(map(int, $1.split()))'], py`
      total = 0
      for w in $1.split():
          total += int(w)
      return total`], apply: (t) => add(words(s(t)).map(Number)),
  },
  {
    id: 'digits in a text', topic, parameters: ['text'], result: 'str', names: ['only_digits', 'extract_digits', 'digits_of'],
    lesson: 'A condition in a comprehension drops what is not wanted.',
    docs: ['Return the digits that occur in $1 as a string.', 'Keep only the digits of $1.', 'Remove all characters but digits from $1.'],
    body: ["return ''.join(c for c in $1 if c.isdigit())"], others: [py`
      result = ''
      for c in $1:
          if c in '0123456789':
              result += c
      return result`, ["return ''.join(filter(str.isdigit, $1))"]], apply: (t) => s(t).replace(/\D/g, ''),
  },
  {
    id: 'single spaces', topic, parameters: ['loose text'], result: 'str', names: ['tidy', 'single_spaces', 'collapse_spaces', 'clean_up'],
    lesson: 'split without an argument swallows any number of spaces.',
    docs: ['Return $1 with single spaces between its words and none around them.', 'Tidy up the spaces of $1.', 'Remove the extra spaces of $1.'],
    body: ["return ' '.join($1.split())"], others: [py`
      result = ''
      for c in $1.strip():
          if c != ' ' or result[-1] != ' ':
              result += c
      return result`, py`
      parts = [w for w in $1.split(' ') if w]
      return ' '.join(parts)`], apply: (t) => words(s(t)).join(' '),
  },
  {
    id: 'snake case', topic, parameters: ['loose text'], result: 'str', names: ['snake_case', 'to_snake', 'make_identifier'],
    lesson: 'A change of case and a join make an identifier of a title.',
    docs: ['Return the words of $1 in lower case with underscores between them.', 'Convert $1 to snake case.'],
    body: ["return '_'.join(w.lower() for w in $1.split())"], others: [["return '_'.join($1.lower().split())"], py`
      parts = $1.split()
      result = ''
      for i, w in enumerate(parts):
          if i > 0:
              result += '_'
          result += w.lower()
      return result`], apply: (t) => words(s(t).toLowerCase()).join('_'),
  },
  {
    id: 'shortened text', topic, parameters: ['text', 'width'], result: 'str', names: ['shorten', 'truncate', 'abbreviate'],
    lesson: 'What is too long is cut, and dots say so.',
    docs: ["Return $1 cut to $2 characters, the last three being '...', if it is longer.", "Shorten $1 to at most $2 characters, ending in '...' where something was cut off."],
    body: py`
      if len($1) <= $2:
          return $1
      return $1[:$2 - 3] + '...'`, others: [["return $1 if len($1) <= $2 else $1[:$2 - 3] + '...'"], py`
      result = $1
      if len(result) > $2:
          result = result[:$2 - 3] + '...'
      return result`], apply: (t, k) => (s(t).length <= n(k) ? s(t) : `${s(t).slice(0, n(k) - 3)}...`),
  },
  {
    id: 'grouped thousands', topic, parameters: ['number'], result: 'str', names: ['with_commas', 'group_thousands', 'format_number'],
    lesson: 'A comma in a format specification groups the digits of a number.',
    docs: ['Return $1 as text with a comma between thousands.', "Write $1 with commas, such as '12,345'."],
    body: ["return f'{$1:,}'"], others: [py`
      text = str($1)
      result = ''
      while len(text) > 3:
          result = ',' + text[-3:] + result
          text = text[:-3]
      return text + result`, ["return format($1, ',')"]], apply: (x) => String(n(x)).replace(/\B(?=(\d{3})+$)/g, ','),
  },
  {
    id: 'ordinal', topic, parameters: ['number'], result: 'str', names: ['ordinal', 'with_suffix', 'ordinal_number'],
    lesson: 'The numbers 11 to 13 are an exception that is asked for first.',
    docs: ["Return $1 with its English ending: '1st', '2nd', '3rd', '4th'.", "Write $1 as an ordinal such as '21st' or '12th'."],
    body: py`
      if $1 % 100 in (11, 12, 13):
          return str($1) + 'th'
      return str($1) + {1: 'st', 2: 'nd', 3: 'rd'}.get($1 % 10, 'th')`, others: [py`
      text = 'th'
      if $1 % 100 not in (11, 12, 13):
          if $1 % 10 == 1:
              text = 'st'
          elif $1 % 10 == 2:
              text = 'nd'
          elif $1 % 10 == 3:
              text = 'rd'
      return f'{$1}{text}'`], apply: (x) => { const [tail, last] = [n(x) % 100, n(x) % 10]; return String(n(x)) + (tail >= 11 && tail <= 13 ? 'th' : last === 1 ? 'st' : last === 2 ? 'nd' : last === 3 ? 'rd' : 'th'); },
  },
  {
    id: 'enumeration in words', topic, parameters: ['words'], result: 'str', names: ['enumerate_words', 'join_with_and', 'list_in_words'], holes: { A: ['and', 'or', 'und', 'et'] },
    lesson: 'The last item of an enumeration follows a word rather than a comma.',
    docs: ['Return $1 with commas between them and @A before the last.', 'Join the items of $1 with commas, but put @A between the last two.'],
    body: ["return ', '.join($1[:-1]) + ' @a ' + $1[-1]"], others: [py`
      text = ', '.join($1[:-1])
      return f'{text} @a {$1[-1]}'`, py`
      result = $1[0]
      for w in $1[1:-1]:
          result += ', ' + w
      return result + ' @a ' + $1[-1]`], apply: (xs, _, __, { A }) => `${strings(xs).slice(0, -1).join(', ')} ${s(A!)} ${strings(xs).at(-1)!}`,
  },
  {
    id: 'filled template', topic, parameters: ['word', 'small'], result: 'str', names: ['describe', 'make_label', 'announce', 'line_for'],
    holes: { A: ['has', 'needs', 'sold', 'wants', 'counted', 'lost'], B: ['points', 'eggs', 'tickets', 'books', 'coins', 'minutes'] },
    lesson: 'An f-string is a template: the values go where the braces are.',
    docs: ["Return the sentence '$1 @a $2 @b', with the values filled in.", "Write $1, the word @A, then $2 and the word @B, with spaces between them."],
    body: ["return f'{$1} @a {$2} @b'"], others: [["return $1 + ' @a ' + str($2) + ' @b'"], ["return '{} @a {} @b'.format($1, $2)"], ["return ' '.join([$1, @A, str($2), @B])"]], apply: (w, k, _, { A, B }) => `${s(w)} ${s(A!)} ${String(n(k))} ${s(B!)}`,
  },
  {
    id: 'aligned columns', topic, parameters: ['table', 'width'], result: 'list[str]', names: ['format_rows', 'make_table', 'aligned'],
    lesson: 'ljust and rjust fill a text with spaces up to a width.',
    docs: ['Return a line for each item of $1: the key, filled up to $2 characters, then the value.', 'Format $1 as lines in which all values start in column $2.'],
    body: ["return [k.ljust($2) + str(v) for k, v in $1.items()]"], others: [py`
      result = []
      for k, v in $1.items():
          result.append(k.ljust($2) + str(v))
      return result`], apply: (t, w) => entries(t).map(([k, v]) => s(k).padEnd(n(w)) + String(n(v))),
  },
  {
    id: 'percentage text', topic, parameters: ['small', 'width'], result: 'str', names: ['percent_text', 'as_percent', 'share_text'],
    lesson: 'round and str together write a share as a percentage.',
    docs: ["Return $1 as a percentage of $2, rounded down, such as '40%'.", "Write the share that $1 has of $2 as whole percents with a '%' behind it."],
    body: ["return str(100 * $1 // $2) + '%'"], others: [["return f'{$1 * 100 // $2}%'"]], apply: (a, b) => `${String(Math.floor((100 * n(a)) / n(b)))}%`,
  },
  {
    id: 'line of signs', topic, parameters: ['naturals'], result: 'list[str]', names: ['bar_chart', 'draw_bars', 'chart'], holes: { A: ['*', '#', '=', 'o', '+', '-'] },
    lesson: 'A sign times a number draws a bar.',
    docs: ['Return a bar of @A for each number in $1.', 'Draw every number of $1 as a string of that many @A.'],
    body: ['return [@A * x for x in $1]'], others: [py`
      result = []
      for x in $1:
          result.append(@A * x)
      return result`], apply: (xs, _, __, { A }): Value => list(xs).map((x) => s(A!).repeat(x)),
  },
  {
    id: 'mean of a line', topic, parameters: ['number text'], result: 'float', names: ['mean_of_line', 'average_text', 'line_average'],
    lesson: 'What was parsed once can be used twice.',
    docs: ['Return the mean of the numbers in $1.', 'Compute the average of the integers written in $1.'],
    body: py`
      gathered = [int(w) for w in $1.split()]
      return sum(gathered) / len(gathered)`, others: [py`
      total = 0
      found = 0
      for w in $1.split():
          total += int(w)
          found += 1
      return total / found`], apply: (t) => { const xs = words(s(t)).map(Number); return float(add(xs) / xs.length); },
  },
]; // prettier-ignore
