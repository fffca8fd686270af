import { z } from 'zod';
import type { CorpusRecord } from '../../core/corpus/record.ts';
import { Failure } from '../../core/failure.ts';
import type { Json } from './canonical-json.ts';
import { canonicalJson, sha256 } from './canonical-json.ts';

/** A record with what later stages found out about it. */
export type ScoredRecord = CorpusRecord & {
  /** Numeric columns; `null` where the stage had nothing to say about this record. */
  readonly scores?: Readonly<Record<string, number | null>>;
  /** Why it was kept or dropped, in words. */
  readonly decision?: string;
};

export const MANIFEST_FILE = 'manifest.json';
export const SCHEMA_VERSION = 1;

/** Columns that every shard has; score columns follow them. */
export const RECORD_COLUMNS = [
  ['ordinal', 'BIGINT'],
  ['id', 'VARCHAR'],
  ['text', 'VARCHAR'],
  ['kind', 'VARCHAR'],
  ['source', 'VARCHAR'],
  ['license', 'VARCHAR'],
  ['meta', 'VARCHAR'],
  ['bytes', 'INTEGER'],
  ['decision', 'VARCHAR'],
] as const;

const kindSchema = z.enum(['code', 'textbook', 'exercise', 'story']);
const hashSchema = z.string().regex(/^[0-9a-f]{64}$/);

const manifestSchema = z.object({
  schemaVersion: z.literal(SCHEMA_VERSION),
  name: z.string(),
  kind: z.union([kindSchema, z.literal('mixed')]),
  records: z.number().int().min(0),
  /** UTF-8 bytes of all texts. */
  bytes: z.number().int().min(0),
  /** Of the records themselves, so that it outlives a change of Parquet writer. */
  contentHash: hashSchema,
  scores: z.array(z.string()),
  operation: z.string(),
  parameters: z.json(),
  /** Hashes of the datasets it was made from. */
  parents: z.array(hashSchema),
  /** Of everything above: the dataset's identity. */
  hash: hashSchema,
  shards: z.array(
    z.object({
      file: z.string().regex(/^[\w-]+\.parquet$/),
      records: z.number().int().min(0),
      fileBytes: z.number().int().min(0),
      sha256: hashSchema,
    }),
  ),
  /** What its making found out, for people: counts by reason, a threshold. It follows from the identity. */
  found: z.json().optional(),
  /** Milliseconds since 1970. Not part of the identity. */
  createdAt: z.number(),
});

export type DatasetManifest = z.infer<typeof manifestSchema>;
export type Shard = DatasetManifest['shards'][number];

/** The identity of a dataset: what it holds and how it came to be, not when or in which files. */
export function datasetHash(
  manifest: Omit<DatasetManifest, 'hash' | 'shards' | 'found' | 'createdAt'>,
): string {
  const { schemaVersion, name, kind, records, bytes, contentHash, scores, operation, parameters, parents } =
    manifest;
  const identity = {
    schemaVersion,
    name,
    kind,
    records,
    bytes,
    contentHash,
    scores,
    operation,
    parameters,
    parents,
  };
  return sha256(canonicalJson(identity));
}

/** One line per record for the content hash; order of keys in `meta` and `scores` does not matter. */
export function recordLine(record: ScoredRecord, scoreColumns: readonly string[]): string {
  const { id, text, kind, source, license, meta, scores, decision } = record;
  const values = scoreColumns.map((column) => scores?.[column] ?? null);
  const line: Json = [id, text, kind, source, license ?? null, meta as Json, decision ?? null, values];
  return `${canonicalJson(line)}\n`;
}

/** @throws Failure `dataset-manifest` where the text is not the manifest that belongs to its own hash. */
export function parseManifest(text: string, folder: string): DatasetManifest {
  const refuse = (why: string, cause?: unknown) =>
    new Failure(
      'dataset-manifest',
      `The dataset ${folder} has a damaged ${MANIFEST_FILE} (${why}); make the dataset again.`,
      { cause },
    );
  let loose: unknown;
  try {
    loose = JSON.parse(text);
  } catch (cause) {
    throw refuse('not JSON', cause);
  }
  const parsed = manifestSchema.safeParse(loose);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw refuse(`${issue.path.join('.') || 'document'}: ${issue.message}`, parsed.error);
  }
  if (datasetHash(parsed.data) !== parsed.data.hash) throw refuse('its hash is not that of its content');
  return parsed.data;
}
