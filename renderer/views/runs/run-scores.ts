import type { CheckpointScore } from '../../../preload/contract/evaluations.ts';
import type { ScoreMark } from '../../charts/score-marks.ts';

const nameOf = ({ benchmark, protocol }: CheckpointScore): string => `${benchmark}, ${protocol}`;

/** The benchmarks that checkpoints were measured on, the one with the most measurements first. */
export function benchmarksOf(scores: readonly CheckpointScore[]): readonly string[] {
  const groups = [...Map.groupBy(scores, nameOf)];
  return groups.sort((a, b) => b[1].length - a[1].length).map(([name]) => name);
}

/** The marks of one benchmark, one a step: where a checkpoint was measured more than once, its best. */
export function marksOf(scores: readonly CheckpointScore[], benchmark: string | null): readonly ScoreMark[] {
  const bySteps = new Map<number, CheckpointScore>();
  for (const score of scores) {
    if (nameOf(score) !== benchmark) continue;
    const known = bySteps.get(score.step);
    if (known === undefined || score.passAt1 > known.passAt1) bySteps.set(score.step, score);
  }
  return [...bySteps.values()]
    .sort((a, b) => a.step - b.step)
    .map(({ step, passAt1, best }) => ({ step, passAt1, best: best && bySteps.size > 1 }));
}
