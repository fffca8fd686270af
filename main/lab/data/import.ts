import { basename, resolve } from 'node:path';
import type { RecordKind } from '../../core/corpus/record.ts';
import type { ImportCounts } from '../../node/corpus/import-python.ts';
import { importPython, importStandardLibrary, newImportCounts } from '../../node/corpus/import-python.ts';
import type { DatasetManifest, ScoredRecord } from '../../node/datasets/manifest.ts';
import { writeDataset } from '../../node/datasets/write-dataset.ts';

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
