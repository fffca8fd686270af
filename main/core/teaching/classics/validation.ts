import { floorDivide, tuple, type Value } from '../value.ts';
import { py, type Classic } from './classic.ts';
import { add, entries, list, n, s, strings } from './read.ts';

const topic = 'errors and validation';
const whole = (text: string): boolean => /^-?\d+$/.test(text);

/** What to do about input that is wrong. */
export const validationClassics: readonly Classic[] = [
  {
    id: 'safe division', topic, parameters: ['delta', 'few'], result: 'list[int | None]', names: ['safe_divide', 'divide_all', 'quotients'],
    lesson: 'except catches an error where it happens, and the program goes on.',
    docs: ['Return the whole quotients of $1 by each number in $2, None where that is zero.', 'Divide $1 by every number of $2, rounding down, with None for a division by zero.'],
    body: py`
      result = []
      for x in $2:
          try:
              result.append($1 // x)
          except ZeroDivisionError:
              result.append(None)
      return result`, others: [['return [$1 // x if x != 0 else None for x in $2]']], apply: (a, xs) => list(xs).map((x) => (x === 0 ? null : floorDivide(n(a), x))),
  },
  {
    id: 'number or default', topic, parameters: ['maybe number'], result: 'int', names: ['to_int', 'parse_or_default', 'read_number'], holes: { A: [0, -1, 1, 10, 99] },
    lesson: 'int raises ValueError for a text that is no number.',
    docs: ['Return $1 as an integer, or @A if it is no whole number.', 'Convert $1 to an int and fall back on @A when that fails.', 'Parse the integer in $1; answer with @A where there is none.'],
    body: py`
      try:
          return int($1)
      except ValueError:
          return @A`, others: [py`
      try:
          number = int($1)
      except ValueError:
          number = @A
      return number`, py`
      if $1.lstrip('-').isdigit():
          return int($1)
      return @A`], apply: (t, _, __, { A }) => (whole(s(t)) ? Number(s(t)) : A),
  },
  {
    id: 'sum of what is valid', topic, parameters: ['words'], result: 'int', names: ['sum_valid', 'add_what_works', 'total_of_numbers'],
    lesson: 'continue goes on with the next round of a loop.',
    docs: ['Return the sum of those of $1 that are whole numbers.', 'Add up the numbers among the strings $1 and skip all that cannot be converted.'],
    body: py`
      total = 0
      for w in $1:
          try:
              total += int(w)
          except ValueError:
              continue
      return total`, others: [py`
      total = 0
      for w in $1:
          if w.isdigit():
              total += int(w)
      return total`, ['return sum(int(w) for w in $1 if w.isdigit())']], apply: (xs) => add(strings(xs).filter(whole).map(Number)),
  },
  {
    id: 'item or message', topic, parameters: ['words', 'width'], result: 'str', names: ['item_at', 'safe_item', 'get_item'], holes: { A: ['nothing', 'missing', 'out of range', 'none', ''] },
    lesson: 'An index that is too large raises IndexError.',
    docs: ['Return the item of $1 at index $2, or @A if there is none.', 'Look up index $2 in $1 and answer with @A when it is too large.'],
    body: py`
      try:
          return $1[$2]
      except IndexError:
          return @A`, others: [['return $1[$2] if $2 < len($1) else @A'], py`
      if $2 >= len($1):
          return @A
      return $1[$2]`], apply: (xs, k, _, { A }) => strings(xs)[n(k)] ?? A,
  },
  {
    id: 'key or message', topic, parameters: ['table', 'word'], result: 'str', names: ['price_text', 'look_up', 'describe_key'], holes: { A: ['unknown', 'not found', 'no such name', '?'] },
    lesson: 'A key that a dictionary does not have raises KeyError.',
    docs: ['Return the value of $2 in $1 as a string, or @A if it has none.', 'Look up $2 in $1 and give its value as text; give @A for a name that is not there.'],
    body: py`
      try:
          return str($1[$2])
      except KeyError:
          return @A`, others: [py`
      if $2 in $1:
          return str($1[$2])
      return @A`, py`
      if $2 not in $1:
          return @A
      return f'{$1[$2]}'`], apply: (t, k, _, { A }) => { const found = entries(t).find(([key]) => key === k); return found ? String(n(found[1])) : A; },
  },
  {
    id: 'kind of error', topic, parameters: ['maybe number', 'delta'], result: 'str', names: ['try_division', 'what_happens', 'error_of'],
    lesson: 'Different errors can be caught one by one, each with an answer of its own.',
    docs: ["Return the text of $2 // int($1), 'bad number' if $1 is none, or 'zero' if it is zero.", "Divide $2 by the number in $1, rounding down, and return the result as text; return 'bad number' or 'zero' where that cannot be done."],
    body: py`
      try:
          return str($2 // int($1))
      except ValueError:
          return 'bad number'
      except ZeroDivisionError:
          return 'zero'`, others: [py`
      try:
          number = int($1)
      except ValueError:
          return 'bad number'
      if number == 0:
          return 'zero'
      return str($2 // number)`], apply: (t, x) => (!whole(s(t)) ? 'bad number' : Number(s(t)) === 0 ? 'zero' : String(floorDivide(n(x), Number(s(t))))),
  },
  {
    id: 'raised and caught', topic, parameters: ['ints'], result: 'str', names: ['check_ages', 'validate', 'first_problem'],
    lesson: 'raise stops a function with an error that somebody further out can catch.',
    docs: ["Return 'ok' if no number in $1 is negative, else 'negative: ' and the first such number.", "Check that $1 has no negative numbers; return 'ok' or 'negative: ' followed by the first one."],
    body: py`
      def check(x):
          if x < 0:
              raise ValueError(f'negative: {x}')
      try:
          for x in $1:
              check(x)
      except ValueError as error:
          return str(error)
      return 'ok'`, others: [py`
      for x in $1:
          if x < 0:
              return 'negative: ' + str(x)
      return 'ok'`], apply: (xs) => { const bad = list(xs).find((x) => x < 0); return bad === undefined ? 'ok' : `negative: ${String(bad)}`; },
  },
  {
    id: 'plausible address', topic, parameters: ['address'], result: 'bool', names: ['is_address', 'plausible_email', 'looks_like_mail'],
    lesson: 'A rough check looks at the parts that every right input must have.',
    docs: ["Return whether $1 has one '@' with text before it and a dot somewhere in the text after it.", "Check if $1 looks like an e-mail address: something, one '@', then a part with a dot in it."],
    body: py`
      parts = $1.split('@')
      return len(parts) == 2 and parts[0] != '' and '.' in parts[1]`, others: [py`
      if $1.count('@') != 1:
          return False
      left, right = $1.split('@')
      return len(left) > 0 and '.' in right`], apply: (t) => /^[^@]+@[^@]*\.[^@]*$/.test(s(t)),
  },
  {
    id: 'clean and rejected', topic, parameters: ['ints', 'small'], result: 'tuple[list[int], int]', names: ['clean', 'reject_outliers', 'keep_plausible'],
    lesson: 'What is thrown away should at least be counted.',
    docs: ['Return the numbers of $1 from 0 to 10 times $2 and how many were left out, as a tuple.', 'Drop all numbers of $1 below 0 or above 10 * $2, and return the rest and the count of those dropped.'],
    body: py`
      kept = [x for x in $1 if 0 <= x <= 10 * $2]
      return kept, len($1) - len(kept)`, others: [py`
      kept = []
      found = 0
      for x in $1:
          if x < 0 or x > 10 * $2:
              found += 1
          else:
              kept.append(x)
      return kept, found`], apply: (xs, k): Value => { const kept = list(xs).filter((x) => x >= 0 && x <= 10 * n(k)); return tuple(kept, list(xs).length - kept.length); },
  },
  {
    id: 'filled in', topic, parameters: ['mixed'], result: 'list', names: ['fill_missing', 'replace_none', 'with_defaults'], holes: { A: [0, 'empty', '-', -1] },
    lesson: 'is None asks for the one value that stands for nothing.',
    docs: ['Return $1 with @A in the place of each None.', 'Replace every None in $1 by @A.'],
    body: ['return [@A if x is None else x for x in $1]'], others: [py`
      result = []
      for x in $1:
          if x is None:
              result.append(@A)
          else:
              result.append(x)
      return result`], apply: (xs, _, __, { A }) => (xs as readonly Value[]).map((x) => x ?? A!),
  },
]; // prettier-ignore
