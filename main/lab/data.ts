import { basename, resolve } from 'node:path';
import type { FilterReport } from '../core/corpus/quality-filter.ts';
import { filterByQuality } from '../core/corpus/quality-filter.ts';
import type { RecordKind } from '../core/corpus/record.ts';
import { Failure } from '../core/failure.ts';
import type { ImportCounts } from '../node/corpus/import-python.ts';
import { importPython, importStandardLibrary, newImportCounts } from '../node/corpus/import-python.ts';
import { createPythonParser } from '../node/corpus/tree-sitter-python.ts';
import type { DatasetManifest, ScoredRecord } from '../node/datasets/manifest.ts';
import { openDataset } from '../node/datasets/open-dataset.ts';
import { queryPage } from '../node/datasets/query.ts';
import { readRecords } from '../node/datasets/read-records.ts';
import { writeDataset } from '../node/datasets/write-dataset.ts';

export type ImportRequest = {
  /** Folders or files of Python; none means the standard library that ships with the sandbox. */
  readonly paths: readonly string[];
  readonly kind: RecordKind;
  readonly out: string;
  readonly signal: AbortSignal;
  readonly onProgress: (records: number) => void;
};

export type ImportResult = { readonly dataset: DatasetManifest; readonly refused: ImportCounts['refused'] };

/** Reads files into a dataset, and counts those that were refused by why. */
export async function importData(request: ImportRequest): Promise<ImportResult> {
  const counts = newImportCounts();
  const paths = request.paths.map((path) => resolve(path));
  const source = paths.length > 0 ? importPython(paths, counts) : importStandardLibrary(counts);
  async function* records(): AsyncGenerator<ScoredRecord> {
    for await (const record of source) {
      request.signal.throwIfAborted();
      request.onProgress(counts.imported);
      yield { ...record, kind: request.kind };
    }
  }
  const description = {
    name: basename(resolve(request.out)),
    operation: 'import',
    parameters: { paths: paths.length > 0 ? paths : ['Python standard library'], kind: request.kind },
    parents: [],
  };
  const dataset = await writeDataset(request.out, description, records());
  return { dataset, refused: counts.refused };
}

export type ShownDataset = {
  readonly dataset: DatasetManifest;
  readonly rows: Awaited<ReturnType<typeof queryPage>>['rows'];
  readonly total: number;
};

/** A dataset's manifest and its first records that match, after every shard was checked. */
export async function showData(folder: string, rows: number, query: string): Promise<ShownDataset> {
  const dataset = await openDataset(folder);
  const page = await queryPage(dataset, { offset: 0, limit: rows, query });
  return { dataset: dataset.manifest, ...page };
}

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
  const droppedPath = `${request.out}-dropped`;
  const kept = await write(request.out, true);
  return { kept, dropped: await write(droppedPath, false), droppedPath, report };
}
