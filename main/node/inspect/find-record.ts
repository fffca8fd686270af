import { withConnection } from '../datasets/database.ts';
import type { Dataset } from '../datasets/open-dataset.ts';
import { shardTable } from '../datasets/open-dataset.ts';

/** A record of one dataset as it stands in another. */
export type Passage = {
  readonly recordId: string;
  readonly decision: string | null;
  readonly scores: Readonly<Record<string, number | null>>;
  /** Its text is the same to the last character. */
  readonly sameText: boolean;
};

/**
 * Where a record stands in another dataset: under its id, else under another id with the same text; null where it
 * is not there.
 */
export async function findPassage(
  dataset: Dataset,
  { id, text, bytes }: { readonly id: string; readonly text: string; readonly bytes: number },
): Promise<Passage | null> {
  const { scores } = dataset.manifest;
  const table = shardTable(dataset);
  return withConnection('read', async (connection) => {
    const ask = async (where: string, values: (string | number)[]) =>
      (
        await (
          await connection.run(`SELECT * FROM ${table} WHERE ${where} LIMIT 1`, values)
        ).getRowObjectsJS()
      )[0];
    // The size first: it is a column of four bytes a row, and few texts share it.
    const row = (await ask('id = $1', [id])) ?? (await ask('bytes = $1 AND text = $2', [bytes, text]));
    if (row === undefined) return null;
    return {
      recordId: row['id'] as string,
      decision: row['decision'] as string | null,
      scores: Object.fromEntries(scores.map((name) => [name, row[name] as number | null])),
      sameText: row['text'] === text,
    };
  });
}

/** A member of a group of duplicates. */
export type Duplicate = { readonly recordId: string; readonly reason: string };

/** The records of a dataset of dropped duplicates whose reason names this record, at most `limit`. */
export async function droppedFor(dropped: Dataset, id: string, limit: number): Promise<Duplicate[]> {
  return withConnection('read', async (connection) => {
    const result = await connection.run(
      `SELECT id, decision FROM ${shardTable(dropped)} WHERE contains(decision, $1) ORDER BY ordinal`,
      [id],
    );
    const rows = (await result.getRowObjectsJS()) as { id: string; decision: string }[];
    // `a/b.py` is part of `lib/a/b.py` too; the name must stand alone.
    return rows
      .filter(({ decision }) => namesIn(decision).has(id))
      .slice(0, limit)
      .map(({ id: recordId, decision }) => ({ recordId, reason: decision }));
  });
}

/** The record of a dataset that a reason names, where there is one. */
export async function namedIn(kept: Dataset, reason: string): Promise<string | null> {
  const names = [...namesIn(reason)];
  if (names.length === 0) return null;
  return withConnection('read', async (connection) => {
    const places = names.map((_, at) => `$${at + 1}`).join(', ');
    const result = await connection.run(
      `SELECT id FROM ${shardTable(kept)} WHERE id IN (${places}) ORDER BY length(id) DESC LIMIT 1`,
      names,
    );
    return ((await result.getRowObjectsJS())[0]?.['id'] as string | undefined) ?? null;
  });
}

/** What in a sentence could be an id: every run of words, with and without the comma after it. */
function namesIn(reason: string): Set<string> {
  const words = reason.split(' ');
  const names = new Set<string>();
  for (let from = 0; from < words.length; from += 1) {
    // Ids with blanks are file names; more than four of them were never seen.
    for (let to = from + 1; to <= Math.min(words.length, from + 5); to += 1) {
      const name = words.slice(from, to).join(' ');
      names.add(name);
      names.add(name.replace(/[,;.:]$/, ''));
    }
  }
  names.delete('');
  return names;
}
