import { describe, expect, it } from 'vitest';
import {
  aucWords,
  barsOf,
  calibrationWords,
  cutAt,
  keptAt,
  STEPS,
  stepForShare,
  toStep,
} from '../../renderer/views/quality/quality-line.ts';
import { formatRoute, parseRoute } from '../../renderer/bridge/route.ts';
import { qualityAnswers } from './fixture-quality.ts';

const view = qualityAnswers['quality.view']({ id: 'd-kept' });

describe('the line', () => {
  it('keeps everything at 0, and never more when it rises', () => {
    expect(keptAt(view, 0)).toEqual({
      records: view.records,
      bytes: view.bytes,
      shareOfRecords: 1,
      shareOfBytes: 1,
    });
    for (let step = 1; step <= STEPS; step++) {
      expect(keptAt(view, step).records).toBeLessThanOrEqual(keptAt(view, step - 1).records);
      expect(keptAt(view, step).bytes).toBeLessThanOrEqual(keptAt(view, step - 1).bytes);
    }
  });

  it('for a share is the highest that still keeps it', () => {
    const step = stepForShare(view, 0.25);
    expect(keptAt(view, step).shareOfRecords).toBeGreaterThanOrEqual(0.25);
    expect(keptAt(view, step + 1).shareOfRecords).toBeLessThan(0.25);
    expect(stepForShare(view, 1)).toBe(0);
  });

  it('divides bars that hold every record once', () => {
    const bars = barsOf(view);
    expect(bars).toHaveLength(50);
    expect(bars.reduce((sum, { records }) => sum + records, 0)).toBe(view.records);
    expect(bars.every(({ records }) => records >= 0)).toBe(true);
    expect([bars[0]!.from, bars.at(-1)!.to]).toEqual([0, 1]);
  });

  it('has the precision and recall of its threshold', () => {
    const { figures } = view.classifier!;
    expect(cutAt(figures, 0)).toBe(figures.cuts[0]);
    expect(cutAt(figures, 625)!.threshold).toBeCloseTo(0.62, 1);
    expect(cutAt(figures, STEPS)).toBe(figures.cuts.at(-1));
  });

  it('is a thousandth of the scale', () => {
    expect([toStep(0.6254), toStep(-1), toStep(7)]).toEqual([625, 0, 1000]);
  });

  it('has an address', () => {
    const at = { view: 'quality', dataset: 'scored-1', at: 0.625 } as const;
    expect(formatRoute(at)).toBe('#/quality/scored-1?at=0.625');
    expect(parseRoute(formatRoute(at))).toEqual(at);
    expect(parseRoute('#/quality')).toEqual({ view: 'quality', dataset: null, at: null });
    expect(parseRoute('#/quality/x?at=7')).toEqual({ view: 'quality', dataset: 'x', at: null });
    const label = { view: 'label', session: 'mine 2' } as const;
    expect(parseRoute(formatRoute(label))).toEqual(label);
    expect(formatRoute({ view: 'label', session: null })).toBe('#/label');
  });
});

it('says in words what figures mean', () => {
  expect(aucWords(0.96)).toBe('nearly always right');
  expect(aucWords(0.5)).toBe('no better than a coin');
  expect(calibrationWords(0.02)).toContain('at their word');
  expect(calibrationWords(0.13)).toContain('off by 13 points');
});
