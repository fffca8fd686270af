import type { Observed, Reduction, Stream, Written } from '../piece.ts';
import { compare, dict, distinct, float, set, tuple, type Value } from '../value.ts';

const numbers = (items: readonly Value[]): number[] => items as number[];
const texts = (items: readonly Value[]): string[] => items as string[];
const some = (observed: Observed, value: (items: readonly Value[]) => Value): Value | undefined =>
  observed.items.length === 0 ? undefined : value(observed.items);
const python = (element: string): string => (element === 'int' ? 'int' : 'str');
const whole = (stream: Stream): string =>
  stream.bare ? `list(${stream.iterable})` : `[${stream.generator}]`;
/** The argument of a call. Brackets even where a generator would do: one form everywhere is learnt sooner. */
const listed = (stream: Stream): string => (stream.bare ? stream.iterable : `[${stream.generator}]`);
const direct = (value: string): { before: string[]; value: string } => ({ before: [], value });
const sorted = (items: readonly Value[]): Value[] => [...items].sort(compare);
const firstBest = (items: readonly Value[], better: (left: Value, right: Value) => boolean): Value =>
  items.reduce((best, item) => (better(item, best) ? item : best));
const length = (value: Value): number => (value as string).length;

/** The call with a generator for its argument, and the list gathered before it. */
const generated =
  (name: string, rest = '') =>
  (stream: Stream): Written =>
    direct(
      `${name}(${stream.bare ? stream.iterable : rest === '' ? stream.generator : `(${stream.generator})`}${rest})`,
    );
const gathered =
  (value: (list: string) => string) =>
  (stream: Stream): Written => ({
    before: [`gathered = ${whole(stream)}`],
    value: value('gathered'),
  });
const looped =
  (start: string, ...update: readonly string[]) =>
  (stream: Stream): Written =>
    loop(
      stream,
      start,
      update.map((line) =>
        line.replace('EXPRESSION', stream.expression).replace('VARIABLE', stream.variable),
      ),
    );

/** A loop over the stream: an optional condition around one or more lines that use `stream.expression`. */
function loop(stream: Stream, start: string, update: readonly string[]): { before: string[]; value: string } {
  const inner =
    stream.condition === undefined
      ? update
      : [`if ${stream.condition}:`, ...update.map((line) => `    ${line}`)];
  return { before: [start, `for ${stream.loop}:`, ...inner.map((line) => `    ${line}`)], value: 'result' };
}

/** What a composition may make of its elements, other than those that test a condition (see `questions.ts`). */
export const reductions: readonly Reduction[] = [
  {
    id: 'sum', topic: 'loops and accumulation', accepts: ['int'], weight: 16.6, needs: 'nothing', forbids: 'nothing', needsOrder: false, tag: 'sum',
    lesson: 'sum adds up all that a generator gives.',
    result: () => 'int', ending: 'the sum', phrases: [(w) => `the sum of the ${w.plural}`, (w) => `the total of the ${w.plural}`],
    code: (s) => direct(`sum(${listed(s)})`), apply: (o) => numbers(o.items).reduce((total, x) => total + x, 0),
    others: [generated('sum'), looped('result = 0', 'result += EXPRESSION'), looped('result = 0', 'result = result + EXPRESSION')],
  },
  {
    id: 'product', topic: 'loops and accumulation', accepts: ['int'], weight: 5.4, needs: 'nothing', forbids: 'nothing', needsOrder: false, tag: 'product',
    lesson: 'A product starts from one and is multiplied by each value in turn.',
    result: () => 'int', ending: 'the product', phrases: [(w) => `the product of the ${w.plural}`],
    code: (s) => loop(s, 'result = 1', [`result *= ${s.expression}`]),
    apply: (o) => { const product = numbers(o.items).reduce((total, x) => total * x, 1); return Math.abs(product) < 1e15 ? product : undefined; },
    others: [(s) => ({ ...loop(s, 'result = 1', [`result = result * ${s.expression.includes(' ') ? `(${s.expression})` : s.expression}`]), value: 'result' })],
  },
  {
    id: 'largest', topic: 'sorting and searching', accepts: ['int'], weight: 8.8, needs: 'nothing', forbids: 'nothing', needsOrder: false, tag: 'largest',
    lesson: 'max gives the largest of several values.',
    result: () => 'int', ending: 'the largest', phrases: [(w) => `the largest of the ${w.plural}`, (w) => `the maximum of the ${w.plural}`],
    code: (s) => direct(`max(${listed(s)})`), apply: (o) => some(o, (items) => Math.max(...numbers(items))),
    others: [generated('max'), looped('result = None', 'current = EXPRESSION', 'if result is None or current > result:', '    result = current'), gathered((list) => `sorted(${list})[-1]`)],
  },
  {
    id: 'smallest', topic: 'sorting and searching', accepts: ['int'], weight: 8.8, needs: 'nothing', forbids: 'nothing', needsOrder: false, tag: 'smallest',
    lesson: 'min gives the smallest of several values.',
    result: () => 'int', ending: 'the smallest', phrases: [(w) => `the smallest of the ${w.plural}`, (w) => `the minimum of the ${w.plural}`],
    code: (s) => direct(`min(${listed(s)})`), apply: (o) => some(o, (items) => Math.min(...numbers(items))),
    others: [generated('min'), looped('result = None', 'current = EXPRESSION', 'if result is None or current < result:', '    result = current'), gathered((list) => `sorted(${list})[0]`)],
  },
  {
    id: 'average', topic: 'numbers', accepts: ['int'], weight: 4.4, needs: 'nothing', forbids: 'nothing', needsOrder: false, tag: 'average',
    lesson: 'The average is the sum divided by the count; the operator / gives a float.',
    result: () => 'float', ending: 'the average', phrases: [(w) => `the average of the ${w.plural}`, (w) => `the mean of the ${w.plural}`],
    code: (s) => ({ before: [`result = ${whole(s)}`], value: 'sum(result) / len(result)' }),
    apply: (o) => some(o, (items) => float(numbers(items).reduce((total, x) => total + x, 0) / items.length)),
    others: [(s) => ({ ...loop(s, 'total, found = 0, 0', [`total += ${s.expression}`, 'found += 1']), value: 'total / found' }), gathered((list) => `sum(${list}) / len(${list})`)],
  },
  {
    id: 'spread', topic: 'numbers', accepts: ['int'], weight: 3.4, needs: 'nothing', forbids: 'nothing', needsOrder: false, tag: 'spread',
    lesson: 'The spread is the distance from the smallest value to the largest.',
    result: () => 'int', ending: 'the spread', phrases: [(w) => `the spread of the ${w.plural}`],
    code: (s) => ({ before: [`result = ${whole(s)}`], value: 'max(result) - min(result)' }),
    apply: (o) => some(o, (items) => Math.max(...numbers(items)) - Math.min(...numbers(items))),
    others: [gathered((list) => `max(${list}) - min(${list})`), (s) => ({ before: [`gathered = sorted(${listed(s)})`], value: 'gathered[-1] - gathered[0]' })],
  },
  {
    id: 'list', topic: 'lists', accepts: ['int', 'word', 'char'], weight: 13.8, needs: 'either', forbids: 'nothing', needsOrder: true, tag: 'list',
    lesson: 'A list comprehension builds a list from a for clause, an expression and a condition.',
    result: (e) => `list[${python(e)}]`, ending: 'the list', phrases: [(w) => `a list of the ${w.plural}`, (w) => `the ${w.plural}`],
    code: (s) => direct(`[${s.generator}]`), apply: (o) => o.items,
    others: [looped('result = []', 'result.append(EXPRESSION)'), looped('result = []', 'result += [EXPRESSION]')],
  },
  {
    id: 'tuple', topic: 'tuples', accepts: ['int', 'word', 'char'], weight: 2.5, needs: 'nothing', forbids: 'nothing', needsOrder: true, tag: 'tuple',
    lesson: 'A tuple is a sequence that never changes; tuple collects values into one.',
    result: (e) => `tuple[${python(e)}, ...]`, ending: 'a tuple', phrases: [(w) => `a tuple of the ${w.plural}`],
    code: (s) => direct(`tuple(${listed(s)})`), apply: (o) => tuple(...o.items),
    others: [generated('tuple')],
  },
  {
    id: 'set', topic: 'sets', accepts: ['int', 'word', 'char'], weight: 3.4, needs: 'nothing', forbids: 'nothing', needsOrder: true, tag: 'set',
    lesson: 'set collects values and keeps each one once.',
    result: (e) => `set[${python(e)}]`, ending: 'the set', phrases: [(w) => `the set of the ${w.plural}`],
    code: (s) => direct(`set(${listed(s)})`), apply: (o) => set(o.items),
    others: [generated('set'), looped('result = set()', 'result.add(EXPRESSION)'), (s) => direct(`{${s.generator}}`)],
  },
  {
    id: 'distinct count', topic: 'sets', accepts: ['int', 'word', 'char'], weight: 3.4, needs: 'nothing', forbids: 'nothing', needsOrder: true, tag: 'distinct',
    lesson: 'The size of a set is the number of different values.',
    result: () => 'int', ending: 'the number of different results', phrases: [(w) => `the number of different ${w.plural}`],
    code: (s) => direct(`len(set(${listed(s)}))`), apply: (o) => distinct(o.items).length,
    others: [(s) => direct(`len({${s.generator}})`), (s) => ({ ...looped('seen = set()', 'seen.add(EXPRESSION)')(s), value: 'len(seen)' })],
  },
  {
    id: 'ascending', topic: 'sorting and searching', accepts: ['int', 'word', 'char'], weight: 6.5, needs: 'nothing', forbids: 'nothing', needsOrder: false, tag: 'sorted',
    lesson: 'sorted gives a new list in ascending order and leaves the old one alone.',
    result: (e) => `list[${python(e)}]`, ending: 'them in ascending order',
    phrases: [(w) => `a sorted list of the ${w.plural}`, (w) => `an ascending list of the ${w.plural}`],
    code: (s) => direct(`sorted(${listed(s)})`), apply: (o) => sorted(o.items),
    others: [generated('sorted'), (s) => ({ before: [`result = ${whole(s)}`, 'result.sort()'], value: 'result' })],
  },
  {
    id: 'descending', topic: 'sorting and searching', accepts: ['int', 'word', 'char'], weight: 5.4, needs: 'nothing', forbids: 'nothing', needsOrder: false, tag: 'descending',
    lesson: 'With reverse=True, sorted puts the largest first.',
    result: (e) => `list[${python(e)}]`, ending: 'them in descending order',
    phrases: [(w) => `a descending list of the ${w.plural}`],
    code: (s) => direct(`sorted(${listed(s)}, reverse=True)`),
    apply: (o) => sorted(o.items).reverse(),
    others: [gathered((list) => `sorted(${list})[::-1]`), (s) => ({ before: [`result = ${whole(s)}`, 'result.sort(reverse=True)'], value: 'result' })],
  },
  {
    id: 'reversed', topic: 'lists', accepts: ['int', 'word', 'char'], weight: 4.4, needs: 'either', forbids: 'nothing', needsOrder: true, tag: 'reversed',
    lesson: 'The slice [::-1] of a list is the list backwards.',
    result: (e) => `list[${python(e)}]`, ending: 'them in reverse order', phrases: [(w) => `a reversed list of the ${w.plural}`],
    code: (s) => direct(`${whole(s)}[::-1]`), apply: (o) => [...o.items].reverse(),
    others: [gathered((list) => `list(reversed(${list}))`), (s) => ({ before: [`result = ${whole(s)}`, 'result.reverse()'], value: 'result' }), looped('result = []', 'result.insert(0, EXPRESSION)')],
  },
  {
    id: 'last', topic: 'lists', accepts: ['int', 'word', 'char'], weight: 3.4, needs: 'either', forbids: 'nothing', needsOrder: true, tag: 'last',
    lesson: 'Index -1 is the last item.',
    result: python, ending: 'the last result', phrases: [(w) => `the last of the ${w.plural}`],
    code: (s) => direct(`${whole(s)}[-1]`), apply: (o) => some(o, (items) => items.at(-1)!),
    others: [looped('result = None', 'result = EXPRESSION'), gathered((list) => `${list}[len(${list}) - 1]`)],
  },
  {
    id: 'first few', topic: 'lists', accepts: ['int', 'word'], weight: 3.4, needs: 'either', forbids: 'nothing', needsOrder: true, tag: 'first',
    constant: { kind: 'small', literals: [2, 3, 4] },
    lesson: 'The slice [:k] of a list is its first k items.',
    result: (e) => `list[${python(e)}]`, phrases: [(w) => `the first ${w.constant} of the ${w.plural}`],
    code: (s) => direct(`${whole(s)}[:${s.constant}]`), apply: (o) => o.items.slice(0, o.constant as number),
    others: [(s) => ({ ...loop(s, 'result = []', [`if len(result) < ${s.constant}:`, `    result.append(${s.expression})`]), value: 'result' })],
  },
  {
    id: 'second largest', topic: 'sorting and searching', accepts: ['int'], weight: 2.5, needs: 'nothing', forbids: 'nothing', needsOrder: false, tag: 'second',
    lesson: 'After sorting, index -2 is the last but one.',
    result: () => 'int', ending: 'the second largest', phrases: [(w) => `the second largest of the ${w.plural}`],
    code: (s) => direct(`sorted(${listed(s)})[-2]`), apply: (o) => (o.items.length < 2 ? undefined : sorted(o.items).at(-2)!),
    others: [gathered((list) => `sorted(${list}, reverse=True)[1]`), (s) => ({ before: [`gathered = ${whole(s)}`, 'gathered.remove(max(gathered))'], value: 'max(gathered)' })],
  },
  {
    id: 'running totals', topic: 'loops and accumulation', accepts: ['int'], weight: 3.4, needs: 'nothing', forbids: 'nothing', needsOrder: true, tag: 'running',
    lesson: 'A running total is kept in a variable and appended after each step.',
    result: () => 'list[int]', ending: 'the running totals', phrases: [(w) => `the running totals of the ${w.plural}`],
    code: (s) => loop(s, 'total, result = 0, []', [`total += ${s.expression}`, 'result.append(total)']),
    apply: (o) => { let total = 0; return numbers(o.items).map((x) => (total += x)); },
    others: [(s) => ({ ...loop(s, 'result = []', [`last = result[-1] if result else 0`, `result.append(last + ${s.expression})`]), value: 'result' })],
  },
  {
    id: 'tally', topic: 'dictionaries', accepts: ['int', 'word', 'char'], weight: 4.4, needs: 'nothing', forbids: 'nothing', needsOrder: false, tag: 'tally',
    lesson: 'A dictionary counts: get(x, 0) is the count so far, or zero the first time.',
    result: (e) => `dict[${python(e)}, int]`, phrases: [(w) => `a dictionary of counts of the ${w.plural}`],
    code: (s) => s.expression === s.variable
      ? loop(s, 'result = {}', [`result[${s.variable}] = result.get(${s.variable}, 0) + 1`])
      : loop(s, 'result = {}', [`key = ${s.expression}`, 'result[key] = result.get(key, 0) + 1']),
    apply: (o) => dict(distinct(o.items).map((item) => [item, o.items.filter((other) => other === item).length] as const)),
    others: [looped('result = {}', 'key = EXPRESSION', 'if key in result:', '    result[key] += 1', 'else:', '    result[key] = 1'), looped('result = {}', 'key = EXPRESSION', 'if key not in result:', '    result[key] = 0', 'result[key] += 1'), (s) => ({ before: [`gathered = ${whole(s)}`], value: '{key: gathered.count(key) for key in gathered}' })],
  },
  {
    id: 'lookup', topic: 'dictionaries', accepts: ['int', 'word', 'char'], weight: 4.4, needs: 'mapping', forbids: 'nothing', needsOrder: false, tag: 'lookup',
    lesson: 'A dict comprehension writes key: value in front of its for clause.',
    result: () => 'dict', phrases: [(w) => `a dictionary from the ${w.filtered} to their ${w.mapped}`],
    code: (s) => direct(`{${s.variable}: ${s.generator}}`),
    apply: (o) => dict([...new Map(o.kept.map((element, index) => [element, o.items[index]!] as const))]),
    reads: 'elements',
    others: [looped('result = {}', 'result[VARIABLE] = EXPRESSION')],
  },
  {
    id: 'groups', topic: 'dictionaries', accepts: ['int', 'word', 'char'], weight: 3.4, needs: 'mapping', forbids: 'nothing', needsOrder: true, tag: 'groups',
    lesson: 'setdefault makes an empty list the first time a key is seen, so items can be grouped.',
    result: () => 'dict', phrases: [(w) => `a dictionary of the ${w.filtered} grouped by ${w.mappedOne}`],
    code: (s) => loop(s, 'result = {}', [`result.setdefault(${s.expression}, []).append(${s.variable})`]),
    apply: (o) => dict(distinct(o.items).map((key) => [key, o.kept.filter((_, index) => o.items[index] === key)] as const)),
    reads: 'elements',
    others: [looped('result = {}', 'key = EXPRESSION', 'if key not in result:', '    result[key] = []', 'result[key].append(VARIABLE)')],
  },
  {
    id: 'longest', topic: 'sorting and searching', accepts: ['word'], weight: 6.5, needs: 'nothing', forbids: 'nothing', needsOrder: true, tag: 'longest',
    lesson: 'max with key=len compares strings by their lengths.',
    result: () => 'str', ending: 'the longest', phrases: [(w) => `the longest of the ${w.plural}`],
    code: (s) => direct(`max(${listed(s)}, key=len)`),
    apply: (o) => some(o, (items) => firstBest(items, (left, right) => length(left) > length(right))),
    others: [generated('max', ', key=len'), looped('result = None', 'current = EXPRESSION', 'if result is None or len(current) > len(result):', '    result = current')],
  },
  {
    id: 'shortest', topic: 'sorting and searching', accepts: ['word'], weight: 6.5, needs: 'nothing', forbids: 'nothing', needsOrder: true, tag: 'shortest',
    lesson: 'min with key=len finds the shortest string.',
    result: () => 'str', ending: 'the shortest', phrases: [(w) => `the shortest of the ${w.plural}`],
    code: (s) => direct(`min(${listed(s)}, key=len)`),
    apply: (o) => some(o, (items) => firstBest(items, (left, right) => length(left) < length(right))),
    others: [generated('min', ', key=len'), looped('result = None', 'current = EXPRESSION', 'if result is None or len(current) < len(result):', '    result = current')],
  },
  {
    id: 'by length', topic: 'sorting and searching', accepts: ['word'], weight: 4.4, needs: 'nothing', forbids: 'nothing', needsOrder: true, tag: 'by_length',
    lesson: 'sorted with key=len orders strings by their lengths and keeps the order of equal ones.',
    result: () => 'list[str]', ending: 'them sorted by length', phrases: [(w) => `a list of the ${w.plural} sorted by length`],
    code: (s) => direct(`sorted(${listed(s)}, key=len)`),
    apply: (o) => texts(o.items).map((item, index) => ({ item, index })).sort((a, b) => a.item.length - b.item.length || a.index - b.index).map(({ item }) => item),
    others: [(s) => ({ before: [`result = ${whole(s)}`, 'result.sort(key=len)'], value: 'result' })],
  },
  {
    id: 'joined with spaces', topic: 'text processing', accepts: ['word'], weight: 6.5, needs: 'nothing', forbids: 'nothing', needsOrder: true, tag: 'joined',
    lesson: "' '.join puts the words together with a space between them.",
    result: () => 'str', ending: 'them joined by spaces', phrases: [(w) => `the ${w.plural} joined by spaces`],
    code: (s) => direct(`' '.join(${listed(s)})`), apply: (o) => texts(o.items).join(' '),
    others: [gathered((list) => `' '.join(${list})`), (s) => direct(`' '.join(${s.bare ? s.iterable : s.generator})`)],
  },
  {
    id: 'joined with commas', topic: 'text processing', accepts: ['word', 'char'], weight: 3.4, needs: 'nothing', forbids: 'nothing', needsOrder: true, tag: 'commas',
    lesson: "The string before .join is what goes between the parts.",
    result: () => 'str', ending: 'them joined by commas', phrases: [(w) => `the ${w.plural} joined by commas`],
    code: (s) => direct(`','.join(${listed(s)})`), apply: (o) => texts(o.items).join(','),
    others: [gathered((list) => `','.join(${list})`), (s) => direct(`','.join(${s.bare ? s.iterable : s.generator})`)],
  },
  {
    id: 'concatenation', topic: 'strings', accepts: ['word', 'char'], weight: 6.5, needs: 'either', forbids: 'nothing', needsOrder: true, tag: 'string',
    lesson: "Joining with the empty string glues the parts together.",
    result: () => 'str', ending: 'one string', phrases: [(w) => `a string of the ${w.plural}`],
    code: (s) => direct(`''.join([${s.generator}])`), apply: (o) => texts(o.items).join(''),
    others: [looped("result = ''", 'result += EXPRESSION'), (s) => direct(`''.join(${s.generator})`)],
  },
]; // prettier-ignore
