import { tuple } from '../value.ts';
import { py, type Classic } from './classic.ts';
import { add, list, n, s, strings } from './read.ts';

const topic = 'generators and iteration';

/** Values one at a time, and ways to go through several things at once. */
export const generatorClassics: readonly Classic[] = [
  {
    id: 'generated squares', topic, parameters: ['number'], result: 'list[int]', names: ['squares_below', 'small_squares', 'generate_squares'],
    lesson: 'A function with yield gives its values one by one, when they are asked for.',
    docs: ['Return a list of the square numbers below $1, from a generator.', 'Generate the squares 1, 4, 9 and so on that are less than $1 and collect them.'],
    body: py`
      def squares():
          i = 1
          while i * i < $1:
              yield i * i
              i += 1
      return list(squares())`, others: [py`
      result = []
      i = 1
      while i ** 2 < $1:
          result.append(i ** 2)
          i += 1
      return result`], apply: (x) => { const result: number[] = []; for (let i = 1; i * i < n(x) && i < 320; i += 1) result.push(i * i); return result.length > 20 ? undefined : result; },
  },
  {
    id: 'generated countdown', topic, parameters: ['small'], result: 'list[str]', names: ['countdown', 'launch', 'count_to_start'], holes: { A: ['go', 'start', 'lift-off', 'now', 'ready'] },
    lesson: 'After its last yield a generator is at its end.',
    docs: ['Return the numbers from $1 down to 1 as strings, and @A after them.', 'Count down from $1 to 1 in strings and end with @A.'],
    body: py`
      def count():
          for i in range($1, 0, -1):
              yield str(i)
          yield @A
      return list(count())`, others: [['return [str(i) for i in range($1, 0, -1)] + [@A]'], py`
      result = []
      while $1 > 0:
          result.append(str($1))
          $1 -= 1
      result.append(@A)
      return result`], apply: (k, _, __, { A }) => [...Array.from({ length: n(k) }, (_unused, i) => String(n(k) - i)), A!],
  },
  {
    id: 'take while', topic, parameters: ['ints', 'small'], result: 'list[int]', names: ['take_while', 'leading_small', 'take_below'],
    lesson: 'A loop that breaks takes what comes before the first that does not fit.',
    docs: ['Return the numbers of $1 before the first that is greater than $2.', 'Take numbers from the start of $1 as long as they are at most $2.'],
    body: py`
      result = []
      for x in $1:
          if x > $2:
              break
          result.append(x)
      return result`, others: [py`
      i = 0
      while i < len($1) and $1[i] <= $2:
          i += 1
      return $1[:i]`, py`
      for i, x in enumerate($1):
          if x > $2:
              return $1[:i]
      return $1[:]`], apply: (xs, k) => { const at = list(xs).findIndex((x) => x > n(k)); return at < 0 ? list(xs) : list(xs).slice(0, at); },
  },
  {
    id: 'drop while', topic, parameters: ['words', 'small'], result: 'list[str]', names: ['drop_while', 'skip_short', 'after_short_ones'],
    lesson: 'A flag remembers that the first that counts was met.',
    docs: ['Return $1 from the first word on that has more than $2 letters.', 'Skip the words at the start of $1 that have at most $2 letters and return all that follow.'],
    body: py`
      i = 0
      while i < len($1) and len($1[i]) <= $2:
          i += 1
      return $1[i:]`, others: [py`
      result = []
      for w in $1:
          if result or len(w) > $2:
              result.append(w)
      return result`], apply: (xs, k) => { const at = strings(xs).findIndex((w) => w.length > n(k)); return at < 0 ? [] : strings(xs).slice(at); },
  },
  {
    id: 'flattened', topic, parameters: ['nested'], result: 'list[int]', names: ['flatten', 'flatten_all', 'all_numbers'],
    lesson: 'yield from hands on all that another generator gives.',
    docs: ['Return a flat list of all numbers in $1, however deep.', 'Flatten $1 and all lists in it into one list.'],
    body: py`
      result = []
      for x in $1:
          if isinstance(x, list):
              result.extend($f(x))
          else:
              result.append(x)
      return result`, others: [py`
      def walk(things):
          for x in things:
              if isinstance(x, list):
                  yield from walk(x)
              else:
                  yield x
      return list(walk($1))`, py`
      rest = list($1)
      result = []
      while rest:
          x = rest.pop(0)
          if isinstance(x, list):
              rest = x + rest
          else:
              result.append(x)
      return result`], apply: (xs) => (xs as never[]).flat(9) as number[],
  },
  {
    id: 'all pairs', topic, parameters: ['few', 'words'], result: 'list[tuple[int, str]]', names: ['all_pairs', 'combine', 'every_combination'],
    lesson: 'Two for clauses in one comprehension give every combination.',
    docs: ['Return a list of all pairs of a number from $1 and a word from $2.', 'Combine each item of $1 with each item of $2 in a list of tuples.'],
    body: ['return [(a, b) for a in $1 for b in $2]'], others: [py`
      result = []
      for a in $1:
          for b in $2:
              result.append((a, b))
      return result`], apply: (a, b) => list(a).flatMap((x) => strings(b).map((y) => tuple(x, y))),
  },
  {
    id: 'numbered items', topic, parameters: ['words'], result: 'list[str]', names: ['numbered', 'number_lines', 'enumerate_items'], holes: { A: ['. ', ') ', ': ', ' - '] },
    lesson: 'enumerate takes the number to start with as its second argument.',
    docs: ['Return $1 with the number of each item, counted from 1, and @A before it.', 'Number the items of $1 from 1, with @A after each number.'],
    body: ['return [str(i) + @A + w for i, w in enumerate($1, 1)]'], others: [py`
      result = []
      for i in range(len($1)):
          result.append(str(i + 1) + @A + $1[i])
      return result`, py`
      result = []
      i = 1
      for w in $1:
          result.append(f'{i}@a{w}')
          i += 1
      return result`], apply: (xs, _, __, { A }) => strings(xs).map((w, i) => `${String(i + 1)}${s(A!)}${w}`),
  },
  {
    id: 'window sums', topic, parameters: ['ints', 'small'], result: 'int | None', names: ['best_window', 'largest_window', 'max_stretch'],
    lesson: 'max with default= answers for an empty generator.',
    docs: ['Return the largest sum of $2 neighbours in $1, or None if it is shorter.', 'Find the greatest sum of any $2 consecutive numbers of $1; answer None when there are too few.'],
    body: ['return max((sum($1[i:i + $2]) for i in range(len($1) - $2 + 1)), default=None)'], others: [py`
      best = None
      for i in range(len($1) - $2 + 1):
          current = sum($1[i:i + $2])
          if best is None or current > best:
              best = current
      return best`, py`
      if len($1) < $2:
          return None
      total = sum($1[:$2])
      best = total
      for i in range($2, len($1)):
          total += $1[i] - $1[i - $2]
          best = max(best, total)
      return best`], apply: (xs, k) => { const sums = Array.from({ length: Math.max(0, list(xs).length - n(k) + 1) }, (_, i) => add(list(xs).slice(i, i + n(k)))); return sums.length === 0 ? null : Math.max(...sums); },
  },
  {
    id: 'endless cycle', topic, parameters: ['words', 'number'], result: 'list[str]', names: ['cycle', 'repeat_in_turn', 'take_turns'],
    lesson: 'A generator may go on for ever, as long as one takes only some of it.',
    docs: ['Return the first $2 % 10 items of $1 repeated for ever.', 'Go round $1 again and again until $2 % 10 items were taken.'],
    body: py`
      def turns():
          while True:
              for w in $1:
                  yield w
      found = turns()
      return [next(found) for _ in range($2 % 10)]`, others: [['return [$1[i % len($1)] for i in range($2 % 10)]']], apply: (xs, k) => Array.from({ length: n(k) % 10 }, (_, i) => strings(xs)[i % strings(xs).length]!),
  },
  {
    id: 'unequal lengths', topic, parameters: ['ints', 'few'], result: 'list[int]', names: ['add_padded', 'sum_columns', 'add_longest'],
    lesson: 'zip stops at the shorter list; what is missing must be filled in by hand.',
    docs: ['Return the sums of $1 and $2 item by item, a missing item counting 0.', 'Add $2 to $1 place by place; where one of them has ended, take the other alone.'],
    body: py`
      size = max(len($1), len($2))
      result = []
      for i in range(size):
          a = $1[i] if i < len($1) else 0
          b = $2[i] if i < len($2) else 0
          result.append(a + b)
      return result`, others: [py`
      from itertools import zip_longest
      return [a + b for a, b in zip_longest($1, $2, fillvalue=0)]`], apply: (a, b) => Array.from({ length: Math.max(list(a).length, list(b).length) }, (_, i) => (list(a)[i] ?? 0) + (list(b)[i] ?? 0)),
  },
]; // prettier-ignore
