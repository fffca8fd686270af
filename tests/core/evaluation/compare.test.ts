import { expect, it } from 'vitest';
import { markBest } from '../../../main/core/evaluation/best-checkpoint.ts';
import { compareModels } from '../../../main/core/evaluation/compare.ts';
import { scoreByGroup, scorePassAtK } from '../../../main/core/evaluation/score.ts';
import { seeded } from './seeded.ts';

const tallies = (correct: readonly number[], samples = 1) =>
  correct.map((one, at) => ({ taskId: `T/${at}`, samples, correct: one }));

it('compares one sample a problem with McNemar, and names the flips', () => {
  const first = tallies([1, 1, 1, 1, 1, 1, 1, 0, 0, 1]);
  const second = tallies([0, 0, 0, 0, 0, 0, 0, 1, 0, 1]);
  const compared = compareModels(
    { name: 'new', tallies: first },
    { name: 'old', tallies: second },
    seeded(1),
  );
  expect(compared.mcnemar).toMatchObject({ onlyFirst: 7, onlySecond: 1 });
  // 2 · (C(8,0) + C(8,1)) / 2⁸
  expect(compared.p).toBeCloseTo(18 / 256, 12);
  expect(compared).toMatchObject({ problems: 10, both: 1, neither: 1 });
  expect(compared.flips).toHaveLength(8);
  expect(compared.difference).toBeCloseTo(0.6, 12);
  expect(compared.sentence).toMatch(/new solved 7 problems that old did not.*do not tell them apart/);
});

it('compares many samples with a paired bootstrap, on the problems that both were asked', () => {
  const first = tallies([10, 9, 8, 10, 9, 9, 10, 10], 10);
  const second = tallies([1, 2, 3, 0, 1, 2, 1], 10);
  const compared = compareModels({ name: 'a', tallies: first }, { name: 'b', tallies: second }, seeded(1));
  expect(compared).toMatchObject({ problems: 7, mcnemar: null });
  expect(compared.ci95[0]).toBeGreaterThan(0.5);
  expect(compared.p).toBeLessThan(0.001);
  expect(compared.sentence).toMatch(/a has a pass@1 \d+\.\d points above b's .* chance hardly explains/);
  const back = compareModels({ name: 'b', tallies: second }, { name: 'a', tallies: first }, seeded(1));
  expect(back.difference).toBeCloseTo(-compared.difference, 12);
  expect(back.sentence.startsWith('a has')).toBe(true);
  expect(() =>
    compareModels(
      { name: 'a', tallies: first },
      { name: 'c', tallies: [{ taskId: 'U', samples: 1, correct: 0 }] },
      seeded(1),
    ),
  ).toThrow(/no problem in common/);
});

it('gives pass@k for every k that the samples allow, rising with k', () => {
  const scores = scorePassAtK(tallies([0, 1, 5, 10, 3], 10), seeded(2));
  expect(scores.map(({ k }) => k)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  for (const [at, score] of scores.entries()) {
    expect(score.low).toBeLessThanOrEqual(score.rate);
    expect(score.high).toBeGreaterThanOrEqual(score.rate);
    if (at > 0) expect(score.rate).toBeGreaterThanOrEqual(scores[at - 1]!.rate);
  }
  expect(scorePassAtK(tallies([0, 1, 1]), seeded(2))).toMatchObject([
    { k: 1, interval: 'wilson', solved: 2 },
  ]);
});

it('counts a problem in each of its groups', () => {
  const grouped = tallies([1, 0, 1]).map((tally, at) => ({
    ...tally,
    groups: at === 2 ? ['a', 'b', 'a'] : ['a'],
  }));
  expect(scoreByGroup(grouped, seeded(1))).toMatchObject([
    { group: 'a', problems: 3, solved: 2 },
    { group: 'b', problems: 1, solved: 1 },
  ]);
});

it('marks the best checkpoint of each kind, the earliest of equals', () => {
  const one = (evaluationId: string, step: number, passAt1: number, kind = 'k') => ({
    evaluationId,
    step,
    benchmark: 'b',
    protocol: 'zero-shot',
    passAt1,
    ci95: [0, 1] as const,
    kind,
  });
  const marked = markBest([
    one('a', 30, 0.4),
    one('b', 20, 0.5),
    one('c', 10, 0.5),
    one('d', 40, 0.1, 'other'),
  ]);
  expect(marked.filter(({ best }) => best).map(({ evaluationId }) => evaluationId)).toEqual(['c', 'd']);
});
