import type { CorpusRecord } from '../../core/corpus/record.ts';
import type { ColumnMap } from './columns.ts';
import type { FoundFiles } from './find-files.ts';
import type { Format } from './formats.ts';
import type { ImportSettings } from './import-records.ts';
import { importRecords } from './import-records.ts';
import type { Reject } from './refusal.ts';
import { RejectsWriter } from './rejects.ts';

export type Preview = {
  readonly formats: readonly FormatCount[];
  readonly columns: (ColumnMap & { readonly names: readonly string[] }) | null;
  readonly records: readonly CorpusRecord[];
  readonly rejects: readonly Reject[];
};

export type FormatCount = {
  readonly format: Format;
  readonly files: number;
  readonly bytes: number;
  readonly example: string;
};

const RECORDS = 3;
/** A folder in which nothing can be taken is not read to its end for a look at it. */
const REJECTS = 20;

/** The first records that an import would take, and what it would refuse on the way to them. */
export async function previewImport(found: FoundFiles, settings: ImportSettings): Promise<Preview> {
  const records: CorpusRecord[] = [];
  const enough = new Error('enough rejects');
  const rejects: Reject[] = [];
  let columns: Preview['columns'] = null;
  const writer = new (class extends RejectsWriter {
    override add(reject: Reject): void {
      rejects.push(reject);
      if (rejects.length >= REJECTS) throw enough;
    }
  })();
  const tally = {
    bytesRead: 0,
    rejects: writer,
    encodings: new Map<string, number>(),
    onColumns: (names: readonly string[], map: ColumnMap) => {
      columns ??= { ...map, names };
    },
  };
  try {
    for await (const record of importRecords(found, settings, tally)) {
      records.push(record);
      if (records.length >= RECORDS) break;
    }
  } catch (error) {
    if (error !== enough) throw error;
  }
  return { formats: countFormats(found), columns, records, rejects };
}

function countFormats({ files }: FoundFiles): FormatCount[] {
  const counts = new Map<Format, FormatCount>();
  for (const { format, bytes, name } of files) {
    const count = counts.get(format) ?? { format, files: 0, bytes: 0, example: name };
    counts.set(format, { ...count, files: count.files + 1, bytes: count.bytes + bytes });
  }
  return [...counts.values()].sort((one, other) => other.files - one.files);
}
