import type { CorpusRecord } from '../../core/corpus/record.ts';
import { findFiles } from '../import/find-files.ts';
import type { FoundFiles } from '../import/find-files.ts';
import { importRecords } from '../import/import-records.ts';
import type { ImportSettings } from '../import/import-records.ts';
import type { RefusalCounts } from '../import/rejects.ts';
import { RejectsWriter } from '../import/rejects.ts';
import { standardLibrary } from '../import/standard-library.ts';

export type ImportCounts = { imported: number; refused: RefusalCounts };

export const newImportCounts = (): ImportCounts => ({ imported: 0, refused: new RejectsWriter().counts });

/** Python as the recipe takes it: files up to a megabyte that do not look minified. */
const PYTHON: ImportSettings = {
  kind: 'code',
  endings: ['.py'],
  columns: {},
  license: null,
  separator: null,
  rules: { largestBytes: 2 ** 20, refuseMinified: true, refuseGenerated: false },
};

async function* pythonOf(found: FoundFiles, counts: ImportCounts): AsyncGenerator<CorpusRecord> {
  const rejects = new RejectsWriter();
  counts.refused = rejects.counts;
  for await (const record of importRecords(found, PYTHON, { bytesRead: 0, rejects, encodings: new Map() })) {
    counts.imported += 1;
    yield record;
  }
}

/** Records for every `.py` file of the paths the user named, in the order given and then by name. */
export async function* importPython(
  paths: readonly string[],
  counts: ImportCounts,
): AsyncGenerator<CorpusRecord> {
  yield* pythonOf(await findFiles({ paths, endings: PYTHON.endings, format: 'source', split: null }), counts);
}

/** Python's standard library as source, from the zip that pyodide brings. */
export async function* importStandardLibrary(counts: ImportCounts): AsyncGenerator<CorpusRecord> {
  yield* pythonOf(await standardLibrary(), counts);
}
