import type { Reduction, Stream, Written } from '../piece.ts';
import { negated } from '../negation.ts';
import { tuple } from '../value.ts';

const python = (element: string): string => (element === 'int' ? 'int' : 'str');
const direct = (value: string): { before: string[]; value: string } => ({ before: [], value });
const test = (stream: Stream): string => stream.condition ?? 'True';
/** A loop over all elements with what is done when one passes, and otherwise. */
const looped = (stream: Stream, start: string, then: string, otherwise?: string): Written => ({
  before: [
    start,
    `for ${stream.loop}:`,
    `    if ${test(stream)}:`,
    `        ${then}`,
    ...(otherwise === undefined ? [] : ['    else:', `        ${otherwise}`]),
  ],
  value: 'result',
});
const everything = ['int', 'word', 'char'] as const;

/** Reductions that turn on a condition: how many, whether any, where. All need a filter and no mapping. */
export const questions: readonly Reduction[] = [
  {
    id: 'count', topic: 'loops and accumulation', accepts: everything, weight: 11.2, needs: 'filter', forbids: 'mapping', needsOrder: false, tag: 'count',
    lesson: 'The length of the list of those that pass is how many there are.',
    result: () => 'int', phrases: [(w) => `how many ${w.unfiltered} ${w.are}`, (w) => `the number of ${w.filtered}`],
    code: (s) => direct(`len([${s.generator}])`), apply: (o) => o.items.length,
    reads: 'elements',
    others: [
      (s) => looped(s, 'result = 0', 'result += 1'),
      (s) => direct(`sum(1 for ${s.loop} if ${test(s)})`),
      (s) => ({ before: [`kept = [${s.generator}]`], value: 'len(kept)' }),
    ],
  },
  {
    id: 'any', topic: 'conditions', accepts: everything, weight: 8.8, needs: 'filter', forbids: 'mapping', needsOrder: false, tag: 'any',
    lesson: 'any is true as soon as one value is true.',
    result: () => 'bool', phrases: [(w) => `whether any ${w.unfiltered} ${w.are}`, (w) => `True if any ${w.unfiltered} ${w.are}`],
    code: (s) => direct(`any([${test(s)} for ${s.loop}])`), apply: (o) => o.verdicts.some(Boolean),
    reads: 'elements',
    others: [
      (s) => direct(`any(${test(s)} for ${s.loop})`),
      (s) => ({ before: [`for ${s.loop}:`, `    if ${test(s)}:`, '        return True'], value: 'False', leaves: true }),
      (s) => looped(s, 'result = False', 'result = True'),
    ],
  },
  {
    id: 'all', topic: 'conditions', accepts: everything, weight: 8.8, needs: 'filter', forbids: 'mapping', needsOrder: false, tag: 'all',
    lesson: 'all is true when no value is false.',
    result: () => 'bool', phrases: [(w) => `whether all ${w.unfiltered} ${w.are}`, (w) => `True if all ${w.unfiltered} ${w.are}`],
    code: (s) => direct(`all([${test(s)} for ${s.loop}])`), apply: (o) => o.verdicts.every(Boolean),
    reads: 'elements',
    others: [
      (s) => direct(`all(${test(s)} for ${s.loop})`),
      (s) => ({ before: [`for ${s.loop}:`, `    if ${negated(test(s))}:`, '        return False'], value: 'True', leaves: true }),
    ],
  },
  {
    id: 'first', topic: 'sorting and searching', accepts: everything, weight: 8.8, needs: 'filter', forbids: 'mapping', needsOrder: true, tag: 'first',
    lesson: 'A return inside the loop leaves the function as soon as a value is found.',
    result: (e) => `${python(e)} | None`, phrases: [(w) => `the first of the ${w.filtered} or None`],
    code: (s) => ({ before: [`for ${s.loop}:`, `    if ${test(s)}:`, `        return ${s.variable}`], value: 'None' }),
    apply: (o) => o.items[0] ?? null,
    reads: 'elements',
    others: [
      (s) => direct(`next((${s.generator}), None)`),
      (s) => ({ before: [`kept = [${s.generator}]`], value: 'kept[0] if kept else None' }),
    ],
  },
  {
    id: 'positions', topic: 'lists', accepts: everything, weight: 6.5, needs: 'filter', forbids: 'mapping', needsOrder: true, tag: 'positions',
    lesson: 'enumerate gives each item together with its position.',
    result: () => 'list[int]', phrases: [(w) => `the positions of the ${w.filtered}`],
    code: (s) => direct(`[i for i, ${s.variable} in enumerate(${s.iterable}) if ${test(s)}]`),
    apply: (o) => o.verdicts.flatMap((verdict, index) => (verdict ? [index] : [])),
    reads: 'elements',
    others: [
      (s) => ({ before: ['result = []', `for i, ${s.variable} in enumerate(${s.iterable}):`, `    if ${test(s)}:`, '        result.append(i)'], value: 'result' }),
    ],
  },
  {
    id: 'partition', topic: 'tuples', accepts: everything, weight: 4.4, needs: 'filter', forbids: 'mapping', needsOrder: true, tag: 'split',
    lesson: 'A function may return two lists at once, as a tuple.',
    result: () => 'tuple', phrases: [(w) => `a list of the ${w.filtered} and one of the others`],
    code: (s) => direct(`[${s.generator}], [${s.variable} for ${s.loop} if not ${test(s)}]`),
    apply: (o) => tuple(o.items, o.elements.filter((_, index) => !o.verdicts[index])),
    reads: 'elements',
    others: [
      (s) => ({ before: ['kept, rest = [], []', `for ${s.loop}:`, `    if ${test(s)}:`, `        kept.append(${s.variable})`, '    else:', `        rest.append(${s.variable})`], value: 'kept, rest' }),
      (s) => ({ before: [`kept = [${s.generator}]`, `rest = [${s.variable} for ${s.loop} if ${negated(test(s))}]`], value: 'kept, rest' }),
    ],
  },
  {
    id: 'longest run', topic: 'loops and accumulation', accepts: everything, weight: 4.4, needs: 'filter', forbids: 'mapping', needsOrder: true, tag: 'run',
    lesson: 'A run is counted up while the condition holds and set back to zero when it fails.',
    result: () => 'int', phrases: [(w) => `the length of the longest run of ${w.filtered}`],
    code: (s) => ({
      before: ['run, result = 0, 0', `for ${s.loop}:`, `    run = run + 1 if ${test(s)} else 0`, '    result = max(result, run)'],
      value: 'result',
    }),
    apply: (o) => { let run = 0; let best = 0; for (const verdict of o.verdicts) { run = verdict ? run + 1 : 0; best = Math.max(best, run); } return best; },
    reads: 'elements',
    others: [
      (s) => ({ before: ['run = 0', 'best = 0', `for ${s.loop}:`, `    if ${test(s)}:`, '        run += 1', '        best = max(best, run)', '    else:', '        run = 0'], value: 'best' }),
      (s) => ({ before: ['run = best = 0', `for ${s.loop}:`, `    if ${negated(test(s))}:`, '        run = 0', '        continue', '    run += 1', '    if run > best:', '        best = run'], value: 'best' }),
    ],
  },
  {
    id: 'flags', topic: 'conditions', accepts: everything, weight: 2.5, needs: 'filter', forbids: 'mapping', needsOrder: true, tag: 'flags',
    lesson: 'A comparison is itself a value, True or False, and can be put into a list.',
    result: () => 'list[bool]', phrases: [(w) => `a list of whether each of the ${w.unfiltered} ${w.is}`],
    code: (s) => direct(`[${test(s)} for ${s.loop}]`), apply: (o) => o.verdicts,
    reads: 'elements',
    others: [
      (s) => ({ before: ['result = []', `for ${s.loop}:`, `    result.append(${test(s)})`], value: 'result' }),
    ],
  },
]; // prettier-ignore
