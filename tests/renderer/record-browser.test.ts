import { describe, expect, it } from 'vitest';
import type { LabClient } from '../../preload/contract/contract.ts';
import type { Histogram } from '../../preload/contract/datasets.ts';
import { PAGE_ROWS } from '../../renderer/bridge/paged-rows.svelte.ts';
import { findDataset, firstWords } from '../../renderer/views/data/datasets.ts';
import { barsFilter, filterWords } from '../../renderer/views/data/filters.ts';
import { RecordBrowser } from '../../renderer/views/data/record-browser.svelte.ts';
import { datasets } from './fixture-data.ts';
import { FixtureLab } from './fixture-lab.ts';

const clientOf = (lab: FixtureLab): LabClient => ({
  call: ((name: never, input: never) =>
    Promise.resolve().then(() => lab.call(name, input))) as LabClient['call'],
  onChange: (listener) => lab.onChange(listener),
});

const settle = () => new Promise((done) => setTimeout(done, 10));

describe('browsing a dataset', () => {
  const open = (id: string) => {
    const lab = new FixtureLab('done');
    const browser = new RecordBrowser(
      clientOf(lab),
      datasets.find((dataset) => dataset.id === id)!,
    );
    browser.start();
    const pages = () =>
      lab.calls
        .filter(({ name }) => name === 'datasets.page')
        .map(({ input }) => input as { offset: number });
    return { lab, browser, pages };
  };

  it('fetches only the pages that come into sight, each once', async () => {
    const { browser, pages } = open('d-exercises');
    await settle();
    expect(browser.total).toBe(50_000);
    browser.want(30_000, 30_040);
    browser.want(30_005, 30_045);
    await settle();
    expect(pages().map(({ offset }) => offset)).toEqual([0, 30_000]);
    expect(browser.row(30_007)?.id).toBe('exercises-30007');
    expect(browser.row(PAGE_ROWS)).toBeNull();
    expect(browser.indexOf('exercises-30007')).toBe(30_007);
  });

  it('drops the answer to a query that was changed meanwhile', async () => {
    const { browser } = open('d-kept');
    browser.search('nothing holds this');
    browser.search('Fraction');
    await settle();
    expect(browser.total).toBeGreaterThan(0);
    expect(browser.row(0)?.preview).toContain('Fraction');
  });

  it('filters by histogram bars and lifts the filter with the same bars', async () => {
    const { browser } = open('d-kept');
    await settle();
    browser.show(['quality']);
    await settle();
    const { bins } = browser.summaries.get('quality') as Histogram;
    const filter = barsFilter('quality', bins, 4, 3);
    browser.toggleFilter(filter);
    await settle();
    expect(browser.total).toBe(bins[3]!.count + bins[4]!.count);
    browser.toggleFilter(filter);
    await settle();
    expect(browser.total).toBe(214);
  });

  it('sorts down, up and back to its own order', async () => {
    const { browser } = open('d-kept');
    const scores = () => [0, 1, 2].map((index) => browser.row(index)!.scores['quality']!);
    browser.toggleSort('quality');
    await settle();
    expect(scores()).toEqual([...scores()].sort((a, b) => b - a));
    browser.toggleSort('quality');
    await settle();
    expect(scores()).toEqual([...scores()].sort((a, b) => a - b));
    browser.toggleSort('quality');
    expect(browser.sort).toBeNull();
  });

  it('lists a text by its first line that says something', () => {
    const words = (kind: 'code' | 'textbook', preview: string) => firstWords({ kind, preview });
    expect(words('code', '\n"""\nParse dates.\n')).toBe('Parse dates.');
    expect(words('code', '# Copyright\nimport os')).toBe('# Copyright');
    expect(words('textbook', '# Running totals\n\nA list')).toBe('Running totals');
    expect(words('code', '()')).toBe('()');
  });

  it('finds a dataset by id, or the newest of a name', () => {
    const two = [datasets[0]!, { ...datasets[0]!, id: 'newer', createdAt: datasets[0]!.createdAt + 1 }];
    expect(findDataset(two, 'd-raw')?.id).toBe('d-raw');
    expect(findDataset(two, 'raw')?.id).toBe('newer');
    expect(findDataset(two, 'gone')).toBeNull();
    expect(findDataset(two, null)?.id).toBe('d-raw');
  });

  it('fetches the cells of shown columns with the rows, and how they are spread one after the other', async () => {
    const { lab, browser } = open('d-exercises');
    await settle();
    browser.show(['meta.topic', 'bytes']);
    browser.show(['meta.topic', 'bytes']);
    await settle();
    expect(browser.row(0)?.values).toEqual({ 'meta.topic': 'dictionaries' });
    const asked = lab.calls.map(({ name }) => name);
    expect(asked).toEqual([
      'datasets.page',
      'datasets.columns',
      'datasets.page',
      'datasets.values',
      'datasets.histogram',
    ]);
  });

  it('keeps one condition for each column, and says each in words', async () => {
    const { browser } = open('d-kept');
    browser.toggleFilter({ by: 'range', column: 'quality', from: 0.5, to: 0.6, closed: false });
    browser.toggleFilter({ by: 'values', column: 'license', values: ['PSF-2.0', null] });
    browser.toggleFilter({ by: 'range', column: 'quality', from: 0.61234, to: 1, closed: true });
    browser.toggleFilter({ by: 'rows', label: 'chosen', ordinals: [1, 2] });
    await settle();
    expect(browser.filters.map(filterWords)).toEqual([
      'Licence PSF-2.0 or not given',
      'quality 0.6123 – 1',
      'chosen: 2 records',
    ]);
    browser.clear();
    await settle();
    expect(browser.total).toBe(214);
  });
});
