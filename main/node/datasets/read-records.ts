import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DuckDBDataChunk } from '@duckdb/node-api';
import type { CorpusRecord, RecordKind } from '../../core/corpus/record.ts';
import { Failure } from '../../core/failure.ts';
import { openConnection, quoteName } from './database.ts';
import type { ScoredRecord } from './manifest.ts';
import type { Dataset } from './open-dataset.ts';
import { shardTable } from './open-dataset.ts';

export type Row = Record<string, unknown>;

/**
 * A reader that computes on each record would otherwise keep the process from hearing a cancel until the
 * dataset ends: awaiting a row that is already here gives nothing else a turn.
 */
const LONGEST_TURN_MS = 50;

/** Rows whose values are JavaScript's at a time: a chunk of DuckDB's has two thousand, which may be long texts. */
const SLICE_ROWS = 64;

/** Rows of every shard in turn, a few at a time: memory grows neither with the dataset nor much with its texts. */
async function* streamRows(dataset: Dataset, columns: readonly string[]): AsyncGenerator<Row> {
  const connection = await openConnection('stream');
  let turnBegan = performance.now();
  try {
    for (const shard of dataset.manifest.shards) {
      const names = columns.map(quoteName).join(', ');
      const result = await connection.stream(`SELECT ${names} FROM ${shardTable(dataset, [shard])}`);
      let read = 0;
      for await (const chunk of result) {
        for (let from = 0; from < chunk.rowCount; from += SLICE_ROWS) {
          for (const row of sliceOf(chunk, columns, from)) {
            if (performance.now() - turnBegan > LONGEST_TURN_MS) {
              await nextTurn();
              turnBegan = performance.now();
            }
            read += 1;
            yield row;
          }
        }
        // A chunk's memory is DuckDB's, so that the collector of garbage sees no reason to hurry.
        chunk.reset();
      }
      // DuckDB ends a stream that it breaks off for an error like one that is finished.
      if (read !== shard.records) throw shardBrokeOff(dataset, shard.file, read, shard.records);
    }
  } finally {
    connection.disconnectSync();
  }
}

/** Texts and numbers of some rows of a chunk. */
function sliceOf(chunk: DuckDBDataChunk, columns: readonly string[], from: number): Row[] {
  const count = Math.min(SLICE_ROWS, chunk.rowCount - from);
  const rows = Array.from({ length: count }, (): Row => ({}));
  columns.forEach((column, at) => {
    // The vector itself would keep every text that it was asked for until the chunk is through.
    const values = chunk.getColumnVector(at).slice(from, count);
    for (let row = 0; row < count; row++) rows[row]![column] = values.getItem(row);
  });
  return rows;
}

function shardBrokeOff({ folder }: Dataset, file: string, read: number, records: number): Failure {
  return new Failure(
    'dataset-read',
    `Reading ${file} of the dataset ${folder} broke off after ${String(read)} of ${String(records)} records; close other programs to free memory, and try again.`,
  );
}

/** The record of a row that has all columns. */
export function recordOfRow(row: Row, scoreColumns: readonly string[]): ScoredRecord {
  const scores: Record<string, number | null> = {};
  for (const column of scoreColumns) scores[column] = row[column] as number | null;
  return {
    id: row['id'] as string,
    text: row['text'] as string,
    kind: row['kind'] as RecordKind,
    source: row['source'] as string,
    ...(row['license'] === null ? {} : { license: row['license'] as string }),
    meta: JSON.parse(row['meta'] as string) as CorpusRecord['meta'],
    ...(scoreColumns.length === 0 ? {} : { scores }),
    ...(row['decision'] === null ? {} : { decision: row['decision'] as string }),
  };
}

/** Every record in the order it was written, with its scores and decision. */
export async function* readRecords(dataset: Dataset): AsyncGenerator<ScoredRecord> {
  const { scores } = dataset.manifest;
  const columns = ['id', 'text', 'kind', 'source', 'license', 'meta', 'decision', ...scores];
  for await (const row of streamRows(dataset, columns)) yield recordOfRow(row, scores);
}

/** Only the texts, for tokenizer training and token files. */
export async function* readTexts(dataset: Dataset): AsyncGenerator<string> {
  for await (const row of streamRows(dataset, ['text'])) yield row['text'] as string;
}

/** What of a record is compared, measured and encoded: a narrower reading than {@link readRecords}, and so a faster one. */
export async function* readTextsWithIds(
  dataset: Dataset,
): AsyncGenerator<Pick<CorpusRecord, 'id' | 'text' | 'kind'>> {
  for await (const row of streamRows(dataset, ['id', 'text', 'kind'])) {
    yield { id: row['id'] as string, text: row['text'] as string, kind: row['kind'] as RecordKind };
  }
}

/** Only the ids. */
export async function* readIds(dataset: Dataset): AsyncGenerator<string> {
  for await (const row of streamRows(dataset, ['id'])) yield row['id'] as string;
}
