/** An evaluated checkpoint of a run, for its loss curve. */
export type CheckpointScore = {
  readonly evaluationId: string;
  readonly step: number;
  readonly benchmark: string;
  readonly protocol: string;
  readonly passAt1: number;
  readonly ci95: readonly [number, number];
  /** The highest pass@1 among the run's checkpoints that were asked the same in the same way. */
  readonly best: boolean;
};

/** An evaluation that can be the best of its kind. */
export type EvaluatedCheckpoint = Omit<CheckpointScore, 'best'> & {
  /** Equal for evaluations that were asked the same problems with the same settings. */
  readonly kind: string;
};

/**
 * Marks the best checkpoint of each kind, as phi-1's authors chose theirs: the highest pass@1, of equals the
 * earliest. A checkpoint that was measured twice in the same way counts with its first evaluation.
 */
export function markBest(evaluated: readonly EvaluatedCheckpoint[]): CheckpointScore[] {
  const best = new Map<string, EvaluatedCheckpoint>();
  for (const one of evaluated) {
    const leader = best.get(one.kind);
    const leads =
      leader === undefined ||
      one.passAt1 > leader.passAt1 ||
      (one.passAt1 === leader.passAt1 && one.step < leader.step);
    if (leads) best.set(one.kind, one);
  }
  return evaluated.map(({ kind, ...score }) => ({
    ...score,
    best: best.get(kind)?.evaluationId === score.evaluationId,
  }));
}
