import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { LABELS } from '../../core/corpus/annotation.ts';
import { shuffled } from '../../core/corpus/quality.ts';
import { Failure } from '../../core/failure.ts';
import { sha256 } from '../datasets/canonical-json.ts';
import type { ScoredRecord } from '../datasets/manifest.ts';
import type { Dataset } from '../datasets/open-dataset.ts';
import { openDataset, shardTable } from '../datasets/open-dataset.ts';
import { withConnection } from '../datasets/database.ts';
import { readRecords } from '../datasets/read-records.ts';
import { writeDataset } from '../datasets/write-dataset.ts';
import type { AppendLog } from '../evaluation/append-log.ts';
import { openAppendLog, readAppendLog } from '../evaluation/append-log.ts';
import { writeFileDurably } from '../files/durable-file.ts';

/** What a person said of one text. `undone` takes back what was said last of it. */
export type SessionEntry = {
  readonly recordId: string;
  readonly textHash: string;
  readonly said: { readonly kind: 'label'; readonly label: number } | { readonly kind: 'skip' | 'undone' };
  /** Milliseconds since 1970. */
  readonly at: number;
};

const entrySchema = z.object({
  recordId: z.string(),
  textHash: z.string(),
  said: z.union([
    z.object({
      kind: z.literal('label'),
      label: z.number().int().min(1).max(LABELS.length),
    }),
    z.object({ kind: z.enum(['skip', 'undone']) }),
  ]),
  at: z.number(),
}) satisfies z.ZodType<SessionEntry>;

const sessionSchema = z.object({
  formatVersion: z.literal(1),
  name: z.string(),
  annotator: z.string(),
  /** The dataset that was sampled. */
  dataset: z.object({ hash: z.string(), name: z.string() }),
  seed: z.number().int(),
  createdAt: z.number(),
  /** Its texts in the order in which they are asked, so that a session is shown without reading them. */
  items: z.array(z.object({ recordId: z.string(), source: z.string(), textHash: z.string() })),
});

export type SessionRecord = z.infer<typeof sessionSchema>;

/** Where one text of a session stands. */
export type ItemState = 'pending' | 'labelled' | 'skipped';
export type SessionItem = {
  readonly recordId: string;
  readonly source: string;
  readonly textHash: string;
  readonly state: ItemState;
  readonly label: number | null;
  /** When it was last spoken of; null while it is pending. */
  readonly at: number | null;
};

const paths = (folder: string) => ({
  session: join(folder, 'session.json'),
  sample: join(folder, 'sample'),
  entries: join(folder, 'entries.jsonl'),
});

/** Places of `size` records of a dataset: the same from the same seed, each as likely as the others. */
export function samplePlaces(records: number, size: number, seed: number): readonly number[] {
  return shuffled(records, seed).slice(0, Math.min(size, records));
}

/** The records at these places, in the dataset's order. */
export async function recordsAt(dataset: Dataset, places: readonly number[]): Promise<ScoredRecord[]> {
  const wanted = new Set(places);
  const found: ScoredRecord[] = [];
  let place = 0;
  for await (const record of readRecords(dataset)) if (wanted.has(place++)) found.push(record);
  return found;
}

/**
 * A sample of a dataset for a person to label: its texts in random order, copied, so that labelling goes on whatever
 * becomes of the dataset, and the log of all that the person says.
 */
export async function createSession(
  folder: string,
  dataset: Dataset,
  order: Pick<SessionRecord, 'name' | 'annotator' | 'seed'> & { readonly size: number },
): Promise<void> {
  const { size, ...record } = order;
  const places = samplePlaces(dataset.manifest.records, size, order.seed);
  if (places.length === 0) {
    throw new Failure(
      'empty-dataset',
      `The dataset ${dataset.manifest.name} is empty; there is nothing to label.`,
    );
  }
  const records = await recordsAt(dataset, places);
  const inOrder = [...places].sort((one, other) => one - other);
  const byPlace = new Map(inOrder.map((place, at) => [place, records[at]!]));
  mkdirSync(folder, { recursive: true });
  const texts = places.map((place) => {
    // Scores and decisions of earlier steps would tell the person what to say.
    const { scores: _, decision: __, ...plain } = byPlace.get(place)!;
    return plain;
  });
  await writeDataset(
    paths(folder).sample,
    {
      name: order.name,
      operation: 'annotate: sample',
      parameters: { sample: size, seed: order.seed },
      parents: [dataset.manifest.hash],
    },
    texts,
  );
  const { hash, name } = dataset.manifest;
  const session: SessionRecord = {
    formatVersion: 1,
    ...record,
    dataset: { hash, name },
    createdAt: Date.now(),
    items: texts.map(({ id, source, text }) => ({ recordId: id, source, textHash: sha256(text) })),
  };
  writeFileDurably(paths(folder).session, `${JSON.stringify(session, null, 2)}\n`);
}

/** @throws Failure `session-missing`. */
export function readSessionRecord(folder: string): SessionRecord {
  const path = paths(folder).session;
  if (existsSync(path)) {
    const parsed = sessionSchema.safeParse(parseJson(readFileSync(path, 'utf8')));
    if (parsed.success) return parsed.data;
  }
  throw new Failure('session-missing', `There is no labelling session in ${folder}; start a new one.`);
}

/** The sessions directly under a folder, by the names of their folders, oldest first. */
export async function listSessions(root: string): Promise<string[]> {
  const names = await readdir(root).catch(() => [] as string[]);
  const found = names.flatMap((id) => {
    try {
      return [{ id, at: readSessionRecord(join(root, id)).createdAt }];
    } catch {
      return [];
    }
  });
  return found.sort((one, other) => one.at - other.at).map(({ id }) => id);
}

/** A session as it stands: its texts in the order in which they are asked, and what was said of each. */
export function readSession(folder: string) {
  const record = readSessionRecord(folder);
  const entries = readAppendLog(paths(folder).entries, (value) => entrySchema.parse(value));
  return { record, items: itemsOf(record, entries), entries };
}

/** One text of a session. @throws Failure `record-missing`. */
export async function sessionText(folder: string, recordId: string): Promise<string> {
  const sample = await openDataset(paths(folder).sample, 'sizes');
  return withConnection('read', async (connection) => {
    const found = await connection.run(`SELECT text FROM ${shardTable(sample)} WHERE id = $1`, [recordId]);
    const row = (await found.getRowObjectsJS())[0];
    if (row !== undefined) return row['text'] as string;
    throw new Failure('record-missing', `This session has no text ${JSON.stringify(recordId)}; reload it.`);
  });
}

/** Every text of a session, in the order in which they are asked. */
export async function sessionRecords(folder: string): Promise<ScoredRecord[]> {
  const records: ScoredRecord[] = [];
  for await (const record of readRecords(await openDataset(paths(folder).sample))) records.push(record);
  return records;
}

/** What stands of each text after all that was said: the last word counts, and an undone one uncovers the one before. */
export function itemsOf(
  { items }: Pick<SessionRecord, 'items'>,
  entries: readonly SessionEntry[],
): SessionItem[] {
  const said = new Map<string, SessionEntry[]>();
  for (const entry of entries) {
    const words = said.get(entry.recordId) ?? [];
    if (entry.said.kind === 'undone') words.pop();
    else words.push(entry);
    said.set(entry.recordId, words);
  }
  return items.map((item) => {
    const last = said.get(item.recordId)?.at(-1);
    if (last === undefined) return { ...item, state: 'pending', label: null, at: null };
    if (last.said.kind === 'label') {
      return { ...item, state: 'labelled', label: last.said.label, at: last.at };
    }
    return { ...item, state: 'skipped', label: null, at: last.at };
  });
}

/** Appends to a session's log; each entry is on the disk before the call returns. */
export function openSessionLog(folder: string): AppendLog<SessionEntry> {
  const { log } = openAppendLog(paths(folder).entries, (value) => entrySchema.parse(value));
  return {
    ...log,
    append: (entry) => {
      log.append(entry);
      log.sync();
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
