import { describe, expect, it } from 'vitest';
import {
  describe as describeProgress,
  duration,
  paceOf,
  progressLine,
} from '../../main/doors/cli/progress-line.ts';

const progress = {
  stage: 'train',
  doing: 'raw',
  done: 25,
  total: 100,
  unit: 'steps',
  rate: 12.34,
  etaSeconds: 61,
};

function stream(isTTY: boolean) {
  const out = { text: '', isTTY, columns: 40, write: (text: string) => (out.text += text) };
  return out;
}

describe('the progress line', () => {
  it('says stage, share, rate and what is left', () => {
    expect(describeProgress({ ...progress, jobEtaSeconds: 7_800 })).toBe(
      'train: raw · 25 % · 12.3 steps/s · 1 min 01 s left · 2 h 10 min to the end',
    );
    expect(describeProgress({ ...progress, total: 0, rate: 0, etaSeconds: null })).toBe('train: raw');
    expect(describeProgress({ ...progress, done: 999, total: 1_000, rate: 0, etaSeconds: null })).toBe(
      'train: raw · 99 %',
    );
  });

  it('is written over on a terminal, no wider than it, and leaves nothing behind', () => {
    const out = stream(true);
    let now = 0;
    const line = progressLine(out, () => now);
    line.show(progress);
    now = 50;
    line.show(progress);
    expect(out.text).toBe('\r\x1b[Ktrain: raw · 25 % · 12.3 steps/s · 1 mi');
    line.note('Saved.');
    expect(out.text).toContain('\r\x1b[KSaved.\ntrain: raw');
    line.clear();
    expect(out.text.endsWith('\r\x1b[K')).toBe(true);
    expect(out.text.split('\n')).toHaveLength(2);
  });

  it('is a plain line every five seconds elsewhere, and at every new stage', () => {
    const out = stream(false);
    let now = 0;
    const line = progressLine(out, () => now);
    for (now = 0; now <= 10_000; now += 100) line.show(progress);
    line.show({ ...progress, stage: 'evaluate' });
    expect(out.text.split('\n').filter((text) => text.startsWith('train'))).toHaveLength(3);
    expect(out.text).toContain('\nevaluate: raw');
    expect(out.text).not.toContain('\x1b');
  });

  it('measures a pace from where it began', () => {
    let now = 1_000;
    const pace = paceOf('judge', 'running', 'samples', () => now);
    expect(pace(10, 110)).toMatchObject({ rate: 0, etaSeconds: null });
    now = 3_000;
    expect(pace(30, 110)).toMatchObject({ rate: 10, etaSeconds: 8 });
  });

  it.each([
    [0.4, '0 s'],
    [59.4, '59 s'],
    [60, '1 min 00 s'],
    [3_599, '59 min 59 s'],
    [3_600, '1 h 00 min'],
  ])('writes %d seconds as %s', (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });
});
