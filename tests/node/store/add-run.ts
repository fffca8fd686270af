import type { RunId } from '../../../main/node/store/ids.ts';
import { jobId } from '../../../main/node/store/ids.ts';
import { insertJob } from '../../../main/node/store/queries/jobs.ts';
import { startRun } from '../../../main/node/store/queries/runs.ts';
import type { Store } from '../../../main/node/store/store.ts';

/** A run with its job, and nothing told yet. */
export async function addRun(store: Store, run: RunId, totalSteps = 1): Promise<void> {
  const job = jobId('j');
  const request = { kind: 'train', title: 't', params: '{}', started_at: 0, state: 'running' } as const;
  await insertJob(store.db, { id: job, ...request });
  await startRun(store.db, {
    id: run,
    job_id: job,
    name: 'r',
    path: 'runs/r',
    config: '{}',
    parameters: 1,
    total_steps: totalSteps,
    at: 0,
  });
}
