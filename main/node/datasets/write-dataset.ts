import { createHash, randomBytes } from 'node:crypto';
import { access, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { DuckDBAppender, DuckDBConnection } from '@duckdb/node-api';
import type { RecordKind } from '../../core/corpus/record.ts';
import { Failure } from '../../core/failure.ts';
import type { Json } from './canonical-json.ts';
import { quoteName, quoteText, withConnection } from './database.ts';
import { IdSet } from './id-set.ts';
import { flush, publish, removeQuietly } from '../files/durable-file.ts';
import { refusedWrite } from '../files/refused-write.ts';
import type { DatasetManifest, ScoredRecord, Shard } from './manifest.ts';
import { MANIFEST_FILE, RECORD_COLUMNS, SCHEMA_VERSION, datasetHash, recordLine } from './manifest.ts';

export type DatasetDescription = {
  readonly name: string;
  /** The step that made it: `import`, `filter`, … */
  readonly operation: string;
  /** Everything that decides the outcome of the step, seeds included. */
  readonly parameters: Json;
  /** Hashes of the datasets it was made from. */
  readonly parents: readonly string[];
  /** Numeric columns beyond the record's own. */
  readonly scoreColumns?: readonly string[];
};

/** What lies beside the shards, in the same folder, and appears with them. */
export type DatasetExtras = {
  /** Called before the first record is asked for, with the folder as it is called until it is whole. */
  open(folder: string): void;
  /** A record whose id was there before is left out and told here; without this it is an error. */
  duplicate?(record: ScoredRecord): void;
  /** Called after the last record; the manifest keeps what it returns as `found`. */
  close(): Promise<Json> | Json;
};

/** A shard is closed at whichever comes first; it bounds the memory of writing and of one repair. */
const SHARD_RECORDS = 50_000;
const SHARD_TEXT_BYTES = 32 * 2 ** 20;
export const PARTIAL_MARK = '.partial-';

/**
 * Writes records as a dataset folder and returns its manifest. The folder appears whole or not at all: it
 * grows under another name and is flushed before it is renamed. Same description and records, same hash
 * and same shard bytes.
 *
 * @throws Failure `dataset-exists`, `not-writable`, `record-id` where two records share an id.
 */
export async function writeDataset(
  folder: string,
  description: DatasetDescription,
  records: AsyncIterable<ScoredRecord> | Iterable<ScoredRecord>,
  extras?: DatasetExtras,
): Promise<DatasetManifest> {
  const target = resolve(folder);
  const partial = join(
    dirname(target),
    `${basename(target)}${PARTIAL_MARK}${randomBytes(4).toString('hex')}`,
  );
  if (await exists(target)) {
    throw new Failure(
      'dataset-exists',
      `There is already something at ${target}; choose another folder or remove it.`,
    );
  }
  try {
    await mkdir(partial, { recursive: true });
    extras?.open(partial);
    const written = await withConnection('write', (one) =>
      withConnection('write', (other) => writeShards([one, other], partial, description, records, extras)),
    );
    const found = (await extras?.close()) as DatasetManifest['found'];
    const manifest = found === undefined ? written : { ...written, found };
    await writeFile(join(partial, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`, { flush: true });
    await flush(partial);
    await publish(partial, target);
    return manifest;
  } catch (error) {
    await removeQuietly(partial);
    throw refusedWrite(target, error);
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function writeShards(
  connections: readonly [DuckDBConnection, DuckDBConnection],
  folder: string,
  description: DatasetDescription,
  records: AsyncIterable<ScoredRecord> | Iterable<ScoredRecord>,
  extras: DatasetExtras | undefined,
): Promise<DatasetManifest> {
  const scoreColumns = description.scoreColumns ?? [];
  const content = createHash('sha256');
  const progress = { records: 0, bytes: 0, kinds: new Set<RecordKind>() };
  const seen = new IdSet();
  const turns = new ShardTurns(connections, folder, scoreColumns);
  try {
    await turns.next();
    for await (const record of records) {
      if (!seen.add(record.id)) {
        if (extras?.duplicate !== undefined) {
          extras.duplicate(record);
          continue;
        }
        throw new Failure(
          'record-id',
          `Two records have the id ${record.id}; ids must be unique within a dataset.`,
        );
      }
      const bytes = Buffer.byteLength(record.text);
      turns.shard.append(progress.records, record, bytes);
      content.update(recordLine(record, scoreColumns));
      progress.records++;
      progress.bytes += bytes;
      progress.kinds.add(record.kind);
      const { shard } = turns;
      if (shard.records >= SHARD_RECORDS || shard.bytes >= SHARD_TEXT_BYTES) await turns.next();
    }
    const shards = await turns.finish();
    const identity: Omit<DatasetManifest, 'hash' | 'shards' | 'found' | 'createdAt'> = {
      schemaVersion: SCHEMA_VERSION,
      name: description.name,
      kind: progress.kinds.size === 1 ? [...progress.kinds][0]! : 'mixed',
      records: progress.records,
      bytes: progress.bytes,
      contentHash: content.digest('hex'),
      scores: [...scoreColumns],
      operation: description.operation,
      parameters: JSON.parse(JSON.stringify(description.parameters)) as DatasetManifest['parameters'],
      parents: [...description.parents],
    };
    return { ...identity, hash: datasetHash(identity), shards, createdAt: Date.now() };
  } finally {
    await turns.settle();
  }
}

/** Two connections take turns: while one packs its shard, on a thread of its own, the other takes records in. */
class ShardTurns {
  private readonly connections: readonly DuckDBConnection[];
  private readonly folder: string;
  private readonly scoreColumns: readonly string[];
  private readonly shards: Promise<Shard>[] = [];
  private current: ShardWriter | null = null;

  constructor(
    connections: readonly [DuckDBConnection, DuckDBConnection],
    folder: string,
    scoreColumns: readonly string[],
  ) {
    this.connections = connections;
    this.folder = folder;
    this.scoreColumns = scoreColumns;
  }

  get shard(): ShardWriter {
    return this.current!;
  }

  /** Begins to pack the current shard and opens the next, once the connection of that one is free. */
  async next(): Promise<void> {
    const index = this.shards.length;
    // The one before it has the connection that the next needs.
    if (index > 0) await this.shards[index - 1];
    if (this.current !== null) this.pack(this.current);
    const connection = this.connections[this.shards.length % 2]!;
    this.current = await ShardWriter.open(connection, this.scoreColumns);
  }

  /** An empty dataset has one empty shard, so that every query has columns to work on. */
  async finish(): Promise<Shard[]> {
    if (this.shard.records > 0 || this.shards.length === 0) this.pack(this.shard);
    return Promise.all(this.shards);
  }

  /** Nothing may use a connection any more when it is let go of. */
  async settle(): Promise<void> {
    await Promise.allSettled(this.shards);
  }

  private pack(shard: ShardWriter): void {
    const closing = shard.close(this.folder, this.shards.length);
    // It is awaited with the shard after the next; until then a failure must not count as unheard.
    closing.catch(() => undefined);
    this.shards.push(closing);
  }
}

class ShardWriter {
  records = 0;
  bytes = 0;
  private readonly connection: DuckDBConnection;
  private readonly appender: DuckDBAppender;
  private readonly scoreColumns: readonly string[];

  private constructor(
    connection: DuckDBConnection,
    appender: DuckDBAppender,
    scoreColumns: readonly string[],
  ) {
    this.connection = connection;
    this.appender = appender;
    this.scoreColumns = scoreColumns;
  }

  static async open(connection: DuckDBConnection, scoreColumns: readonly string[]): Promise<ShardWriter> {
    const columns = [
      ...RECORD_COLUMNS.map(([name, type]) => `${name} ${type}`),
      ...scoreColumns.map((name) => `${quoteName(name)} DOUBLE`),
    ];
    // Temporary tables belong to their connection, so datasets can be written side by side.
    await connection.run(`CREATE OR REPLACE TEMP TABLE shard (${columns.join(', ')})`);
    return new ShardWriter(connection, await connection.createAppender('shard', null, 'temp'), scoreColumns);
  }

  append(ordinal: number, record: ScoredRecord, bytes: number): void {
    const { appender } = this;
    appender.appendBigInt(BigInt(ordinal));
    appender.appendVarchar(record.id);
    appender.appendVarchar(record.text);
    appender.appendVarchar(record.kind);
    appender.appendVarchar(record.source);
    this.appendText(record.license);
    appender.appendVarchar(JSON.stringify(record.meta));
    appender.appendInteger(bytes);
    this.appendText(record.decision);
    for (const column of this.scoreColumns) {
      const score = record.scores?.[column];
      if (score === undefined || score === null) appender.appendNull();
      else appender.appendDouble(score);
    }
    appender.endRow();
    this.records++;
    this.bytes += bytes;
  }

  async close(folder: string, index: number): Promise<Shard> {
    this.appender.closeSync();
    const file = `shard-${String(index).padStart(5, '0')}.parquet`;
    const path = join(folder, file);
    await this.connection.run(
      `COPY shard TO ${quoteText(path)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 20480)`,
    );
    await flush(path);
    const { size } = await stat(path);
    const sha256 = createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
    return { file, records: this.records, fileBytes: size, sha256 };
  }

  private appendText(text: string | undefined): void {
    if (text === undefined) this.appender.appendNull();
    else this.appender.appendVarchar(text);
  }
}
