import { Failure } from '../../core/failure.ts';
import { quoteName, quoteText, withConnection } from '../datasets/database.ts';
import { RECORD_COLUMNS } from '../datasets/manifest.ts';
import type { Dataset } from '../datasets/open-dataset.ts';
import { shardTable } from '../datasets/open-dataset.ts';

export type Column = {
  readonly name: string;
  readonly holds: 'number' | 'text';
  readonly of: 'record' | 'score' | 'meta';
};

/** What the columns beyond the record's own look like to a person: `ordinal` is a place, `meta` is taken apart. */
const HIDDEN = new Set(['ordinal', 'meta', 'text']);
const OWN = new Set<string>(RECORD_COLUMNS.map(([name]) => name));
const META = 'meta.';
/** Rows whose `meta` is read to learn which keys it has. */
const SAMPLED_ROWS = 500;
/** Values that are longer are texts of their own, such as tests, and no column of a table. */
const LONGEST_VALUE = 200;

const known = new Map<string, Promise<readonly Column[]>>();

/** The columns of a dataset: the record's, the scores, and what its sources said of it. Read once for each dataset. */
export function columnsOf(dataset: Dataset): Promise<readonly Column[]> {
  const key = `${dataset.folder} ${dataset.manifest.hash}`;
  let columns = known.get(key);
  if (columns === undefined) {
    columns = readColumns(dataset);
    known.set(key, columns);
    columns.catch(() => known.delete(key));
  }
  return columns;
}

async function readColumns(dataset: Dataset): Promise<readonly Column[]> {
  const first = shardTable(dataset, dataset.manifest.shards.slice(0, 1));
  return withConnection('read', async (connection) => {
    const described = await connection.run(`DESCRIBE SELECT * FROM ${first}`);
    const stored = (await described.getRowObjectsJS())
      .map((row): Column => ({
        name: row['column_name'] as string,
        holds: row['column_type'] === 'VARCHAR' ? 'text' : 'number',
        of: OWN.has(row['column_name'] as string) ? 'record' : 'score',
      }))
      .filter(({ name }) => !HIDDEN.has(name));
    const sampled = await connection.run(`SELECT meta FROM ${first} LIMIT ${SAMPLED_ROWS}`);
    const metas = (await sampled.getRowObjectsJS()).map((row) => row['meta'] as string);
    return [...stored, ...metaColumns(metas)];
  });
}

function metaColumns(metas: readonly string[]): Column[] {
  const keys = new Map<string, { numbers: number; texts: number; longest: number }>();
  for (const meta of metas) {
    for (const [key, value] of Object.entries(JSON.parse(meta) as Record<string, unknown>)) {
      const seen = keys.get(key) ?? { numbers: 0, texts: 0, longest: 0 };
      keys.set(key, seen);
      if (typeof value === 'number') seen.numbers += 1;
      else {
        seen.texts += 1;
        seen.longest = Math.max(seen.longest, String(value).length);
      }
    }
  }
  return [...keys]
    .filter(([, { longest }]) => longest <= LONGEST_VALUE)
    .map(([key, { texts }]) => ({ name: META + key, holds: texts === 0 ? 'number' : 'text', of: 'meta' }));
}

/**
 * The column of that name.
 * @throws Failure `dataset-column`, naming those there are.
 */
export async function findColumn(dataset: Dataset, name: string, holds?: Column['holds']): Promise<Column> {
  const columns = await columnsOf(dataset);
  const found = columns.find((column) => column.name === name && (holds ?? column.holds) === column.holds);
  if (found !== undefined) return found;
  const what = holds === 'number' ? 'number' : holds === 'text' ? 'text' : '';
  const offered = columns.filter((column) => holds === undefined || column.holds === holds);
  throw new Failure(
    'dataset-column',
    `The dataset ${dataset.manifest.name} has no ${what === '' ? '' : `${what} `}column "${name}"; it has ${offered.map((column) => column.name).join(', ')}.`,
  );
}

/** The column's value as SQL: a DOUBLE or a VARCHAR. */
export function columnSql({ name, holds, of }: Column): string {
  if (of !== 'meta') return holds === 'number' ? `${quoteName(name)}::DOUBLE` : quoteName(name);
  const path = quoteText(`$.${JSON.stringify(name.slice(META.length))}`);
  const text = `json_extract_string(meta, ${path})`;
  return holds === 'number' ? `TRY_CAST(${text} AS DOUBLE)` : text;
}
