import { basename, resolve } from 'node:path';
import type { Json } from '../../node/datasets/canonical-json.ts';
import type { DatasetManifest, ScoredRecord } from '../../node/datasets/manifest.ts';
import type { Dataset } from '../../node/datasets/open-dataset.ts';
import { readRecords } from '../../node/datasets/read-records.ts';
import { writeDataset } from '../../node/datasets/write-dataset.ts';

export type Split = {
  readonly kept: DatasetManifest;
  readonly dropped: DatasetManifest;
  readonly droppedPath: string;
};

/** Where the dropped records of a step go: beside the kept ones, so that they can be looked at. */
export const droppedPathOf = (out: string): string => `${out}-dropped`;

/**
 * Writes the records that `whyDropped` gives no reason for to `out`, and the others, each with its reason, to
 * `out`-dropped. Scores go along.
 */
export async function splitDataset(
  source: Dataset,
  out: string,
  step: { readonly operation: string; readonly parameters: Json },
  whyDropped: (id: string) => string | undefined,
): Promise<Split> {
  async function* part(dropped: boolean): AsyncGenerator<ScoredRecord> {
    for await (const record of readRecords(source)) {
      const reason = whyDropped(record.id);
      if ((reason !== undefined) !== dropped) continue;
      yield reason === undefined ? record : { ...record, decision: `dropped: ${reason}` };
    }
  }
  const write = (path: string, dropped: boolean): Promise<DatasetManifest> =>
    writeDataset(
      path,
      {
        name: basename(resolve(path)),
        operation: `${step.operation}: ${dropped ? 'dropped' : 'kept'}`,
        parameters: step.parameters,
        parents: [source.manifest.hash],
        scoreColumns: source.manifest.scores,
      },
      part(dropped),
    );
  const droppedPath = droppedPathOf(out);
  const kept = await write(out, false);
  return { kept, dropped: await write(droppedPath, true), droppedPath };
}
