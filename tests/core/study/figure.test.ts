import { describe, expect, it } from 'vitest';
import { computeFigure } from '../../../main/core/study/figure.ts';
import { studySeries, type StudyModel } from '../../../main/core/study/findings.ts';

const models: StudyModel[] = ['raw', 'kept <best>'].flatMap((dataset, quality) =>
  [1e6, 2e6, 4e6].flatMap((tokens) =>
    [1, 2].map((seed) => {
      const loss = 9 * (6 * 1e6 * tokens) ** -0.05 * (1 - quality * 0.1) * (1 + (seed - 1.5) * 0.01);
      const values = { 'solution-loss': loss, 'held-out-loss': null, 'pass@1': quality * 0.5 };
      return { dataset, preset: 'nano', seed, parameters: 1e6, tokens, values };
    }),
  ),
);
const datasets = ['raw', 'kept <best>'];

describe('the findings of a study', () => {
  it('are a group for each size and token count, over its seeds', () => {
    const [raw] = studySeries(models, datasets, 'solution-loss');
    expect(raw!.groups.map(({ tokens, seeds }) => [tokens, seeds])).toEqual([
      [1e6, 2],
      [2e6, 2],
      [4e6, 2],
    ]);
    const { low, mean, high } = raw!.groups[0]!;
    expect(low).toBeLessThan(mean);
    expect((low + high) / 2).toBeCloseTo(mean, 12);
  });

  it('tell how much compute the better data saves: a tenth less loss at a slope of 0.05', () => {
    const [raw, kept] = studySeries(models, datasets, 'solution-loss');
    expect(raw!.computeSaved).toBeNull();
    expect(kept!.computeSaved).toBeCloseTo(0.9 ** (-1 / 0.05), 6);
  });

  it('leave out what was not measured, and fit no line through shares', () => {
    expect(studySeries(models, datasets, 'held-out-loss').map(({ groups }) => groups.length)).toEqual([0, 0]);
    expect(studySeries(models, datasets, 'pass@1').map(({ powerLaw }) => powerLaw)).toEqual([null, null]);
  });
});

describe('the figure', () => {
  it('has a mark for each group, a bar where seeds differ, and names that are escaped', () => {
    const svg = computeFigure(studySeries(models, datasets, 'solution-loss'), 'solution-loss', {
      description: 'Loss & compute',
      names: { raw: 'raw' },
    });
    expect(svg.match(/<circle/g)).toHaveLength(6);
    expect(svg).toContain('aria-label="Loss &amp; compute"');
    expect(svg).toContain('>kept &lt;best&gt;</text>');
    expect(svg).not.toContain('NaN');
  });

  it('starts shares at 0 and draws every point inside', () => {
    const svg = computeFigure(studySeries(models, datasets, 'pass@1'), 'pass@1', {
      description: '',
      names: {},
    });
    const heights = [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, , cy]) => Number(cy));
    expect(Math.max(...heights)).toBe(372);
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(16);
  });
});
