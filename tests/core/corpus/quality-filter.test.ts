import { beforeAll, describe, expect, test } from 'vitest';
import { features } from '../../../main/core/corpus/features.ts';
import { areaUnderCurve } from '../../../main/core/corpus/classification.ts';
import type { FilterDecision, FilterOptions } from '../../../main/core/corpus/quality-filter.ts';
import { filterByFeatures, filterByQuality } from '../../../main/core/corpus/quality-filter.ts';
import { qualityOf } from '../../../main/core/corpus/quality.ts';
import type { CorpusRecord } from '../../../main/core/corpus/record.ts';
import { importStandardLibrary, newImportCounts } from '../../../main/node/corpus/import-python.ts';
import { rubricLabel } from '../../../main/core/corpus/rubric.ts';
import { parse, parser } from './python.ts';

/** A table of help texts, as CPython generates `pydoc_data/topics.py`, which the sandbox's Python comes without. */
const topics = `topics = {\n${Array.from(
  { length: 70 },
  (_, at) =>
    `    'topic${at}': r'''The statement number ${at}\n*****************\n\nIt is a convenient way to insert "things" into a program:\n\n   things_stmt ::= "things" expression\n''',\n`,
).join('')}}\n`;

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
  /** Shares of the files that score below this one, and the same. */
  const rankOf = (decisions: readonly { quality: number }[], id: string) => {
    const own = decisions[records.findIndex((record) => record.id === id)]!.quality;
    const share = (holds: (quality: number) => boolean): number =>
      decisions.filter(({ quality }) => holds(quality)).length / decisions.length;
    return { below: share((quality) => quality < own), equal: share((quality) => quality === own) };
  };

  test('tables of characters and boilerplate are at the bottom', () => {
    const { decisions } = filter();
    const bottom = records
      .map(({ id }, index) => ({ id, quality: decisions[index]!.quality }))
      .sort((one, other) => one.quality - other.quality)
      .slice(0, Math.floor(records.length / 10));
    const tables = bottom.filter(({ id }) => /\/(encodings|pydoc_data)\//.test(id));
    expect(tables.length / bottom.length).toBeGreaterThan(0.9);
  });

  describe.each([1, 2, 3])('with the labels of some files hidden (seed %i)', (seed) => {
    let decisions: readonly FilterDecision[];
    beforeAll(() => {
      decisions = filter({ seed, labelShare: 0.7 }).decisions;
    });

    test('tells the hidden files that are worth keeping from the others', () => {
      const hidden = records.flatMap((_, index) => (decisions[index]!.label === null ? [index] : []));
      expect(hidden.length / records.length).toBeCloseTo(0.3, 2);
      const area = areaUnderCurve(
        hidden.map((index) => decisions[index]!.quality),
        hidden.map((index) => rubricLabel(vectors[index]!) >= 4),
      )!;
      expect(area).toBeGreaterThanOrEqual(0.9);
    });

    test('knows a table of help texts, such as pydoc_data/topics.py, for what it is', () => {
      const { classifier } = filter({ seed, labelShare: 0.7 });
      const vector = features(parse(topics));
      expect(rubricLabel(vector)).toBe(1);
      expect(qualityOf(classifier, vector)).toBeLessThan(0.1);
    });

    test('ranks generated tables in the bottom tenth, and small documented algorithms in the top third', () => {
      const tables = records.filter(({ id }) => /\/encodings\/cp\w+\.py$/.test(id));
      expect(tables.length).toBe(40);
      for (const { id } of tables) {
        const { below, equal } = rankOf(decisions, id);
        expect(below + equal / 2, id).toBeLessThan(0.1);
      }
      for (const name of ['bisect', 'heapq', 'statistics', 'textwrap']) {
        expect(rankOf(decisions, `python-stdlib/${name}.py`).below, name).toBeGreaterThan(2 / 3);
      }
    });
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
    expect(rankOf(decisions, 'python-stdlib/argparse.py').below).toBeGreaterThan(0.5);
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
