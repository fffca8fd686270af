import type { CorpusRecord } from '../../../main/core/corpus/record.ts';
import { findFiles } from '../../../main/node/import/find-files.ts';
import type { FileChoice } from '../../../main/node/import/find-files.ts';
import { importRecords } from '../../../main/node/import/import-records.ts';
import type { ImportSettings } from '../../../main/node/import/import-records.ts';
import type { Reject } from '../../../main/node/import/refusal.ts';
import { RejectsWriter } from '../../../main/node/import/rejects.ts';

class Collected extends RejectsWriter {
  readonly all: Reject[] = [];
  override add(reject: Reject): void {
    this.all.push(reject);
    super.add(reject);
  }
}

/** Everything that an import of these paths takes and refuses. */
export async function readAll(
  paths: readonly string[],
  settings: Partial<ImportSettings> = {},
  choice: Partial<FileChoice> = {},
) {
  const files = await findFiles({ paths, endings: ['.py'], format: 'auto', split: null, ...choice });
  const rejects = new Collected();
  const tally = { bytesRead: 0, rejects, encodings: new Map<string, number>() };
  const records: CorpusRecord[] = [];
  const all: ImportSettings = {
    kind: 'code',
    endings: ['.py'],
    columns: {},
    license: null,
    separator: null,
    rules: { largestBytes: 2 ** 20, refuseMinified: true, refuseGenerated: false },
    ...settings,
  };
  for await (const record of importRecords(files, all, tally)) records.push(record);
  return { records, rejects: rejects.all, counts: rejects.counts, encodings: tally.encodings, tally };
}
