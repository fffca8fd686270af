import { basename } from 'node:path';
import type { JobResult } from '../../preload/contract/jobs.ts';
import { listArtifactsOfJobs } from '../node/store/queries/artifacts.ts';
import type { ArtifactRow, JobRow } from '../node/store/schema.ts';
import type { LabParts } from './lab.ts';

/** What each of these jobs has to show, as far as it has made it: the last of its most telling things. */
export async function resultsOfJobs(
  parts: LabParts,
  jobs: readonly JobRow[],
): Promise<ReadonlyMap<string, JobResult>> {
  const artifacts = await listArtifactsOfJobs(
    parts.store.db,
    jobs.map(({ id }) => id),
  );
  return new Map(
    jobs.flatMap((job) => {
      const own = artifacts.filter((artifact) => artifact.job_id === job.id);
      const result = resultOf(job.kind, own);
      return result === null ? [] : [[job.id, result] as const];
    }),
  );
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
