import type { CheckpointScore } from '../../core/evaluation/best-checkpoint.ts';
import { markBest } from '../../core/evaluation/best-checkpoint.ts';
import type { EvaluationSettings } from '../../core/evaluation/settings.ts';
import type { Json } from '../../node/datasets/canonical-json.ts';
import { canonicalJson } from '../../node/datasets/canonical-json.ts';
import { listEvaluationsOfRun } from '../../node/store/queries/evaluations.ts';
import { protocolWords } from './evaluations.ts';
import type { LabParts } from '../lab.ts';

/** The evaluated checkpoints of a run by step, the best of each benchmark and setting marked. */
export async function checkpointScores(parts: LabParts, run: string): Promise<CheckpointScore[]> {
  const rows = await listEvaluationsOfRun(parts.store.db, run);
  return markBest(
    rows.flatMap((row) => {
      if (row.step === null || row.pass_at_1 === null) return [];
      const settings = JSON.parse(row.settings) as Partial<EvaluationSettings>;
      return [
        {
          evaluationId: row.id,
          step: row.step,
          benchmark: row.benchmark,
          protocol: protocolWords[settings.promptForm ?? 'completion'],
          passAt1: row.pass_at_1,
          ci95: [row.ci_low!, row.ci_high!] as const,
          kind: canonicalJson({ benchmark: row.benchmark_hash, settings: settings as Json }),
        },
      ];
    }),
  );
}
