import type { StageView } from '../../../preload/contract/recipe.ts';
import type { JobId } from '../../node/store/ids.ts';
import { selectMetrics } from '../../node/store/queries/metrics.ts';
import { runAtWork } from '../../node/store/queries/runs.ts';
import type { LabParts } from '../lab.ts';

/** Points of the loss that a leaf has room for. */
const SPARK_POINTS = 120;

/** The loss of the model that is being trained, as far as it has come; other stages tell their scraps themselves. */
export async function liveScrap({ store: { db } }: LabParts, job: JobId): Promise<StageView['scrap']> {
  const run = await runAtWork(db, job);
  if (run === undefined) return null;
  const { rows } = await selectMetrics(db, { run, from: 0, to: Number.MAX_SAFE_INTEGER, maxPoints: SPARK_POINTS });
  const values = rows.flatMap(({ loss }) => (loss === null ? [] : [loss]));
  return values.length < 2 ? null : { kind: 'loss', values };
}
