import { dict, distinct, float } from '../value.ts';
import { py, type Classic } from './classic.ts';
import { add, entries, list, n } from './read.ts';

const topic = 'statistics';
const mean = (xs: readonly number[]): number => add(xs) / xs.length;
const ascending = (xs: readonly number[]): number[] => [...xs].sort((a, b) => a - b);

/** What can be said of many numbers with a few. */
export const statisticsClassics: readonly Classic[] = [
  {
    id: 'mode', topic, parameters: ['rolls'], result: 'int', names: ['mode', 'most_frequent', 'commonest'],
    lesson: 'The mode is the value that comes most often.',
    docs: ['Return the value that comes most often in $1, the first of them if there are several.', 'Find the mode of $1, and the first one in case of a tie.'],
    body: ['return max($1, key=$1.count)'], others: [py`
      counts = {}
      for x in $1:
          counts[x] = counts.get(x, 0) + 1
      best = $1[0]
      for x in counts:
          if counts[x] > counts[best]:
              best = x
      return best`], apply: (xs) => { const count = (x: number) => list(xs).filter((y) => y === x).length; return list(xs).reduce((best, x) => (count(x) > count(best) ? x : best)); },
  },
  {
    id: 'variance', topic, parameters: ['ints'], result: 'float', names: ['variance', 'spread_of', 'population_variance'],
    lesson: 'The variance is the mean of the squared distances from the mean.',
    docs: ['Return the variance of $1, the mean squared distance from the mean.', 'Compute the population variance of the numbers in $1.'],
    body: ['mean = sum($1) / len($1)', 'return sum((x - mean) ** 2 for x in $1) / len($1)'], others: [py`
      mean = sum($1) / len($1)
      total = 0
      for x in $1:
          total += (x - mean) * (x - mean)
      return total / len($1)`], apply: (xs) => { const m = mean(list(xs)); return float(mean(list(xs).map((x) => (x - m) ** 2))); },
  },
  {
    id: 'even median', topic, parameters: ['ints'], result: 'float', names: ['median', 'true_median', 'middle'],
    lesson: 'With an even number of values the median is the mean of the two in the middle.',
    docs: ['Return the median of $1 as a float, the mean of the two middle values if there are two.', 'Compute the median of $1, taking the average of both middle numbers where the length is even.'],
    body: py`
      gathered = sorted($1)
      mid = len(gathered) // 2
      if len(gathered) % 2 == 1:
          return float(gathered[mid])
      return (gathered[mid - 1] + gathered[mid]) / 2`, others: [py`
      gathered = sorted($1)
      low = gathered[(len(gathered) - 1) // 2]
      high = gathered[len(gathered) // 2]
      return (low + high) / 2`], apply: (xs) => { const all = ascending(list(xs)); return float((all[(all.length - 1) >> 1]! + all[all.length >> 1]!) / 2); },
  },
  {
    id: 'share above', topic, parameters: ['ints', 'small'], result: 'float', names: ['share_above', 'fraction_over', 'part_above'],
    lesson: 'A share is a count divided by the count of all.',
    docs: ['Return the share of the numbers in $1 that are above $2, from 0 to 1.', 'Compute which fraction of $1 is greater than $2.'],
    body: ['return len([x for x in $1 if x > $2]) / len($1)'], others: [py`
      found = 0
      for x in $1:
          if x > $2:
              found += 1
      return found / len($1)`, ['return sum(x > $2 for x in $1) / len($1)']], apply: (xs, k) => float(list(xs).filter((x) => x > n(k)).length / list(xs).length),
  },
  {
    id: 'weighted mean', topic, parameters: ['naturals', 'naturals'], result: 'float', names: ['weighted_mean', 'weighted_average'],
    lesson: 'In a weighted mean some values count more than others.',
    docs: ['Return the mean of $1 weighted by $2, leaving out what has no partner.', 'Compute the average of the numbers in $1 where each counts as often as the number at the same place of $2 says.'],
    body: py`
      pairs_of = list(zip($1, $2))
      return sum(a * b for a, b in pairs_of) / sum(b for a, b in pairs_of)`, others: [py`
      total = 0
      size = 0
      for a, b in zip($1, $2):
          total += a * b
          size += b
      return total / size`], apply: (xs, ws) => { const pairs = list(xs).slice(0, list(ws).length).map((x, i) => [x, list(ws)[i]!] as const); return float(add(pairs.map(([x, w]) => x * w)) / add(pairs.map(([, w]) => w))); },
  },
  {
    id: 'rescaled', topic, parameters: ['ints'], result: 'list[float]', names: ['rescale', 'normalise', 'normalize', 'to_unit_range'],
    lesson: 'Subtracting the smallest and dividing by the spread brings values between 0 and 1.',
    docs: ['Return $1 rescaled so that the smallest becomes 0 and the largest 1.', 'Normalize the numbers in $1 to the range from 0 to 1.'],
    body: ['low, high = min($1), max($1)', 'return [(x - low) / (high - low) for x in $1]'], others: [py`
      low = min($1)
      size = max($1) - low
      result = []
      for x in $1:
          result.append((x - low) / size)
      return result`], apply: (xs) => { const [low, high] = [Math.min(...list(xs)), Math.max(...list(xs))]; return low === high ? undefined : list(xs).map((x) => float((x - low) / (high - low))); },
  },
  {
    id: 'histogram', topic, parameters: ['rolls'], result: 'list[int]', names: ['histogram', 'count_faces', 'face_counts'],
    lesson: 'A list of zeros with one place for each outcome can hold all counts.',
    docs: ['Return a list of how often each of the numbers 1 to 6 comes in $1.', 'Count how often each face from 1 to 6 was rolled in $1, as a list.'],
    body: ['return [$1.count(i) for i in range(1, 7)]'], others: [py`
      result = [0] * 6
      for x in $1:
          result[x - 1] += 1
      return result`], apply: (xs) => [1, 2, 3, 4, 5, 6].map((face) => list(xs).filter((x) => x === face).length),
  },
  {
    id: 'relative frequencies', topic, parameters: ['rolls'], result: 'dict[int, float]', names: ['frequencies', 'relative_counts', 'probabilities'],
    lesson: 'Counts divided by their sum are relative frequencies.',
    docs: ['Return a dictionary from each value of $1 to its share of all values.', 'Compute the relative frequency of every number in $1.'],
    body: ['return {x: $1.count(x) / len($1) for x in $1}'], others: [py`
      counts = {}
      for x in $1:
          counts[x] = counts.get(x, 0) + 1
      for key in counts:
          counts[key] = counts[key] / len($1)
      return counts`], apply: (xs) => dict(distinct(list(xs)).map((x) => [x, float(list(xs).filter((y) => y === x).length / list(xs).length)] as const)),
  },
  {
    id: 'share of total', topic, parameters: ['table'], result: 'dict[str, float]', names: ['shares', 'percentages', 'share_of_total'],
    lesson: 'A dict comprehension can use a value that was computed before it.',
    docs: ['Return a dictionary with the values of $1 as shares of their sum.', 'Divide each value of $1 by the total of all values.'],
    body: ['total = sum($1.values())', 'return {k: v / total for k, v in $1.items()}'], others: [py`
      total = sum($1.values())
      result = {}
      for k, v in $1.items():
          result[k] = v / total
      return result`], apply: (t) => { const total = add(entries(t).map(([, v]) => n(v))); return total === 0 ? undefined : dict(entries(t).map(([k, v]) => [k, float(n(v) / total)] as const)); },
  },
  {
    id: 'rank', topic, parameters: ['ints', 'small'], result: 'int', names: ['rank', 'rank_of', 'place_of'],
    lesson: 'A rank is one more than the number of better values.',
    docs: ['Return the rank that $2 has among $1, 1 being the highest.', 'Work out which place the score $2 takes among the scores $1.'],
    body: ['return 1 + len([x for x in $1 if x > $2])'], others: [py`
      result = 1
      for x in $1:
          if x > $2:
              result += 1
      return result`, ['return sum(1 for x in $1 if x > $2) + 1']], apply: (xs, k) => 1 + list(xs).filter((x) => x > n(k)).length,
  },
  {
    id: 'ways to roll', topic, parameters: ['count'], result: 'int', names: ['ways_to_roll', 'dice_ways', 'count_rolls'],
    lesson: 'Two nested loops look at all outcomes of two dice.',
    docs: ['Return in how many ways two dice can show $1 in all.', 'Count the rolls of two dice whose sum is $1.'],
    body: ['return len([1 for a in range(1, 7) for b in range(1, 7) if a + b == $1])'], others: [py`
      result = 0
      for a in range(1, 7):
          for b in range(1, 7):
              if a + b == $1:
                  result += 1
      return result`], apply: (t) => Math.max(0, 6 - Math.abs(7 - n(t))),
  },
]; // prettier-ignore
