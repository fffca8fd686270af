import { tuple, type Value } from '../value.ts';
import { py, type Classic } from './classic.ts';
import { add, ends, n, spans } from './read.ts';

const topic = 'intervals';
const merged = (value: Value): number[][] => {
  const result: number[][] = [];
  for (const [a, b] of [...spans(value)].sort((p, q) => p[0]! - q[0]! || p[1]! - q[1]!)) {
    const last = result.at(-1);
    if (last && a! <= last[1]!) last[1] = Math.max(last[1]!, b!);
    else result.push([a!, b!]);
  }
  return result;
};
const pairs = (all: readonly number[][]): Value => all.map(([a, b]) => tuple(a!, b!));

/** Stretches between a start and an end. */
export const intervalClassics: readonly Classic[] = [
  {
    id: 'overlap', topic, parameters: ['interval', 'interval'], result: 'bool', names: ['overlap', 'overlaps', 'in_conflict'],
    lesson: 'Two intervals overlap when each starts before the other ends.',
    docs: ['Return whether $1 and $2 overlap; touching ends do not count.', 'Check if $1 and $2 share more than an end point.'],
    body: ['return $1[0] < $2[1] and $2[0] < $1[1]'], others: [['return max($1[0], $2[0]) < min($1[1], $2[1])'], py`
      if $1[1] <= $2[0]:
          return False
      if $2[1] <= $1[0]:
          return False
      return True`], apply: (p, q) => ends(p)[0]! < ends(q)[1]! && ends(q)[0]! < ends(p)[1]!,
  },
  {
    id: 'length of overlap', topic, parameters: ['interval', 'interval'], result: 'int', names: ['overlap_length', 'shared_time', 'common_length'],
    lesson: 'An overlap runs from the later start to the earlier end, or is nothing.',
    docs: ['Return how long $1 and $2 overlap, 0 if they do not.', 'Compute the length that the intervals $1 and $2 have in common.'],
    body: ['return max(0, min($1[1], $2[1]) - max($1[0], $2[0]))'], others: [py`
      low = max($1[0], $2[0])
      high = min($1[1], $2[1])
      if high < low:
          return 0
      return high - low`], apply: (p, q) => Math.max(0, Math.min(ends(p)[1]!, ends(q)[1]!) - Math.max(ends(p)[0]!, ends(q)[0]!)),
  },
  {
    id: 'intersection of intervals', topic, parameters: ['interval', 'interval'], result: 'tuple[int, int] | None', names: ['intersect', 'common_part', 'intersection'],
    lesson: 'None can say that there is nothing to return.',
    docs: ['Return the interval that $1 and $2 share, or None.', 'Find the part that lies in both $1 and $2, or None if it is empty.'],
    body: py`
      low, high = max($1[0], $2[0]), min($1[1], $2[1])
      return (low, high) if low < high else None`, others: [py`
      low = $1[0] if $1[0] > $2[0] else $2[0]
      high = $1[1] if $1[1] < $2[1] else $2[1]
      if low >= high:
          return None
      return low, high`], apply: (p, q) => { const [a, b] = [Math.max(ends(p)[0]!, ends(q)[0]!), Math.min(ends(p)[1]!, ends(q)[1]!)]; return a < b ? tuple(a, b) : null; },
  },
  {
    id: 'covered length', topic, parameters: ['intervals'], result: 'int', names: ['covered', 'total_covered', 'time_in_use'],
    lesson: 'A sweep from left to right remembers how far it has come.',
    docs: ['Return the length that the intervals in $1 cover together, overlaps counted once.', 'Compute how long at least one of $1 is going on.'],
    body: py`
      total = 0
      last = None
      for a, b in sorted($1):
          if last is None or a > last:
              total += b - a
              last = b
          elif b > last:
              total += b - last
              last = b
      return total`, others: [py`
      seen = set()
      for a, b in $1:
          for i in range(a, b):
              seen.add(i)
      return len(seen)`], apply: (xs) => add(merged(xs).map(([a, b]) => b! - a!)),
  },
  {
    id: 'longest interval', topic, parameters: ['intervals'], result: 'tuple[int, int]', names: ['longest_interval', 'longest', 'longest_span'],
    lesson: 'A lambda is a function without a name, handy as a key.',
    docs: ['Return the longest of $1, the first one in case of a tie.', 'Find the interval of $1 with the greatest distance from start to end.'],
    body: ['return max($1, key=lambda p: p[1] - p[0])'], others: [py`
      best = $1[0]
      for current in $1:
          if current[1] - current[0] > best[1] - best[0]:
              best = current
      return best`], apply: (xs) => tuple(...spans(xs).reduce((best, p) => (p[1]! - p[0]! > best[1]! - best[0]! ? p : best))),
  },
  {
    id: 'active at', topic, parameters: ['intervals', 'small'], result: 'int', names: ['active_at', 'count_at', 'how_many_at'],
    lesson: 'A chained comparison asks whether a value lies between two others.',
    docs: ['Return how many of $1 contain $2; an end does not belong to its interval.', 'Count the intervals of $1 that have started at $2 and not ended.'],
    body: ['return len([1 for a, b in $1 if a <= $2 < b])'], others: [py`
      result = 0
      for a, b in $1:
          if a <= $2 and $2 < b:
              result += 1
      return result`, ['return sum(a <= $2 < b for a, b in $1)']], apply: (xs, k) => spans(xs).filter(([a, b]) => a! <= n(k) && n(k) < b!).length,
  },
  {
    id: 'clipped interval', topic, parameters: ['interval', 'small', 'width'], result: 'tuple[int, int]', names: ['clip', 'cut_to', 'limit_interval'],
    lesson: 'min and max together keep a value within bounds.',
    docs: ['Return $1 with both ends moved into the range from $2 to $3.', 'Clip the ends of $1 so that neither lies below $2 or above $3.'],
    body: ['return tuple(max($2, min($3, x)) for x in $1)'], others: [py`
      low = max($2, min($3, $1[0]))
      high = max($2, min($3, $1[1]))
      return low, high`], apply: (p, a, b) => (n(a) > n(b) ? undefined : tuple(...ends(p).map((x) => Math.max(n(a), Math.min(n(b), x))))),
  },
  {
    id: 'inside another', topic, parameters: ['intervals', 'interval'], result: 'list[tuple[int, int]]', names: ['inside', 'within', 'contained_in'],
    lesson: 'An interval lies inside another when it starts no earlier and ends no later.',
    docs: ['Return a list of those of $1 that lie within $2.', 'Keep the intervals of $1 that start no earlier and end no later than $2.'],
    body: ['return [(a, b) for a, b in $1 if $2[0] <= a and b <= $2[1]]'], others: [py`
      low, high = $2
      result = []
      for p in $1:
          if p[0] >= low and p[1] <= high:
              result.append(p)
      return result`], apply: (xs, q) => pairs(spans(xs).filter(([a, b]) => ends(q)[0]! <= a! && b! <= ends(q)[1]!)),
  },
  {
    id: 'numbers as ranges', topic, parameters: ['ascending'], result: 'list[tuple[int, int]]', names: ['to_ranges', 'group_runs', 'as_ranges'],
    lesson: 'A run of neighbours can be kept as its two ends.',
    docs: ['Return the runs of consecutive numbers in $1 as a list of (first, last) pairs.', 'Group the neighbours in $1 into ranges, each a pair of its first and its last number.'],
    body: py`
      result = []
      for x in $1:
          if result and result[-1][1] == x - 1:
              result[-1] = (result[-1][0], x)
          else:
              result.append((x, x))
      return result`, others: [py`
      result = []
      low = high = $1[0]
      for x in $1[1:]:
          if x == high + 1:
              high = x
          else:
              result.append((low, high))
              low = high = x
      result.append((low, high))
      return result`], apply: (xs) => { const result: number[][] = []; for (const x of xs as number[]) { const last = result.at(-1); if (last && last[1] === x - 1) last[1] = x; else result.push([x, x]); } return result.length === 0 ? undefined : pairs(result); },
  },
]; // prettier-ignore
