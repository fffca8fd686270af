import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { CorpusRecord, RecordKind } from '../../core/corpus/record.ts';
import { Failure } from '../../core/failure.ts';
import { readArchive } from './archive.ts';
import type { ChosenColumns, ColumnMap } from './columns.ts';
import { mapColumns, recordOfRow } from './columns.ts';
import { decodeText } from './decode-text.ts';
import type { Entries, Entry, ReadOptions } from './entry.ts';
import type { FoundFile, FoundFiles } from './find-files.ts';
import { readArrow } from './read-arrow.ts';
import { entriesOfJson, entryOfFile, readJsonLines, readSeparatedText } from './read-pieces.ts';
import { readCsv, readParquet } from './read-tables.ts';
import { excerptOf, nameOf } from './refusal.ts';
import type { RejectsWriter } from './rejects.ts';
import type { Refused, TextRules } from './text-rules.ts';
import { refusedText, tooLarge } from './text-rules.ts';

export type ImportSettings = {
  readonly kind: RecordKind;
  /** Endings of the files to take out of an archive. */
  readonly endings: readonly string[];
  readonly columns: ChosenColumns;
  /** Of all records that say nothing themselves. */
  readonly license: string | null;
  /** Between the texts of a `.txt` file; null for TinyStories' own. */
  readonly separator: string | null;
  readonly rules: TextRules;
};

/** What was read so far, for progress and for the end. */
export type ImportTally = {
  bytesRead: number;
  readonly rejects: RejectsWriter;
  /** Texts by the encoding that they were decoded from. */
  readonly encodings: Map<string, number>;
  /** Told once for each file of rows. */
  onColumns?(names: readonly string[], map: ColumnMap): void;
};

/** A whole JSON document is held in memory; larger ones should be lines. */
const LARGEST_DOCUMENT = 256 * 2 ** 20;

/**
 * The records of files, one at a time, so that memory does not grow with them. What is refused goes to the tally and
 * never ends the import; only a column that is not there does, since then nothing would come.
 *
 * @throws Failure `column-missing`.
 */
export async function* importRecords(
  { files, links }: FoundFiles,
  settings: ImportSettings,
  tally: ImportTally,
): AsyncGenerator<CorpusRecord> {
  for (const link of links) {
    const why = `${link} is a symbolic link, and links are not followed.`;
    tally.rejects.add({ file: link, at: null, reason: 'link', why, excerpt: '' });
  }
  for (const file of files) yield* recordsOfFile(file, settings, tally);
}

async function* recordsOfFile(
  file: FoundFile,
  settings: ImportSettings,
  tally: ImportTally,
): AsyncGenerator<CorpusRecord> {
  const options: ReadOptions = {
    largestBytes: settings.rules.largestBytes,
    separator: settings.separator,
    onRead: (bytes) => {
      tally.bytesRead += bytes;
    },
  };
  try {
    if (file.format === 'zip') {
      yield* recordsOfArchive(file, settings, tally);
      options.onRead(file.bytes);
      return;
    }
    const sort = entrySorter(file, settings, tally);
    for await (const batch of entriesOf(file, options)) {
      for (const entry of batch) {
        const record = sort(entry);
        if (record !== null) yield record;
      }
    }
  } catch (error) {
    if (!isOfTheFile(error)) throw error;
    // A damaged archive or a file that may not be read: what came out of it stays.
    const said = (error as Error).message.replace(/^[A-Z]+: /, '').replace(/, (open|read|stat) .*$/, '');
    const why = `${file.name} cannot be read (${said}).`;
    tally.rejects.add({ file: file.name, at: null, reason: 'unreadable', why, excerpt: '' });
  }
}

async function* recordsOfArchive(
  archive: FoundFile,
  settings: ImportSettings,
  tally: ImportTally,
): AsyncGenerator<CorpusRecord> {
  for await (const found of readArchive(archive.path, settings.endings, settings.rules.largestBytes)) {
    const file = { ...archive, name: `${archive.name}/${found.name}` };
    const entry =
      'bytes' in found ? entryOfFile(file, found.bytes) : { at: null, ...found.refused, excerpt: '' };
    const record = entrySorter(file, settings, tally)(entry);
    if (record !== null) yield record;
  }
}

/** Errors of the system and of unpacking; all others are faults of the program. */
function isOfTheFile(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^(E[A-Z]+|Z_[A-Z_]+|ZSTD_\w+|ERR_ZSTD\w*|ERR_\w*ZLIB\w*)$/.test(code) && code !== 'ENOSPC';
}

/** Turns entries into records, and puts aside what is none. */
function entrySorter(file: FoundFile, settings: ImportSettings, tally: ImportTally) {
  const { kind, rules } = settings;
  const license = settings.license ?? file.license;
  let map: ColumnMap | null = null;
  const refuse = (entry: Entry, refused: Refused, excerpt: string): null => {
    const why = `${nameOf(file.name, entry.at)} ${refused.why}.`;
    tally.rejects.add({ file: file.name, at: entry.at, reason: refused.reason, why, excerpt });
    return null;
  };
  return (entry: Entry): CorpusRecord | null => {
    if ('reason' in entry) return refuse(entry, entry, entry.excerpt);
    const number = entry.at === null ? '' : `#${String(entry.at.number)}`;
    const place = file.name + number;
    let record: CorpusRecord;
    if ('row' in entry) {
      if (map === null) {
        const names = Object.keys(entry.row);
        map = mapColumns(names, settings.columns, file.name);
        tally.onColumns?.(names, map);
      }
      const made = recordOfRow(entry.row, map, { kind, split: file.split, license, place });
      if ('reason' in made) return refuse(entry, made, entry.excerpt());
      record = made;
    } else {
      tally.encodings.set(entry.encoding, (tally.encodings.get(entry.encoding) ?? 0) + 1);
      const split = file.split === null ? {} : { split: file.split };
      const base = { id: place, text: entry.text, kind, source: place, meta: split };
      record = license === null ? base : { ...base, license };
    }
    const refused = refusedText(record.text, rules);
    return refused === null ? record : refuse(entry, refused, excerptOf(record.text));
  };
}

async function* entriesOf(file: FoundFile, options: ReadOptions): Entries {
  if (file.bytes === 0) {
    yield [{ at: null, reason: 'empty', why: 'is empty', excerpt: '' }];
    return;
  }
  switch (file.format) {
    case 'jsonl':
      return yield* readJsonLines(file, options);
    case 'parquet':
      return yield* readParquet(file, options);
    case 'csv':
    case 'tsv':
      return yield* readCsv(file, options);
    case 'arrow':
      return yield* readArrow(file, options);
    case 'text':
      return yield* readSeparatedText(file, options);
    case 'json':
    case 'source':
    case 'zip':
      yield [...(await wholeFile(file, options))];
  }
}

async function wholeFile(file: FoundFile, options: ReadOptions): Promise<readonly Entry[]> {
  const isDocument = file.format === 'json';
  const limit = isDocument ? LARGEST_DOCUMENT : options.largestBytes;
  options.onRead(file.bytes);
  if (file.bytes > limit) return [{ at: null, ...tooLarge(file.bytes, limit), excerpt: '' }];
  const bytes = await readFile(file.path);
  if (!isDocument) return [entryOfFile(file, bytes)];
  const decoded = decodeText(bytes, false);
  if (!('text' in decoded)) return [{ at: null, ...decoded, excerpt: excerptOf(bytes) }];
  // Many a `.json` holds JSON lines.
  return entriesOfJson(decoded.text);
}

/** What to say when not one record came. */
export function nothingImported(paths: readonly string[], { rejects }: ImportTally): Failure {
  const names = paths.map((path) => basename(path)).join(', ');
  const { first, total } = rejects;
  if (first === null)
    return new Failure('nothing-imported', `Nothing could be imported from ${names}: there is no row in it.`);
  const others = total === 1 ? '' : ` ${(total - 1).toLocaleString('en-US')} more were refused.`;
  return new Failure('nothing-imported', `Nothing could be imported. ${first.why}${others}`);
}
