import { describe, expect, it } from 'vitest';
import { progressMeter } from '../../main/jobs/progress-meter.ts';

describe('the progress meter', () => {
  const report = (done: number) => ({ stage: 'train', doing: 'raw', done, total: 100, unit: 'steps' });

  it('counts the rate of this session only', () => {
    let now = 0;
    const meter = progressMeter(() => now);
    meter(report(60));
    now = 10_000;
    expect(meter(report(80))).toMatchObject({ rate: 2, etaSeconds: 10 });
  });

  it('speaks at most four times a second, but always at a new task and at the end', () => {
    let now = 0;
    const meter = progressMeter(() => now);
    expect(meter(report(1))).not.toBeNull();
    now = 100;
    expect(meter(report(2))).toBeNull();
    now = 260;
    expect(meter(report(3))).not.toBeNull();
    now = 270;
    expect(meter({ ...report(0), doing: 'filtered' })).not.toBeNull();
    now = 280;
    expect(meter({ ...report(100), doing: 'filtered' })).not.toBeNull();
  });

  it('does not know the ETA before it has seen any work', () => {
    const meter = progressMeter(() => 0);
    expect(meter(report(0))).toMatchObject({ rate: 0, etaSeconds: null });
  });
});
