import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunSummary } from '../../preload/contract/runs.ts';
import {
  columnsOf,
  groupRuns,
  runsAsCsv,
  runsAsLatex,
  sortRuns,
} from '../../renderer/views/runs/run-columns.ts';
import { parseFilter } from '../../renderer/views/runs/run-filter.ts';
import { runs as fixture } from './fixture-data.ts';

const run = (change: Partial<RunSummary>): RunSummary => ({ ...fixture[0]!, ...change });
const runs: readonly RunSummary[] = [
  run({
    id: 'a',
    name: 'raw',
    loss: 1.9,
    passAt1: 0,
    tags: [],
    note: '',
    settings: { preset: 'nano', batch: '8' },
  }),
  run({
    id: 'b',
    name: 'kept 50%',
    loss: null,
    passAt1: null,
    state: 'failed',
    tags: ['old'],
    settings: { preset: 'micro', batch: '16' },
  }),
  run({
    id: 'c',
    name: 'text "books"',
    loss: 0.4,
    passAt1: 0.8,
    tags: ['keeper'],
    note: 'for the talk',
    settings: { preset: 'nano', batch: '32' },
  }),
];
const columns = columnsOf(runs);
const found = (text: string): string => {
  const filter = parseFilter(text, columns);
  return filter.ok
    ? runs
        .filter(filter.matches)
        .map(({ id }) => id)
        .join('')
    : filter.message;
};

describe('the filter of runs', () => {
  it.each([
    ['', 'abc'],
    ['raw', 'a'],
    ['-raw', 'bc'],
    ['talk', 'c'],
    ['"kept 50"', 'b'],
    ['#keeper', 'c'],
    ['-#keeper', 'ab'],
    ['tag=old', 'b'],
    ['state=done', 'ac'],
    ['state!=done', 'b'],
    ['loss<1', 'c'],
    ['loss>=1.9', 'a'],
    ['-loss<1', 'ab'],
    ['pass@1>=80%', 'c'],
    ['batch>8', 'bc'],
    ['batch=8', 'a'],
    ['preset:na batch>8', 'c'],
    ['preset=nan', ''],
  ])('%s finds %s', (text, ids) => {
    expect(found(text)).toBe(ids);
  });

  it('says what is wrong', () => {
    expect(found('colour=1')).toMatch(/^There is no column “colour”; choose among name, state, tag, step, /);
    expect(found('loss<many')).toBe('loss< needs a number, not “many”.');
    expect(found('loss<')).toBe('Say what loss is compared with, as in loss<1.');
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => typeof found(text) === 'string'),
      { numRuns: 300 },
    );
  });
});

describe('the table of runs', () => {
  it('sorts by any column, and puts last what lacks the value', () => {
    const ids = (column: string, descending: boolean): string =>
      sortRuns(runs, columns, { column, descending })
        .map(({ id }) => id)
        .join('');
    expect(ids('loss', false)).toBe('cab');
    expect(ids('loss', true)).toBe('acb');
    expect(ids('set.batch', true)).toBe('cba');
    expect(ids('name', false)).toBe('bac');
    expect(ids('unknown', false)).toBe('abc');
  });

  it('groups by a setting', () => {
    const preset = columns.find(({ id }) => id === 'set.preset')!;
    expect(groupRuns(runs, preset).map(({ name, runs: own }) => [name, own.length])).toEqual([
      ['nano', 2],
      ['micro', 1],
    ]);
  });

  it('is written as it is shown', () => {
    const shown = ['loss', 'set.batch', 'tags'].map((id) => columns.find((column) => column.id === id)!);
    expect(runsAsCsv(runs, shown).split('\n')).toEqual([
      'run,state,loss,set.batch,tags',
      'raw,done,1.9,8,',
      'kept 50%,failed,,16,#old',
      '"text ""books""",done,0.4,32,#keeper',
      '',
    ]);
    expect(runsAsLatex(runs, shown)).toContain('kept 50\\% & -- & 16 & \\#old \\\\');
    expect(runsAsLatex(runs, shown)).toContain('\\begin{tabular}{lrrl}');
  });
});
