import { float } from '../value.ts';
import { py, type Classic } from './classic.ts';
import { add, entries, list, n } from './read.ts';

const topic = 'money and units';
const stockOf = (table: Parameters<typeof entries>[0]): Map<string, number> =>
  new Map(entries(table).map(([k, v]) => [k as string, n(v)]));

/** Prices, shares and measures. */
export const moneyClassics: readonly Classic[] = [
  {
    id: 'price after discount', topic, parameters: ['number', 'percent'], result: 'int', names: ['after_discount', 'reduced_price', 'sale_price'],
    lesson: 'Money is counted in whole cents, so that no fraction gets lost.',
    docs: ['Return the price $1 less $2 percent, rounded down.', 'Compute what is left of $1 cents after a discount of $2 percent, in whole cents.'],
    body: ['return $1 * (100 - $2) // 100'], others: [py`
      part_left = 100 - $2
      return $1 * part_left // 100`], apply: (p, k) => Math.floor((n(p) * (100 - n(k))) / 100),
  },
  {
    id: 'price with tax', topic, parameters: ['naturals'], result: 'int', names: ['total_with_tax', 'bill', 'gross_total'], holes: { A: [5, 7, 10, 19, 20, 25] },
    lesson: 'Adding a percentage multiplies by a hundred plus it and divides by a hundred.',
    docs: ['Return the sum of $1 with a tax of @A percent on it, rounded down.', 'Add up the prices $1 and put @A percent tax on the sum, in whole coins.'],
    body: ['return sum($1) * (100 + @A) // 100'], others: [py`
      total = 0
      for x in $1:
          total += x
      return total * (100 + @A) // 100`, py`
      total = sum($1)
      return total + total * @A // 100`], apply: (xs, _, __, { A }) => Math.floor((add(list(xs)) * (100 + n(A!))) / 100),
  },
  {
    id: 'bill of a basket', topic, parameters: ['table', 'second table'], result: 'int', names: ['total_price', 'basket_total', 'cost_of'],
    lesson: 'get with a default answers for what a dictionary does not have.',
    docs: ['Return the sum of the amounts in $2 times the prices in $1; what has no price costs nothing.', 'Compute the bill for the amounts $2 at the prices $1, leaving out what has no price.'],
    body: ['return sum($1.get(k, 0) * v for k, v in $2.items())'], others: [py`
      total = 0
      for k, v in $2.items():
          if k in $1:
              total += $1[k] * v
      return total`], apply: (t, u) => add(entries(u).map(([k, v]) => (stockOf(t).get(k as string) ?? 0) * n(v))),
  },
  {
    id: 'fahrenheit', topic, parameters: ['ints'], result: 'list[float]', names: ['to_fahrenheit', 'fahrenheit', 'convert_all'],
    lesson: 'A formula applied to each item converts a whole list.',
    docs: ['Return the temperatures $1 in degrees Fahrenheit: each times 1.8, plus 32.', 'Convert $1 from Celsius to Fahrenheit.'],
    body: ['return [x * 1.8 + 32 for x in $1]'], others: [py`
      result = []
      for x in $1:
          result.append(x * 1.8 + 32)
      return result`], apply: (xs) => list(xs).map((x) => float(x * 1.8 + 32)),
  },
  {
    id: 'unit conversion', topic, parameters: ['number'], result: 'float', names: ['convert', 'in_units', 'change_unit'], holes: { A: [2.54, 0.5, 1.5, 0.25, 3.5].map((value) => float(value)) },
    lesson: 'A conversion is a multiplication by the size of the unit.',
    docs: ['Return $1 times @A as a float.', 'Convert $1 to a unit of which one of the old makes @A.'],
    body: ['return $1 * @A'], others: [py`
      result = $1 * @A
      return result`], apply: (x, _, __, { A }) => float(n(x) * (A as { value: number }).value),
  },
  {
    id: 'yards and feet', topic, parameters: ['number'], result: 'str', names: ['in_larger_units', 'two_units', 'with_units'], linked: ['A', 'B', 'C'], holes: { A: [12, 60, 24, 7, 16, 100], B: ['boxes', 'hours', 'days', 'weeks', 'pounds', 'metres'], C: ['bottles', 'minutes', 'hours', 'days', 'ounces', 'cm'] },
    lesson: 'Quotient and remainder split an amount into a large and a small unit.',
    docs: ['Return $1 as text in @B of @A and the @C that remain.', 'Write $1 as a number of @B, each of which holds @A, and of @C.'],
    body: ["return f'{$1 // @A} @b {$1 % @A} @c'"], others: [py`
      a, b = divmod($1, @A)
      return str(a) + ' @b ' + str(b) + ' @c'`], apply: (x, _, __, { A, B, C }) => `${String(Math.floor(n(x) / n(A!)))} ${B as string} ${String(n(x) % n(A!))} ${C as string}`,
  },
  {
    id: 'best buy', topic, parameters: ['table', 'small'], result: 'list[str]', names: ['affordable', 'cheap_enough', 'within_budget'],
    lesson: 'items gives keys and values together, so that one can choose the other.',
    docs: ['Return a sorted list of the keys of $1 whose value is at most $2.', 'List the names in $1 that cost no more than $2, in order.'],
    body: ['return sorted(k for k, v in $1.items() if v <= $2)'], others: [py`
      result = []
      for k in sorted($1):
          if $1[k] <= $2:
              result.append(k)
      return result`], apply: (t, k) => entries(t).filter(([, v]) => n(v) <= n(k)).map(([key]) => key as string).sort((a, b) => (a < b ? -1 : 1)),
  },
]; // prettier-ignore
