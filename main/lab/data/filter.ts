import { basename, resolve } from 'node:path';
import type { FilterReport } from '../../core/corpus/quality-filter.ts';
import { filterByQuality } from '../../core/corpus/quality-filter.ts';
import { Failure } from '../../core/failure.ts';
import { createPythonParser } from '../../node/corpus/tree-sitter-python.ts';
import type { DatasetManifest, ScoredRecord } from '../../node/datasets/manifest.ts';
import { openDataset } from '../../node/datasets/open-dataset.ts';
import { readRecords } from '../../node/datasets/read-records.ts';
import { writeDataset } from '../../node/datasets/write-dataset.ts';
import { droppedPathOf } from './split.ts';

export type FilterRequest = {
  readonly dataset: string;
  /** The kept records; the dropped ones go to a second folder beside it. */
  readonly out: string;
  readonly keepShare: number;
  readonly labelShare: number;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
};

export type FilterResult = {
  readonly kept: DatasetManifest;
  readonly dropped: DatasetManifest;
  readonly droppedPath: string;
  readonly report: FilterReport;
};

/** phi-1's filter as one command: label a sample, learn the labels, score all, keep the best share. */
export async function filterData(request: FilterRequest): Promise<FilterResult> {
  const source = await openDataset(request.dataset);
  const records: ScoredRecord[] = [];
  for await (const record of readRecords(source)) records.push(record);
  if (records.length === 0) {
    throw new Failure('empty-dataset', `The dataset ${request.dataset} is empty; there is nothing to filter.`);
  }
  const { keepShare, labelShare, seed } = request;
  const { decisions, report } = filterByQuality(records, await createPythonParser(), {
    seed,
    labelShare,
    cut: { by: 'share', keep: keepShare },
    onProgress: (done, total) => {
      request.signal.throwIfAborted();
      request.onProgress(done, total);
    },
  });
  const write = (path: string, kept: boolean): Promise<DatasetManifest> =>
    writeDataset(
      path,
      {
        name: basename(resolve(path)),
        operation: kept ? 'filter: kept' : 'filter: dropped',
        parameters: { keepShare, labelShare, seed, threshold: report.threshold },
        parents: [source.manifest.hash],
        scoreColumns: ['quality', 'label'],
      },
      records.flatMap((record, at) => {
        const { quality, label, reason, kept: isKept } = decisions[at]!;
        return isKept === kept ? [{ ...record, scores: { quality, label }, decision: reason }] : [];
      }),
    );
  const droppedPath = droppedPathOf(request.out);
  const kept = await write(request.out, true);
  return { kept, dropped: await write(droppedPath, false), droppedPath, report };
}
