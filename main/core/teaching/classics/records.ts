import { dict, float, tuple } from '../value.ts';
import { py, type Classic } from './classic.ts';
import { add, n, people, s, tuples } from './read.ts';

const topic = 'records';
const byName = (pairs: readonly (readonly [string, number])[]): Map<string, number> => { const sums = new Map<string, number>(); for (const [name, amount] of pairs) sums.set(name, (sums.get(name) ?? 0) + amount); return sums; }; // prettier-ignore
const named = (value: Parameters<typeof tuples>[0]): [string, number][] =>
  tuples(value).map(([a, b]) => [s(a!), n(b!)]);

/** Rows of data with named or numbered fields. */
export const recordClassics: readonly Classic[] = [
  {
    id: 'one field of all', topic, parameters: ['records'], result: 'list[str]', names: ['names_of', 'all_names', 'list_names'],
    lesson: 'A comprehension can take one field out of every record.',
    docs: ["Return a list of the names in $1.", "Collect the 'name' of each record in $1."],
    body: ["return [row['name'] for row in $1]"], others: [py`
      result = []
      for row in $1:
          result.append(row['name'])
      return result`], apply: (ps) => people(ps).map(({ name }) => name),
  },
  {
    id: 'records above', topic, parameters: ['records'], result: 'list[str]', names: ['older_than', 'names_over', 'at_least_age'], holes: { A: [10, 18, 30, 40, 65] },
    lesson: 'A condition on one field chooses records of which another is wanted.',
    docs: ["Return the names in $1 of those whose age is at least @A.", "List the 'name' of everybody in $1 who is @A or older."],
    body: ["return [row['name'] for row in $1 if row['age'] >= @A]"], others: [py`
      result = []
      for row in $1:
          if row['age'] >= @A:
              result.append(row['name'])
      return result`], apply: (ps, _, __, { A }) => people(ps).filter(({ age }) => age >= n(A!)).map(({ name }) => name),
  },
  {
    id: 'oldest record', topic, parameters: ['records'], result: 'str', names: ['oldest', 'name_of_oldest', 'senior'],
    lesson: 'max with a key that reads a field finds the record for which it is largest.',
    docs: ['Return the name of the oldest in $1, the first one in case of a tie.', "Find the record of $1 with the greatest 'age' and return its name."],
    body: ["return max($1, key=lambda row: row['age'])['name']"], others: [py`
      best = $1[0]
      for row in $1:
          if row['age'] > best['age']:
              best = row
      return best['name']`], apply: (ps) => people(ps).reduce((best, one) => (one.age > best.age ? one : best)).name,
  },
  {
    id: 'mean of a field', topic, parameters: ['records'], result: 'float', names: ['mean_age', 'average_age'],
    lesson: 'A generator reads a field while sum adds it up.',
    docs: ['Return the mean age in $1.', "Compute the average of the 'age' fields of $1."],
    body: ["return sum(row['age'] for row in $1) / len($1)"], others: [py`
      total = 0
      for row in $1:
          total += row['age']
      return total / len($1)`], apply: (ps) => float(add(people(ps).map(({ age }) => age)) / people(ps).length),
  },
  {
    id: 'sorted records', topic, parameters: ['records'], result: 'list[str]', names: ['names_by_age', 'youngest_first', 'sort_by_age'],
    lesson: 'sorted keeps the order of records whose keys are equal.',
    docs: ['Return the names in $1 from the youngest to the oldest.', "Sort $1 by 'age' and return a list of the names."],
    body: ["return [row['name'] for row in sorted($1, key=lambda row: row['age'])]"], others: [py`
      result = sorted($1, key=lambda row: row['age'])
      return [row['name'] for row in result]`], apply: (ps) => people(ps).map((one, i) => ({ one, i })).sort((a, b) => a.one.age - b.one.age || a.i - b.i).map(({ one }) => one.name),
  },
  {
    id: 'index by field', topic, parameters: ['records'], result: 'dict[str, int]', names: ['ages_by_name', 'age_table', 'to_dictionary'],
    lesson: 'A dictionary finds a record by its key without a search.',
    docs: ['Return a dictionary from the names in $1 to the ages; the last one of a name wins.', "Build a dict of the 'age' of each record in $1 by its 'name'."],
    body: ["return {row['name']: row['age'] for row in $1}"], others: [py`
      result = {}
      for row in $1:
          result[row['name']] = row['age']
      return result`], apply: (ps) => dict([...new Map(people(ps).map(({ name, age }) => [name, age] as const))]),
  },
  {
    id: 'sums by name', topic, parameters: ['pairs'], result: 'dict[str, int]', names: ['sums_by_name', 'totals', 'add_by_name'],
    lesson: 'Grouping and adding up go together in one loop over pairs.',
    docs: ['Return a dictionary from each name in $1 to the sum of its numbers.', 'Add up the numbers of $1 for every name.'],
    body: py`
      result = {}
      for a, b in $1:
          result[a] = result.get(a, 0) + b
      return result`, others: [py`
      result = {}
      for a, b in $1:
          if a in result:
              result[a] += b
          else:
              result[a] = b
      return result`, py`
      from collections import defaultdict
      result = defaultdict(int)
      for a, b in $1:
          result[a] += b
      return dict(result)`], apply: (ps) => dict([...byName(named(ps))]),
  },
  {
    id: 'largest sum by name', topic, parameters: ['pairs'], result: 'str', names: ['best_customer', 'top_name', 'leader'],
    lesson: 'First group, then choose: two small steps are easier than one large one.',
    docs: ['Return the name in $1 whose numbers have the largest sum, the first one in case of a tie.', 'Find who has the most in $1 when all numbers of a name are added.'],
    body: py`
      counts = {}
      for a, b in $1:
          counts[a] = counts.get(a, 0) + b
      return max(counts, key=counts.get)`, others: [py`
      counts = {}
      for a, b in $1:
          counts[a] = counts.get(a, 0) + b
      best = None
      for k in counts:
          if best is None or counts[k] > counts[best]:
              best = k
      return best`], apply: (ps) => [...byName(named(ps))].reduce((best, one) => (one[1] > best[1] ? one : best))[0],
  },
  {
    id: 'numbers of one name', topic, parameters: ['pairs'], result: 'list[int]', names: ['numbers_of', 'amounts_for', 'values_of'], holes: { A: ['Ada', 'Ben', 'Cleo', 'Dan', 'Eve'] },
    lesson: 'A for clause that takes a pair apart can test one half and keep the other.',
    docs: ['Return a list of the numbers that stand with @A in $1.', 'Collect the number of each pair of $1 whose name is @A.'],
    body: ['return [b for a, b in $1 if a == @A]'], others: [py`
      result = []
      for a, b in $1:
          if a == @A:
              result.append(b)
      return result`, py`
      result = []
      for p in $1:
          if p[0] == @A:
              result.append(p[1])
      return result`], apply: (ps, _, __, { A }) => named(ps).filter(([name]) => name === A).map(([, x]) => x),
  },
  {
    id: 'unzipped pairs', topic, parameters: ['pairs'], result: 'tuple[list[str], list[int]]', names: ['unzip', 'two_lists', 'separate'],
    lesson: 'What zip has put together, two comprehensions take apart.',
    docs: ['Return the names and the numbers of $1 as two lists.', 'Separate $1 into a list of its names and a list of its numbers.'],
    body: ['return [a for a, b in $1], [b for a, b in $1]'], others: [py`
      left, right = [], []
      for a, b in $1:
          left.append(a)
          right.append(b)
      return left, right`], apply: (ps) => tuple(named(ps).map(([a]) => a), named(ps).map(([, b]) => b)),
  },
  {
    id: 'grouped pairs', topic, parameters: ['pairs'], result: 'dict[str, list[int]]', names: ['group_pairs', 'by_name', 'collect_by_name'],
    lesson: 'A list for each key gathers what belongs together.',
    docs: ['Return a dictionary from each name in $1 to the list of its numbers.', 'Group the numbers of $1 by name.'],
    body: py`
      result = {}
      for a, b in $1:
          result.setdefault(a, []).append(b)
      return result`, others: [py`
      result = {}
      for a, b in $1:
          if a not in result:
              result[a] = []
          result[a].append(b)
      return result`], apply: (ps) => { const groups = new Map<string, number[]>(); for (const [a, b] of named(ps)) groups.set(a, [...(groups.get(a) ?? []), b]); return dict([...groups]); },
  },
]; // prettier-ignore
