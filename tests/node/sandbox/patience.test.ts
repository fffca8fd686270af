import { describe, expect, it } from 'vitest';
import { Patience, type Ran } from '../../../main/node/sandbox/patience.ts';

const limits = { timeMs: 800, memoryBytes: 2 ** 27, outputBytes: 1000 };

function ran(verdict: 'passed' | 'timeout', elapsedMs: number, usedMs: number | null): Ran {
  const told =
    verdict === 'passed' ? { verdict } : { verdict, detail: 'The program ran longer than 800 ms.' };
  return { ...told, stdout: '', elapsedMs, usedMs, reusable: false };
}

describe('patience with a program on a host that stops by the clock on the wall', () => {
  it('lets what a run came to stand where nobody kept it waiting', () => {
    for (const result of [
      ran('passed', 12, 10),
      ran('timeout', 800, 800),
      ran('timeout', 800, null),
      ran('timeout', 800, Infinity),
    ]) {
      expect(new Patience(limits).conclude(result)?.verdict).toBe(result.verdict);
    }
  });

  it('runs one that was kept waiting again, its interpreter reusable or not, with the time that it lacked', () => {
    const patience = new Patience(limits);
    expect(patience.conclude(ran('timeout', 800, 200))).toBeNull();
    expect(patience.limits).toEqual({ ...limits, timeMs: 800 * 8 });
    expect(patience.conclude(ran('passed', 2400, 600))).toEqual({
      verdict: 'passed',
      stdout: '',
      elapsedMs: 2400,
    });
  });

  it("still calls one too slow that took more of the processor's time than it had", () => {
    const patience = new Patience({ ...limits, timeMs: 100 });
    expect(patience.conclude(ran('timeout', 100, 10))).toBeNull();
    expect(patience.limits.timeMs).toBe(100 * 20);
    expect(patience.conclude(ran('passed', 400, 110))).toMatchObject({ verdict: 'timeout', elapsedMs: 100 });
  });

  it('gives up on one that is kept waiting again and again', () => {
    const patience = new Patience(limits);
    for (let again = 0; again < 3; again++) expect(patience.conclude(ran('timeout', 900, 100))).toBeNull();
    expect(patience.conclude(ran('timeout', 900, 100))?.verdict).toBe('timeout');
    expect(new Patience(limits).conclude(ran('timeout', 800 * 20, 100))?.verdict).toBe('timeout');
  });
});
