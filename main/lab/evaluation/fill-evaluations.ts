import type { Project } from '../../node/projects/project.ts';
import { absolutePath } from '../../node/projects/project.ts';
import {
  listUnfilledEvaluations,
  upsertEvaluation,
  upsertEvaluationProblems,
  upsertEvaluationSamples,
} from '../../node/store/queries/evaluations.ts';
import type { Store } from '../../node/store/store.ts';
import { readEvaluationRows } from './evaluation-rows.ts';

/**
 * Takes in the problems and samples of finished evaluations that the store knows by their score alone, as
 * the store's first version did. What cannot be read stays as it is.
 */
export async function fillEvaluations(store: Store, project: Project): Promise<void> {
  for (const { id, path, job_id } of await listUnfilledEvaluations(store.db)) {
    const rows = readEvaluationRows(absolutePath(project, path), path, job_id);
    if (rows?.evaluation.id !== id) continue;
    await store.db.transaction().execute(async (db) => {
      await upsertEvaluation(db, rows.evaluation);
      await upsertEvaluationProblems(db, rows.problems);
      await upsertEvaluationSamples(db, rows.samples);
    });
  }
}
