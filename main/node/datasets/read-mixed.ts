import type { MixturePlan } from '../../core/corpus/mixing.ts';
import { Failure } from '../../core/failure.ts';
import { openConnection, quoteName } from './database.ts';
import type { ScoredRecord } from './manifest.ts';
import type { Dataset } from './open-dataset.ts';
import { shardTable } from './open-dataset.ts';
import { recordOfRow } from './read-records.ts';

/** A record of a mixture, with the source that it is of and how often it was taken before. */
export type MixedRecord = { readonly record: ScoredRecord; readonly source: number; readonly epoch: number };

const COLUMNS = ['id', 'text', 'kind', 'source', 'license', 'meta', 'decision'];

/**
 * The records of several datasets in the order of a mixture. DuckDB joins the plan with the texts and sorts them on disk
 * where they do not fit into memory, so memory stays flat.
 */
export async function* readMixed(
  datasets: readonly Dataset[],
  plan: MixturePlan,
): AsyncGenerator<MixedRecord> {
  const connection = await openConnection('read');
  try {
    await connection.run(
      'CREATE OR REPLACE TEMP TABLE plan (place UINTEGER, part USMALLINT, document UINTEGER, epoch USMALLINT)',
    );
    const appender = await connection.createAppender('plan', null, 'temp');
    for (let at = 0; at < plan.document.length; at++) {
      appender.appendUInteger(at);
      appender.appendUSmallInt(plan.source[at]!);
      appender.appendUInteger(plan.document[at]!);
      appender.appendUSmallInt(plan.epoch[at]!);
      appender.endRow();
    }
    appender.closeSync();
    const scores = scoreColumns(datasets);
    const parts = datasets.map((dataset, part) => {
      const own = scores.map((name) =>
        dataset.manifest.scores.includes(name) ? quoteName(name) : `NULL::DOUBLE AS ${quoteName(name)}`,
      );
      const columns = [...COLUMNS.map(quoteName), ...own].join(', ');
      return `SELECT ${String(part)} AS part_number, ordinal, ${columns} FROM ${shardTable(dataset)}`;
    });
    const columns = [...COLUMNS, ...scores].map((name) => `texts.${quoteName(name)}`).join(', ');
    const result = await connection.stream(
      `SELECT plan.part AS mixed_part, plan.epoch AS mixed_epoch, ${columns}
       FROM (${parts.join(' UNION ALL ')}) AS texts
       JOIN plan ON plan.part = texts.part_number AND plan.document = texts.ordinal
       ORDER BY plan.place`,
    );
    let read = 0;
    for await (const rows of result.yieldRowObjectJs()) {
      for (const row of rows) {
        read += 1;
        yield {
          record: recordOfRow(row, scores),
          source: row['mixed_part'] as number,
          epoch: row['mixed_epoch'] as number,
        };
      }
    }
    // DuckDB ends a stream that it breaks off for an error like one that is finished.
    if (read !== plan.document.length) {
      throw new Failure(
        'mixture-read',
        `Mixing broke off after ${String(read)} of ${String(plan.document.length)} records; free memory and disk space for temporary files, and try again.`,
      );
    }
  } finally {
    connection.disconnectSync();
  }
}

/** Every score that one of the datasets has. */
export const scoreColumns = (datasets: readonly Dataset[]): string[] => [
  ...new Set(datasets.flatMap(({ manifest }) => manifest.scores)),
];
