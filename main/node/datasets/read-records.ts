import { setImmediate as nextTurn } from 'node:timers/promises';
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

/** Rows of every shard in turn, a chunk at a time: memory does not grow with the dataset. */
async function* streamRows(dataset: Dataset, columns: readonly string[]): AsyncGenerator<Row> {
  const connection = await openConnection('read');
  let turnBegan = performance.now();
  try {
    for (const shard of dataset.manifest.shards) {
      const names = columns.map(quoteName).join(', ');
      const result = await connection.stream(`SELECT ${names} FROM ${shardTable(dataset, [shard])}`);
      let read = 0;
      for await (const rows of result.yieldRowObjectJs()) {
        for (const row of rows) {
          if (performance.now() - turnBegan > LONGEST_TURN_MS) {
            await nextTurn();
            turnBegan = performance.now();
          }
          read += 1;
          yield row;
        }
      }
      // DuckDB ends a stream that it breaks off for an error like one that is finished.
      if (read !== shard.records) throw shardBrokeOff(dataset, shard.file, read, shard.records);
    }
  } finally {
    connection.disconnectSync();
  }
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
