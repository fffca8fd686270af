import { beforeAll, describe, expect, test } from 'vitest';
import { features } from '../../../main/core/corpus/features.ts';
import type { FilterOptions } from '../../../main/core/corpus/quality-filter.ts';
import { filterByFeatures, filterByQuality } from '../../../main/core/corpus/quality-filter.ts';
import type { CorpusRecord } from '../../../main/core/corpus/record.ts';
import { importStandardLibrary, newImportCounts } from '../../../main/node/corpus/import-python.ts';
import { parse, parser } from './python.ts';

const options: FilterOptions = { seed: 1, labelShare: 0.5, cut: { by: 'share', keep: 0.25 } };

describe('the standard library', () => {
  const records: CorpusRecord[] = [];
  const vectors: Float64Array[] = [];
  beforeAll(async () => {
    for await (const record of importStandardLibrary(newImportCounts())) {
      records.push(record);
      vectors.push(features(parse(record.text)));
    }
  });
  const filter = (more: Partial<FilterOptions> = {}) =>
    filterByFeatures(records, vectors, { ...options, ...more });
  /** Share of the files that score below this one. */
  const standing = (decisions: readonly { quality: number }[], file: string): number => {
    const own = decisions[records.findIndex(({ id }) => id === `python-stdlib/${file}.py`)]!.quality;
    return decisions.filter(({ quality }) => quality < own).length / decisions.length;
  };

  test('tables of characters are at the bottom, lessons near the top', () => {
    const { decisions } = filter();
    const bottom = records
      .map(({ id }, index) => ({ id, quality: decisions[index]!.quality }))
      .sort((one, other) => one.quality - other.quality)
      .slice(0, Math.floor(records.length / 10));
    const tables = bottom.filter(({ id }) => /\/(encodings|pydoc_data)\//.test(id));
    expect(tables.length / bottom.length).toBeGreaterThan(0.9);
    for (const table of ['encodings/cp037', 'encodings/cp1252', 'encodings/cp500']) {
      expect(standing(decisions, table), table).toBeLessThan(0.1);
    }
    for (const lesson of ['bisect', 'heapq', 'statistics', 'textwrap']) {
      expect(standing(decisions, lesson), lesson).toBeGreaterThan(2 / 3);
    }
  });

  test('labels that were hidden are found again', () => {
    const areas = [1, 2, 3].map((seed) => filter({ seed, labelShare: 1 }).report.classifier.auc!);
    for (const area of areas) expect(area).toBeGreaterThanOrEqual(0.9);
    expect(filter({ labelShare: 1 }).report.classifier.heldOut).toBe(Math.round(0.3 * records.length));
  });

  test('the report adds up', () => {
    const { decisions, report } = filter();
    const kept = decisions.filter(({ kept }) => kept);
    expect(report.keptRecords).toBe(kept.length);
    expect(Math.abs(kept.length / records.length - 0.25)).toBeLessThan(0.02);
    expect(Math.min(...kept.map(({ quality }) => quality))).toBe(report.threshold);
    expect(report.labelled).toBe(Math.ceil(records.length / 2));
    expect(decisions.filter(({ label }) => label !== null)).toHaveLength(report.labelled);
    expect(report.classifier.labelCounts.reduce((sum, count) => sum + count, 0)).toBe(report.labelled);
    expect(report.classifier.importance.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
    for (const { quality } of decisions) expect(quality >= 0 && quality <= 1).toBe(true);
    expect(kept[0]!.reason).toMatch(/^kept: quality 0\.\d{3} ≥ 0\.\d{3}$/);
  });

  test('the same seed gives the same outcome, another seed another sample', () => {
    expect(filter()).toEqual(filter());
    expect(filter({ seed: 2 }).decisions).not.toEqual(filter().decisions);
  });

  test('a threshold cuts at that score', () => {
    const { decisions, report } = filter({ cut: { by: 'threshold', quality: 0.5 } });
    expect(report.threshold).toBe(0.5);
    for (const { quality, kept } of decisions) expect(kept).toBe(quality >= 0.5);
  });

  test("labels from elsewhere are learned instead of the rubric's", () => {
    const longIsGood = (_: Float64Array, { text }: CorpusRecord) => (text.length > 12_000 ? 5 : 1);
    const { decisions, report } = filter({ label: longIsGood });
    expect(report.classifier.auc).toBeGreaterThan(0.95);
    expect(report.classifier.importance[0]!.feature).toBe('logBytes');
    expect(standing(decisions, 'argparse')).toBeGreaterThan(0.5);
  });
});

test('measuring and judging in one go tells how far it is', () => {
  const records = Array.from({ length: 60 }, (_, index): CorpusRecord => ({
    id: `${index}`,
    text:
      index % 2 === 0
        ? `def f(x):\n    """Add ${index}."""\n    return x + ${index}\n`
        : `T = [${'1, '.repeat(index + 20)}]\n`,
    kind: 'code',
    source: 's',
    meta: {},
  }));
  const seen: number[] = [];
  const { decisions } = filterByQuality(records, parser, {
    ...options,
    labelShare: 1,
    cut: { by: 'share', keep: 0.5 },
    onProgress: (done, total) => seen.push(done / total),
  });
  expect(decisions.map(({ kept }) => kept)).toEqual(records.map((_, index) => index % 2 === 0));
  expect(seen).toHaveLength(60);
  expect(seen.at(-1)).toBe(1);
});

test('too few texts and impossible shares are refused', () => {
  expect(() => filterByQuality([], parser, options)).toThrow(
    'The quality classifier has 0 labels, too few to learn from; label 40 texts or more.',
  );
  expect(() => filterByQuality([], parser, { ...options, labelShare: 0 })).toThrow(
    "The filter's labelShare is 0; choose a share above 0 and up to 1.",
  );
  expect(() => filterByQuality([], parser, { ...options, cut: { by: 'share', keep: 25 } })).toThrow(
    /keep is 25/,
  );
});
