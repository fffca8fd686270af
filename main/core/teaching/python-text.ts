import type { Random } from './random.ts';

/** A stretch of Python source: a string literal, or what stands between two of them. */
type Stretch = { readonly text: string; readonly kind: 'code' | 'string' | 'format string' };

const literals = /[fr]?(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")/g;

function stretches(source: string): Stretch[] {
  const found: Stretch[] = [];
  let end = 0;
  for (const match of source.matchAll(literals)) {
    if (match.index > end) found.push({ text: source.slice(end, match.index), kind: 'code' });
    found.push({ text: match[0], kind: match[0].startsWith('f') ? 'format string' : 'string' });
    end = match.index + match[0].length;
  }
  if (end < source.length) found.push({ text: source.slice(end), kind: 'code' });
  return found;
}

/** A name that is neither an attribute nor the keyword of an argument. */
const names = /(?<![.\w])[A-Za-z_]\w*(?!\w|=[^=])/g;

/** Changes every name in code, and between the braces of f-strings, and leaves text alone. */
function replaceNames(source: string, change: (name: string) => string): string {
  return stretches(source)
    .map(({ text, kind }) => {
      if (kind === 'code') return text.replace(names, change);
      if (kind === 'string') return text;
      return text.replace(/\{[^{}]*\}/g, (hole) =>
        hole.replace(/^\{[^:!]*/, (code) => code.replace(names, change)),
      );
    })
    .join('');
}

/** The names that stand in the code. */
export function namesIn(source: string): Set<string> {
  const found = new Set<string>();
  replaceNames(source, (name) => {
    found.add(name);
    return name;
  });
  return found;
}

/**
 * What people call the locals that the curriculum calls by one name each. No alternative is a builtin or a keyword.
 */
const localNames: Readonly<Record<string, readonly string[]>> = {
  x: ['value', 'item', 'number', 'num', 'n', 'element', 'val', 'v', 'entry', 'y', 'el'],
  w: ['word', 'item', 'name', 's', 'part', 'token', 'entry', 'string', 'piece'],
  c: ['ch', 'char', 'letter', 'character', 'symbol'],
  i: ['index', 'idx', 'position', 'pos', 'at', 'k', 'place'],
  j: ['other', 'k', 'inner', 'second', 'offset'],
  a: ['first', 'left', 'one', 'x', 'p', 'prev'],
  b: ['second', 'right', 'other', 'y', 'q', 'nxt'],
  d: ['divisor', 'factor', 'candidate', 'p', 'digit'],
  k: ['key', 'name', 'label', 'field'],
  v: ['value', 'val', 'amount', 'number'],
  p: ['point', 'pair', 'place', 'pos'],
  row: ['line', 'r', 'current_row', 'row_values'],
  result: [
    'answer',
    'output',
    'res',
    'out',
    'found',
    'collected',
    'ans',
    'final',
    'outcome',
    'solution',
    'acc',
    'made',
  ],
  total: ['running', 'running_total', 'acc', 'sum_so_far', 'sofar', 'amount', 'subtotal'],
  found: ['matches', 'hits', 'number_found', 'seen_count', 'tally', 'cnt', 'matching'],
  kept: ['filtered', 'selected', 'chosen', 'matching', 'wanted_items', 'picked', 'good', 'relevant', 'valid'],
  changed: ['mapped', 'converted', 'transformed', 'new_items', 'prepared', 'updated', 'outputs'],
  gathered: ['collected', 'parts', 'pieces', 'bucket', 'candidates', 'partial', 'temp'],
  current: ['candidate', 'new', 'now', 'this_one', 'cur', 'latest'],
  best: ['top', 'winner', 'record', 'leader', 'best_so_far', 'max_so_far'],
  seen: ['visited', 'known', 'met', 'already', 'seen_before'],
  run: ['streak', 'length_now', 'current_run', 'in_a_row', 'streak_length'],
  rest: ['remaining', 'left_over', 'others', 'leftover'],
  low: ['lo', 'left', 'bottom', 'begin'],
  high: ['hi', 'right', 'ceiling', 'finish'],
  mid: ['middle', 'm', 'center', 'half_way'],
  key: ['k', 'group', 'field', 'key_of_item'],
  mean: ['average', 'avg', 'mu', 'center'],
  stack: ['opened', 'pending', 'st', 'pile'],
  queue: ['waiting', 'todo', 'q', 'pending'],
  state: ['mode', 'phase', 'status', 'situation'],
  text: ['string', 'line', 'joined', 'written'],
  parts: ['pieces', 'fields', 'tokens', 'chunks'],
  size: ['n', 'length', 'dim', 'side_length'],
  last: ['previous', 'prev', 'latest', 'before'],
  left: ['start', 'lo', 'from_left', 'one'],
  right: ['stop', 'hi', 'from_right', 'other'],
  hours: ['h', 'hour', 'hrs'],
  minutes: ['m', 'mins', 'minute'],
  counts: ['tally', 'frequency', 'freq', 'occurrences', 'histogram'],
  number: ['num', 'parsed', 'n_value', 'as_number'],
};

/** Locals that come in pairs: where both stand in a body, their other names belong together too. */
const partners: Readonly<Record<string, string>> = { b: 'a', high: 'low', right: 'left', minutes: 'hours' };

/**
 * The body with its locals called otherwise and all its strings in one kind of quotes, as different people write.
 * `taken` holds the names that are not free: parameters, the function itself. `items` may name what the loop
 * variable stands for: 'scores' makes `score` likely.
 */
export function inOtherHands(body: string, taken: readonly string[], random: Random, items?: string): string {
  const locals = namesIn(body);
  const used = new Set(locals);
  taken.forEach((name) => used.add(name));
  const renamed = new Map<string, string>();
  const rename = (name: string, choice: string): void => {
    if (used.has(choice)) return;
    used.add(choice);
    renamed.set(name, choice);
  };
  for (const name of namesIn(body)) {
    const known = Object.hasOwn(localNames, name) && !taken.includes(name) ? localNames[name]! : [];
    const partner = partners[name];
    if (known.length === 0) continue;
    if (partner !== undefined && locals.has(partner)) {
      const first = renamed.get(partner);
      if (first !== undefined) rename(name, known[localNames[partner]!.indexOf(first)]!);
      continue;
    }
    if (random.chance(0.2)) continue;
    const one = ['x', 'w', 'c'].includes(name) && items !== undefined ? singular(items) : undefined;
    rename(name, one !== undefined && random.chance(0.45) ? one : random.pick(known));
  }
  const written = replaceNames(body, (name) => renamed.get(name) ?? name);
  return random.chance(0.4) ? withDoubleQuotes(written) : written;
}

/** 'score' of 'test_scores'; undefined for a name that is no regular plural. */
export function singular(plural: string): string | undefined {
  const noun = plural.split('_').at(-1)!;
  if (noun.length < 4 || !noun.endsWith('s') || /(ss|us|is|series|lists|objects|strings)$/.test(noun))
    return undefined;
  if (noun.endsWith('ies')) return `${noun.slice(0, -3)}y`;
  if (/(ches|shes|xes)$/.test(noun)) return noun.slice(0, -2);
  return noun.slice(0, -1);
}

function withDoubleQuotes(source: string): string {
  return stretches(source)
    .map(({ text, kind }) => {
      if (kind === 'code' || !/'$/.test(text) || /["\\]/.test(text)) return text;
      // Quotes within the braces of an f-string would meet the new ones.
      return text.replace("'", '"').replace(/'$/, '"');
    })
    .join('');
}
