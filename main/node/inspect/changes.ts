import { withConnection } from '../datasets/database.ts';
import type { Dataset } from '../datasets/open-dataset.ts';
import { shardTable } from '../datasets/open-dataset.ts';
import { rowsAt } from './page.ts';

const REASONS = 12;
const SAMPLES = 5;
const CHANGED_SAMPLES = 5;

/** Why records are here, most frequent reason first; numbers within a reason do not tell reasons apart. */
export async function reasonsOf(dataset: Dataset) {
  return withConnection('read', async (connection) => {
    const result = await connection.run(
      `SELECT regexp_replace(decision, '\\d+(\\.\\d+)?', '…', 'g') AS reason, count(*)::DOUBLE AS records,
         sum(bytes)::DOUBLE AS bytes
       FROM ${shardTable(dataset)} WHERE decision IS NOT NULL
       GROUP BY reason ORDER BY records DESC, reason LIMIT ${REASONS}`,
    );
    return (await result.getRowObjectsJS()) as { reason: string; records: number; bytes: number }[];
  });
}

/** A few records, spread evenly over the dataset. */
export async function samplesOf(dataset: Dataset) {
  const { records } = dataset.manifest;
  const count = Math.min(SAMPLES, records);
  const places = Array.from({ length: count }, (_, at) => Math.floor(((at + 0.5) * records) / count));
  return rowsAt(dataset, places, ['decision']);
}

/** Records whose text is another after the step than before, and some of them whole. */
export async function changedTexts(before: readonly Dataset[], after: Dataset) {
  const old = before.map((dataset) => `SELECT id, text FROM ${shardTable(dataset)}`).join(' UNION ALL ');
  if (before.length === 0) return { records: 0, samples: [] };
  const join = `(${old}) AS was JOIN ${shardTable(after)} AS now ON was.id = now.id AND was.text <> now.text`;
  return withConnection('read', async (connection) => {
    const counted = await connection.run(`SELECT count(*)::DOUBLE AS records FROM ${join}`);
    const records = (await counted.getRowObjectsJS())[0]!['records'] as number;
    if (records === 0) return { records, samples: [] };
    const found = await connection.run(
      `SELECT now.id AS id, was.text AS before, now.text AS after FROM ${join} ORDER BY now.ordinal LIMIT ${CHANGED_SAMPLES}`,
    );
    const samples = (await found.getRowObjectsJS()) as { id: string; before: string; after: string }[];
    return { records, samples };
  });
}
