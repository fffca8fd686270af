import { compare, dict, distinct, float, isList, set, tuple, type DictValue, type Value } from '../value.ts';
import type { Classic } from './classic.ts';

const n = (value: Value): number => value as number;
const list = (value: Value): number[] => value as number[];
const entries = (value: Value): DictValue['entries'] => (value as DictValue).entries;
const ascending = (value: Value): number[] => [...list(value)].sort((a, b) => a - b);
const has = (items: Value, item: Value): boolean => isList(items) && items.includes(item);

/** Lists, tuples, sets, dictionaries, sorting and searching. */
export const collectionClassics: readonly Classic[] = [
  {
    id: 'linear search', topic: 'sorting and searching', parameters: ['ints', 'small'], result: 'int', names: ['find_index', 'linear_search', 'index_of'],
    lesson: 'A linear search looks at the items in turn and stops at the first match.',
    docs: ['Return the index of $2 in $1 or -1.', 'Find the first position of $2 in $1, or -1.'],
    body: ['for i in range(len($1)):', '    if $1[i] == $2:', '        return i', 'return -1'], apply: (xs, k) => list(xs).indexOf(n(k)),
  },
  {
    id: 'binary search', topic: 'sorting and searching', parameters: ['ascending', 'small'], result: 'int', names: ['binary_search', 'bisect_search'],
    lesson: 'A binary search halves a sorted list until the value is found or nothing is left.',
    docs: ['Return the index of $2 in the sorted list $1 or -1.', 'Search the sorted list $1 for $2 by halving.'],
    body: ['low, high = 0, len($1) - 1', 'while low <= high:', '    mid = (low + high) // 2', '    if $1[mid] == $2:', '        return mid', '    if $1[mid] < $2:', '        low = mid + 1', '    else:', '        high = mid - 1', 'return -1'],
    apply: (xs, k) => list(xs).indexOf(n(k)),
  },
  {
    id: 'insertion sort', topic: 'sorting and searching', parameters: ['ints'], result: 'list[int]', names: ['insertion_sort', 'insert_sort'],
    lesson: 'Insertion sort puts each value in front of the first larger one.',
    docs: ['Return $1 sorted by insertion sort.', 'Sort $1 by inserting each value in its place.'],
    body: ['result = []', 'for x in $1:', '    i = 0', '    while i < len(result) and result[i] < x:', '        i += 1', '    result.insert(i, x)', 'return result'], apply: ascending,
  },
  {
    id: 'selection sort', topic: 'sorting and searching', parameters: ['ints'], result: 'list[int]', names: ['selection_sort', 'select_sort'],
    lesson: 'Selection sort takes the smallest value out again and again.',
    docs: ['Return $1 sorted by selection sort.', 'Sort $1 by taking out the smallest value each time.'],
    body: ['rest, result = list($1), []', 'while rest:', '    x = min(rest)', '    rest.remove(x)', '    result.append(x)', 'return result'], apply: ascending,
  },
  {
    id: 'is sorted', topic: 'sorting and searching', parameters: ['nearly'], result: 'bool', names: ['is_sorted', 'sorted_check'],
    lesson: 'zip(values, values[1:]) pairs each value with the next one.',
    docs: ['Return whether $1 is sorted.', 'Check if the numbers in $1 are in ascending order.'],
    body: ['return all(a <= b for a, b in zip($1, $1[1:]))'], apply: (xs) => list(xs).every((x, i, all) => i === 0 || all[i - 1]! <= x),
  },
  {
    id: 'median', topic: 'sorting and searching', parameters: ['ints'], result: 'int', names: ['median', 'middle_value'],
    lesson: 'The middle of the sorted list is the median.',
    docs: ['Return the upper median of $1.', 'Return the middle value of $1 after sorting.'], body: ['return sorted($1)[len($1) // 2]'], apply: (xs) => ascending(xs)[Math.floor(list(xs).length / 2)],
  },
  {
    id: 'adjacent differences', topic: 'lists', parameters: ['ints'], result: 'list[int]', names: ['differences', 'gaps', 'deltas'],
    lesson: 'Pairs of neighbours come from zipping a list with itself shifted by one.',
    docs: ['Return a list of the differences between neighbours in $1.', 'Return the steps from each number in $1 to the next.'],
    body: ['return [b - a for a, b in zip($1, $1[1:])]'], apply: (xs) => list(xs).slice(1).map((x, i) => x - list(xs)[i]!),
  },
  {
    id: 'rotation', topic: 'lists', parameters: ['ints', 'small'], result: 'list[int]', names: ['rotate', 'rotate_left'],
    lesson: 'Two slices laid end to end rotate a list.',
    docs: ['Return $1 rotated to the left by $2.', 'Move the first $2 items of $1 to its end.'], body: ['return $1[$2:] + $1[:$2]'], apply: (xs, k) => [...list(xs).slice(n(k)), ...list(xs).slice(0, n(k))],
  },
  {
    id: 'chunks', topic: 'lists', parameters: ['ints', 'small'], result: 'list[list[int]]', names: ['chunks', 'split_chunks'],
    lesson: 'A range with a step gives the start of each chunk.',
    docs: ['Split $1 into chunks of size $2.', 'Return a list of slices of $1 of length $2.'],
    body: ['return [$1[i:i + $2] for i in range(0, len($1), $2)]'],
    apply: (xs, k) => Array.from({ length: Math.ceil(list(xs).length / n(k)) }, (_, i) => list(xs).slice(i * n(k), (i + 1) * n(k))),
  },
  {
    id: 'without duplicates', topic: 'lists', parameters: ['ints'], result: 'list[int]', names: ['unique', 'drop_duplicates'],
    lesson: 'A list that grows only by values it does not have yet keeps the order of first appearance.',
    docs: ['Return $1 without duplicates in the same order.', 'Drop repeated numbers from $1 and keep the order.'],
    body: ['result = []', 'for x in $1:', '    if x not in result:', '        result.append(x)', 'return result'], apply: (xs) => distinct(list(xs)),
  },
  {
    id: 'interleaving', topic: 'lists', parameters: ['ints', 'ints'], result: 'list[int]', names: ['interleave', 'alternate'],
    lesson: 'zip walks two lists side by side.',
    docs: ['Return $1 and $2 interleaved.', 'Alternate the numbers of $1 and $2 in one list.'],
    body: ['result = []', 'for a, b in zip($1, $2):', '    result += [a, b]', 'return result'],
    apply: (a, b) => list(a).slice(0, list(b).length).flatMap((x, i) => [x, list(b)[i]!]),
  },
  {
    id: 'pairwise sums', topic: 'lists', parameters: ['ints', 'ints'], result: 'list[int]', names: ['add_lists', 'pair_sums'],
    lesson: 'A comprehension over zip combines two lists item by item.',
    docs: ['Return a list of the sums of $1 and $2 item by item.', 'Add $1 and $2 item by item.'],
    body: ['return [a + b for a, b in zip($1, $2)]'], apply: (a, b) => list(a).slice(0, list(b).length).map((x, i) => x + list(b)[i]!),
  },
  {
    id: 'dot product', topic: 'numbers', parameters: ['ints', 'ints'], result: 'int', names: ['dot', 'dot_product'],
    lesson: 'The dot product adds up the products of the pairs.',
    docs: ['Return the dot product of $1 and $2.', 'Multiply $1 and $2 item by item and return the sum.'],
    body: ['return sum(a * b for a, b in zip($1, $2))'], apply: (a, b) => list(a).slice(0, list(b).length).reduce((total, x, i) => total + x * list(b)[i]!, 0),
  },
  {
    id: 'transpose', topic: 'lists', parameters: ['square grid'], result: 'list[list[int]]', names: ['transpose', 'flip_grid'],
    lesson: 'zip(*grid) gives the columns of a grid.',
    docs: ['Return the transpose of $1.', 'Turn the rows of $1 into columns.'], body: ['return [list(row) for row in zip(*$1)]'],
    apply: (grid) => { const rows = grid as number[][]; return rows[0]!.map((_, i) => rows.map((row) => row[i]!)); },
  },
  {
    id: 'row sums', topic: 'lists', parameters: ['grid'], result: 'list[int]', names: ['row_sums', 'sum_rows'],
    lesson: 'A comprehension over the rows treats each row as one value.',
    docs: ['Return a list of the sums of the rows of $1.', 'Add up each row of $1.'], body: ['return [sum(row) for row in $1]'],
    apply: (grid) => (grid as number[][]).map((row) => row.reduce((a, b) => a + b, 0)),
  },
  {
    id: 'pair with sum', topic: 'loops and accumulation', parameters: ['ints', 'small'], result: 'bool', names: ['has_pair', 'pair_sum'],
    lesson: 'Two nested loops look at every pair.',
    docs: ['Return whether two numbers in $1 add up to $2.', 'Check if $1 has a pair with sum $2.'],
    body: ['for i in range(len($1)):', '    for j in range(i):', '        if $1[i] + $1[j] == $2:', '            return True', 'return False'],
    apply: (xs, k) => list(xs).some((x, i) => list(xs).slice(0, i).some((y) => x + y === n(k))),
  },
  {
    id: 'ends', topic: 'tuples', parameters: ['ints'], result: 'tuple[int, int]', names: ['ends', 'first_and_last'],
    lesson: 'Indexes 0 and -1 are the two ends.',
    docs: ['Return the first and the last number of $1 as a tuple.', 'Return both ends of $1 as a tuple.'], body: ['return $1[0], $1[-1]'], apply: (xs) => tuple(list(xs)[0]!, list(xs).at(-1)!),
  },
  {
    id: 'extremes', topic: 'tuples', parameters: ['ints'], result: 'tuple[int, int]', names: ['extremes', 'min_max'],
    lesson: 'A function can return the minimum and the maximum together.',
    docs: ['Return the smallest and the largest number of $1 as a tuple.', 'Return the minimum and maximum of $1.'], body: ['return min($1), max($1)'], apply: (xs) => tuple(Math.min(...list(xs)), Math.max(...list(xs))),
  },
  {
    id: 'pairs', topic: 'tuples', parameters: ['ints', 'words'], result: 'list[tuple[int, str]]', names: ['pairs', 'zip_pairs'],
    lesson: 'list(zip(a, b)) is a list of tuples.',
    docs: ['Return a list of pairs from $1 and $2.', 'Pair up $1 with $2.'], body: ['return list(zip($1, $2))'],
    apply: (a, b) => { const words = b as string[]; return list(a).slice(0, words.length).map((x, i) => tuple(x, words[i]!)); },
  },
  {
    id: 'intersection', topic: 'sets', parameters: ['ints', 'ints'], result: 'set[int]', names: ['common', 'shared', 'intersection'],
    lesson: 'The operator & gives what two sets share.',
    docs: ['Return the set of numbers that are in both $1 and $2.', 'Return what $1 and $2 have in common as a set.'], body: ['return set($1) & set($2)'], apply: (a, b) => set(list(a).filter((x) => has(b, x))),
  },
  {
    id: 'union', topic: 'sets', parameters: ['ints', 'ints'], result: 'set[int]', names: ['union', 'merged'],
    lesson: 'The operator | gives what is in either of two sets.',
    docs: ['Return the set of numbers that are in $1 or $2.', 'Merge $1 and $2 into one set.'], body: ['return set($1) | set($2)'], apply: (a, b) => set([...list(a), ...list(b)]),
  },
  {
    id: 'difference', topic: 'sets', parameters: ['ints', 'ints'], result: 'set[int]', names: ['difference', 'only_first'],
    lesson: 'The operator - takes the members of one set out of another.',
    docs: ['Return the set of numbers that are in $1 but not in $2.', 'Take the numbers of $2 out of $1 and return a set.'], body: ['return set($1) - set($2)'], apply: (a, b) => set(list(a).filter((x) => !has(b, x))),
  },
  {
    id: 'subset', topic: 'sets', parameters: ['few', 'ints'], result: 'bool', names: ['is_subset', 'contains_all'],
    lesson: 'The operator <= asks whether one set lies inside another.',
    docs: ['Return whether all numbers in $1 are also in $2.', 'Check if $1 is a subset of $2.'], body: ['return set($1) <= set($2)'], apply: (a, b) => list(a).every((x) => has(b, x)),
  },
  {
    id: 'has duplicates', topic: 'sets', parameters: ['ints'], result: 'bool', names: ['has_duplicates', 'repeats'],
    lesson: 'A set is smaller than its list exactly when something came twice.',
    docs: ['Return whether $1 has duplicates.', 'Check if any number comes twice in $1.'], body: ['return len(set($1)) < len($1)'], apply: (xs) => distinct(list(xs)).length < list(xs).length,
  },
  {
    id: 'inverted dictionary', topic: 'dictionaries', parameters: ['table'], result: 'dict[int, str]', names: ['invert', 'swap_keys'],
    lesson: 'items gives the pairs of a dictionary, so keys and values can change places.',
    docs: ['Return $1 with keys and values swapped.', 'Invert the dictionary $1.'], body: ['return {v: k for k, v in $1.items()}'],
    apply: (table) => dict([...new Map(entries(table).map(([k, v]) => [v, k] as const))]),
  },
  {
    id: 'key of largest', topic: 'dictionaries', parameters: ['table'], result: 'str', names: ['best_key', 'top_key'],
    lesson: 'max with key=table.get compares keys by their values.',
    docs: ['Return the key of $1 with the largest value.', 'Find the key with the highest value in $1.'], body: ['return max($1, key=$1.get)'],
    apply: (table) => entries(table).reduce((best, entry) => (n(entry[1]) > n(best[1]) ? entry : best))[0],
  },
  {
    id: 'merged dictionaries', topic: 'dictionaries', parameters: ['table', 'table'], result: 'dict[str, int]', names: ['merge', 'combine'],
    lesson: 'Two stars unpack a dictionary into another; later keys win.',
    docs: ['Return $1 and $2 merged into one dictionary.', 'Merge the dictionaries $1 and $2.'], body: ['return {**$1, **$2}'],
    apply: (a, b) => dict([...new Map([...entries(a), ...entries(b)])]),
  },
  {
    id: 'sorted keys', topic: 'dictionaries', parameters: ['table'], result: 'list[str]', names: ['keys_by_value', 'ranked_keys'],
    lesson: 'sorted with key=table.get orders the keys by their values.',
    docs: ['Return the keys of $1 sorted by value.', 'Sort the keys of $1 by their values.'], body: ['return sorted($1, key=$1.get)'],
    apply: (table) => entries(table).map((entry, index) => ({ entry, index })).sort((a, b) => compare(a.entry[1], b.entry[1]) || a.index - b.index).map(({ entry }) => entry[0]),
  },
  {
    id: 'lookup with default', topic: 'dictionaries', parameters: ['table', 'word'], result: 'int', names: ['lookup', 'value_of'],
    lesson: 'get returns its second argument when the key is missing.',
    docs: ['Return the value of $2 in $1 or 0.', 'Look up $2 in $1, with 0 as default.'], body: ['return $1.get($2, 0)'],
    apply: (table, key) => entries(table).find(([k]) => k === key)?.[1] ?? 0,
  },
  {
    id: 'mean absolute deviation', topic: 'numbers', parameters: ['ints'], result: 'float', names: ['deviation', 'mean_deviation'],
    lesson: 'A first line can compute what the second line needs for every item.',
    docs: ['Return the mean absolute deviation of $1.', 'Return the average distance of the numbers in $1 from their mean.'],
    body: ['mean = sum($1) / len($1)', 'return sum(abs(x - mean) for x in $1) / len($1)'],
    apply: (xs) => { const mean = list(xs).reduce((a, b) => a + b, 0) / list(xs).length; return float(list(xs).reduce((a, b) => a + Math.abs(b - mean), 0) / list(xs).length); },
  },
]; // prettier-ignore
