import { basename } from 'node:path';
import type { JobResult } from '../../../preload/contract/jobs.ts';
import { runOfJob } from '../../jobs/train/params.ts';
import { runId } from '../../node/store/ids.ts';
import { listArtifactsOfJobs } from '../../node/store/queries/artifacts.ts';
import { findRun } from '../../node/store/queries/runs.ts';
import type { ArtifactRow, JobRow } from '../../node/store/schema.ts';
import type { LabParts } from '../lab.ts';

/** What each of these jobs has to show, as far as it has made it: the last of its most telling things. */
export async function resultsOfJobs(
  parts: LabParts,
  jobs: readonly JobRow[],
): Promise<ReadonlyMap<string, JobResult>> {
  const artifacts = await listArtifactsOfJobs(
    parts.store.db,
    jobs.map(({ id }) => id),
  );
  const results = new Map<string, JobResult>();
  for (const job of jobs) {
    const own = artifacts.filter((artifact) => artifact.job_id === job.id);
    const result = job.kind === 'train' ? await runOf(parts, job) : resultOf(job.kind, own);
    if (result !== null) results.set(job.id, result);
  }
  return results;
}

/** The run of a training, from its first step on. */
async function runOf({ store }: LabParts, job: JobRow): Promise<JobResult | null> {
  const run = await findRun(store.db, runId(runOfJob(job.id)));
  return run === undefined ? null : { kind: 'run', id: run.id };
}

export function resultOf(
  jobKind: string,
  artifacts: readonly Pick<ArtifactRow, 'kind' | 'path'>[],
): JobResult | null {
  const last = (kind: ArtifactRow['kind']) => artifacts.findLast((artifact) => artifact.kind === kind);
  if (jobKind === 'recipe') {
    const report = last('report');
    return report ? { kind: 'report', id: basename(report.path, '.html') } : { kind: 'recipe' };
  }
  for (const kind of ['evaluation', 'dataset'] as const) {
    const found = last(kind);
    if (found) return { kind, id: basename(found.path) };
  }
  return null;
}
