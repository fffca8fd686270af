import { modulo } from '../value.ts';
import { py, type Classic } from './classic.ts';
import { add, list, n, s, strings } from './read.ts';

const topic = 'functions';

/** Functions that are given to functions, returned from them, or made on the spot. */
export const functionClassics: readonly Classic[] = [
  {
    id: 'applied repeatedly', topic, parameters: ['count', 'small'], result: 'int', names: ['apply_times', 'repeat_step', 'iterate'], holes: { A: [2, 3, 4], B: [1, 5, 7] },
    lesson: 'A lambda can be kept under a name and called as often as one likes.',
    docs: ['Return what becomes of $1 when it is multiplied by @A and increased by @B, $2 times over.', 'Apply the step x -> @A * x + @B to $1, $2 times.'],
    body: py`
      step_once = lambda x: @A * x + @B
      for _ in range($2):
          $1 = step_once($1)
      return $1`, others: [py`
      def once(x):
          return @A * x + @B
      result = $1
      for _ in range($2):
          result = once(result)
      return result`, py`
      for _ in range($2):
          $1 = $1 * @A + @B
      return $1`], apply: (x, k, _, { A, B }) => { let value = n(x); for (let i = 0; i < n(k); i += 1) value = value * n(A!) + n(B!); return value; },
  },
  {
    id: 'composed functions', topic, parameters: ['ints'], result: 'list[int]', names: ['compose', 'two_steps', 'double_then_add'], holes: { A: [2, 3, 10], B: [1, 4, 6] },
    lesson: 'A function can take two functions and return a third.',
    docs: ['Return the numbers of $1 multiplied by @A and then increased by @B.', 'Compose multiplying by @A with adding @B and apply that to each number of $1.'],
    body: py`
      def compose(outer, inside):
          return lambda x: outer(inside(x))
      both = compose(lambda x: x + @B, lambda x: x * @A)
      return [both(x) for x in $1]`, others: [['return [x * @A + @B for x in $1]'], ['return list(map(lambda x: @A * x + @B, $1))']], apply: (xs, _, __, { A, B }) => list(xs).map((x) => x * n(A!) + n(B!)),
  },
  {
    id: 'made adder', topic, parameters: ['ints', 'small'], result: 'list[int]', names: ['add_to_all', 'use_adder', 'with_adder'],
    lesson: 'An inner function remembers the variables of the function around it.',
    docs: ['Return the numbers of $1 with $2 added, by a function that was made for it.', 'Make a function that adds $2 and apply it to every number of $1.'],
    body: py`
      def make_adder(amount):
          def adder(x):
              return x + amount
          return adder
      return list(map(make_adder($2), $1))`, others: [py`
      def adder(x):
          return x + $2
      return [adder(x) for x in $1]`], apply: (xs, k) => list(xs).map((x) => x + n(k)),
  },
  {
    id: 'any number of arguments', topic, parameters: ['ints'], result: 'int', names: ['sum_of_arguments', 'total_of_all', 'add_arguments'],
    lesson: 'A star in a signature gathers arguments, and a star in a call spreads a list.',
    docs: ['Return the sum of $1, passed on as single arguments.', 'Spread $1 over the arguments of an inner function that adds them up.'],
    body: py`
      def total_of(*xs_given):
          total = 0
          for x in xs_given:
              total += x
          return total
      return total_of(*$1)`, apply: (xs) => add(list(xs)),
  },
  {
    id: 'table of functions', topic, parameters: ['count', 'small'], result: 'int', names: ['calculate', 'operate', 'use_operator'], holes: { A: ['+', '-', '*', '//', '%'] },
    lesson: 'Functions can be the values of a dictionary.',
    docs: ['Return what the operator @A makes of $1 and $2.', 'Calculate $1 @a $2, looking the operator up in a dictionary.'],
    body: py`
      actions = {
          '+': lambda a, b: a + b,
          '-': lambda a, b: a - b,
          '*': lambda a, b: a * b,
          '//': lambda a, b: a // b,
          '%': lambda a, b: a % b,
      }
      return actions[@A]($1, $2)`, others: [['return $1 @a $2']], apply: (a, b, _, { A }) => ({ '+': n(a) + n(b), '-': n(a) - n(b), '*': n(a) * n(b), '//': Math.floor(n(a) / n(b)), '%': modulo(n(a), n(b)) })[s(A!)],
  },
  {
    id: 'sorted by two keys', topic, parameters: ['words'], result: 'list[str]', names: ['sort_by_length', 'length_then_word', 'order_words'],
    lesson: 'A key that is a tuple sorts by its first item and, where that is equal, by its second.',
    docs: ['Return $1 sorted by length, words of the same length in the order of sorted.', 'Sort $1 by length first and then by the words themselves.'],
    body: ['return sorted($1, key=lambda w: (len(w), w))'], others: [['return sorted(sorted($1), key=len)'], py`
      result = sorted($1)
      result.sort(key=len)
      return result`], apply: (xs) => [...strings(xs)].sort((a, b) => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)),
  },
  {
    id: 'remembered results', topic, parameters: ['count'], result: 'int', names: ['count_paths', 'stair_ways', 'ways_up'],
    lesson: 'A dictionary of known results keeps a recursion from doing the same work twice.',
    docs: ['Return in how many ways $1 stairs can be climbed by one or two at a time.', 'Count the ways to write $1 as a sum of ones and twos in order.'],
    body: py`
      known = {0: 1, 1: 1}
      def ways(i):
          if i not in known:
              known[i] = ways(i - 1) + ways(i - 2)
          return known[i]
      return ways($1)`, others: [py`
      a, b = 1, 1
      for _ in range($1 - 1):
          a, b = b, a + b
      return b`, py`
      counts = [1, 1]
      while len(counts) <= $1:
          counts.append(counts[-1] + counts[-2])
      return counts[$1]`], apply: (x) => { let [a, b] = [1, 1]; for (let i = 1; i < n(x); i += 1) [a, b] = [b, a + b]; return b; },
  },
  {
    id: 'folded', topic, parameters: ['ints'], result: 'int', names: ['fold', 'alternate_sum', 'plus_minus'],
    lesson: 'reduce goes through a list with the result so far and the next item.',
    docs: ['Return the first number of $1 minus the second plus the third and so on.', 'Add and subtract the numbers of $1 in turn, beginning with plus.'],
    body: ['return sum($1[::2]) - sum($1[1::2])'], others: [py`
      result = 0
      for i, x in enumerate($1):
          if i % 2 == 0:
              result += x
          else:
              result -= x
      return result`, py`
      from functools import reduce
      return reduce(lambda total, x: x - total, reversed($1), 0)`], apply: (xs) => list(xs).reduce((total, x, i) => total + (i % 2 === 0 ? x : -x), 0),
  },
  {
    id: 'function on filtered', topic, parameters: ['words', 'small'], result: 'list[str]', names: ['filter_words', 'keep_long', 'long_ones'],
    lesson: 'filter keeps the items for which a function says True.',
    docs: ['Return those of $1 that have at least $2 letters, chosen by filter.', 'Filter $1 with a function that asks for $2 letters or more.'],
    body: ['return list(filter(lambda w: len(w) >= $2, $1))'], others: [py`
      def long_enough(w):
          return len(w) >= $2
      return [w for w in $1 if long_enough(w)]`, py`
      result = []
      for w in $1:
          if len(w) >= $2:
              result.append(w)
      return result`], apply: (xs, k) => strings(xs).filter((w) => w.length >= n(k)),
  },
]; // prettier-ignore
