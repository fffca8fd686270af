import {
  closeSync,
  createReadStream,
  existsSync,
  openSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { Json } from '../datasets/canonical-json.ts';
import type { DatasetExtras } from '../datasets/write-dataset.ts';
import type { ClosePair } from './decontaminate.ts';
import type { Duplicate } from './deduplicate.ts';

/** Records that count as one, as the file of a deduplicated dataset has them, one group a line. */
const groupSchema = z.object({
  kept: z.string(),
  members: z.array(
    z.object({
      id: z.string(),
      /** The member that it was found to repeat, and the Jaccard similarity to that one. */
      like: z.string(),
      similarity: z.number(),
      why: z.string(),
    }),
  ),
});
export type EvidenceGroup = z.infer<typeof groupSchema>;

const pairSchema = z.object({
  recordId: z.string(),
  taskId: z.string(),
  by: z.array(z.enum(['ngram', 'syntax', 'order', 'embedding'])),
  longestRun: z.number(),
  run: z.string(),
  matchRate: z.number(),
  orderedRate: z.number(),
  distance: z.number().nullable(),
});

const thresholdsSchema = z.object({
  ngram: z.number(),
  matchRate: z.number(),
  anyOrder: z.boolean(),
  /** Greatest distance of embeddings, and whose they are; null where none were compared. */
  distance: z.number().nullable(),
  checkpoint: z.string().nullable(),
});
export type Thresholds = z.infer<typeof thresholdsSchema>;

const aboutSchema = z.object({
  thresholds: thresholdsSchema,
  /** Texts of the problems that were come too close to, by task. */
  problems: z.record(z.string(), z.string()),
});
export type PairsAbout = z.infer<typeof aboutSchema>;

/** What lies beside the shards of the dataset of dropped records. */
const GROUPS = 'duplicate-groups.jsonl';
const PAIRS = 'close-pairs.jsonl';
const ABOUT = 'close-pairs.json';

/** Lines that appear with a dataset, in its folder; the manifest keeps what was found. */
const extras = (write: (folder: string) => void, found: Json): DatasetExtras => ({
  open: write,
  close: () => found,
});

/** The groups beside the dropped records, in the order of their first members. */
export function groupsBeside(found: ReadonlyMap<string, Duplicate>): DatasetExtras {
  const groups = new Map<string, EvidenceGroup['members']>();
  for (const [id, { keptId, likeId, similarity, reason }] of found) {
    const member = { id, like: likeId, similarity, why: reason };
    const known = groups.get(keptId);
    if (known === undefined) groups.set(keptId, [member]);
    else known.push(member);
  }
  return extras(
    (folder) => {
      writeLines(
        join(folder, GROUPS),
        [...groups].map(([kept, members]) => ({ kept, members })),
      );
    },
    { groups: groups.size },
  );
}

/** The pairs beside the dropped records. */
export function pairsBeside(pairs: readonly ClosePair[], about: PairsAbout): DatasetExtras {
  return extras(
    (folder) => {
      writeLines(join(folder, PAIRS), pairs);
      writeFileSync(join(folder, ABOUT), `${JSON.stringify(about)}\n`, { flush: true });
    },
    { pairs: pairs.length },
  );
}

function writeLines(path: string, rows: readonly unknown[]): void {
  const file = openSync(path, 'w');
  for (const row of rows) writeSync(file, `${JSON.stringify(row)}\n`);
  closeSync(file);
}

/** What kind of evidence lies in a dataset's folder. */
export function evidenceIn(folder: string): 'groups' | 'pairs' | null {
  if (existsSync(join(folder, GROUPS))) return 'groups';
  return existsSync(join(folder, PAIRS)) ? 'pairs' : null;
}

export type Page<Row> = { readonly rows: readonly Row[]; readonly total: number };
export type PageOf = {
  readonly offset: number;
  readonly limit: number;
  /** Text that the line must hold; empty for all. */
  readonly query: string;
};

/** Groups from `offset` on, and how many there are. */
export const readGroups = (folder: string, page: PageOf): Promise<Page<EvidenceGroup>> =>
  readPage(join(folder, GROUPS), page, (line) => groupSchema.parse(JSON.parse(line)));

/** Pairs from `offset` on, and how many there are. */
export const readPairs = (folder: string, page: PageOf): Promise<Page<ClosePair>> =>
  readPage(join(folder, PAIRS), page, (line) => pairSchema.parse(JSON.parse(line)));

export const readPairsAbout = (folder: string): PairsAbout =>
  aboutSchema.parse(JSON.parse(readFileSync(join(folder, ABOUT), 'utf8')));

/** Only the page's lines are parsed; the others are counted. */
async function readPage<Row>(
  path: string,
  { offset, limit, query }: PageOf,
  parse: (line: string) => Row,
): Promise<Page<Row>> {
  const rows: Row[] = [];
  let total = 0;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    if (line === '' || (query !== '' && !line.includes(query))) continue;
    if (total >= offset && rows.length < limit) rows.push(parse(line));
    total++;
  }
  return { rows, total };
}
