/** How often a model was right on some of the problems. */
export type PartScore = { readonly problems: number; readonly full: number; readonly retrained: number };

/** One threshold of phi-1's section 5: problems passed by the model of all data and by the one of the pruned data. */
export type PruneRow = {
  readonly tau: number;
  /** Records that were removed for this threshold, and that stayed. */
  readonly removed: number;
  readonly kept: number;
  /** Problems that have a training function alike by τ or more, and the others. */
  readonly similar: PartScore;
  readonly notSimilar: PartScore;
  readonly total: PartScore;
};

export type PruneInput = {
  /** Every problem, and the best match rate of a training function with it; 0 where none came near. */
  readonly problems: readonly { readonly taskId: string; readonly closest: number }[];
  /** Tasks that the model of all data passed. */
  readonly full: ReadonlySet<string>;
  readonly thresholds: readonly {
    readonly tau: number;
    readonly removed: number;
    readonly kept: number;
    /** Tasks that the model of the pruned data passed. */
    readonly retrained: ReadonlySet<string>;
  }[];
};

/**
 * The paper's table: for each τ the benchmark is split into problems with a similar training text and without, and each
 * model is scored on both. What a model owes to similar texts, the retrained one loses on the similar problems alone.
 */
export function pruneTable({ problems, full, thresholds }: PruneInput): PruneRow[] {
  return thresholds.map(({ tau, removed, kept, retrained }) => {
    const part = (wanted: (closest: number) => boolean): PartScore => {
      const those = problems.filter(({ closest }) => wanted(closest));
      const passed = (by: ReadonlySet<string>): number => those.filter(({ taskId }) => by.has(taskId)).length;
      return { problems: those.length, full: passed(full), retrained: passed(retrained) };
    };
    // Rates are decimal: what is 0.95 may be a little less in binary.
    const isSimilar = (closest: number): boolean => closest >= tau - 1e-9;
    return {
      tau,
      removed,
      kept,
      similar: part(isSimilar),
      notSimilar: part((closest) => !isSimilar(closest)),
      total: part(() => true),
    };
  });
}
