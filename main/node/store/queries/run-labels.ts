import type { Kysely } from 'kysely';
import type { RunId } from '../ids.ts';
import type { Schema } from '../schema.ts';

export type RunLabels = { readonly tags: readonly string[]; readonly note: string };

const NONE: RunLabels = { tags: [], note: '' };

/** Of all runs, or of those that are named. */
export async function labelsOfRuns(
  db: Kysely<Schema>,
  ids?: readonly RunId[],
): Promise<ReadonlyMap<string, RunLabels>> {
  const rows = await db
    .selectFrom('run_labels')
    .selectAll()
    .$if(ids !== undefined, (query) => query.where('run_id', 'in', ids!))
    .execute();
  return new Map(
    rows.map(({ run_id, tags, note }) => [run_id, { tags: JSON.parse(tags) as string[], note }]),
  );
}

/** Changes the labels of some runs together: what one of them refuses, none of them gets. */
export async function changeLabels(
  db: Kysely<Schema>,
  runs: readonly RunId[],
  change: (labels: RunLabels) => RunLabels,
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const there = await labelsOfRuns(transaction, runs);
    for (const run of runs) {
      const { tags, note } = change(there.get(run) ?? NONE);
      const row = { run_id: run, tags: JSON.stringify(tags), note };
      await transaction
        .insertInto('run_labels')
        .values(row)
        .onConflict((conflict) => conflict.column('run_id').doUpdateSet(row))
        .execute();
    }
  });
}
