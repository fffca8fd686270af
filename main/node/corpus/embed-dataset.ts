import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { EMBEDDING_WINDOWS, embedTexts, type EmbeddingOptions } from '../../core/corpus/embedding.ts';
import { Failure } from '../../core/failure.ts';
import { hashFile, openCheckpoint } from '../checkpoints/read-checkpoint.ts';
import { canonicalJson, sha256 } from '../datasets/canonical-json.ts';
import type { Dataset } from '../datasets/open-dataset.ts';
import { readTexts } from '../datasets/read-records.ts';
import type { EngineName } from '../engines/open-engine.ts';
import { writeFileDurably } from '../files/durable-file.ts';
import { refusedWrite } from '../files/refused-write.ts';
import { cacheFolder } from '../files/user-folders.ts';
import { loadModel } from '../generation/load-model.ts';

/** Records whose vectors share a file; a step that is stopped loses at most this many. */
const CHUNK_RECORDS = 1024;

const infoSchema = z.object({
  formatVersion: z.literal(1),
  checkpoint: z.string(),
  dataset: z.string(),
  windows: z.number().int().min(1),
  records: z.number().int().min(0),
  width: z.number().int().min(1),
});

/** Whose vectors these are: everything that decides them. */
export type EmbeddingInfo = z.infer<typeof infoSchema>;

export type EmbedRequest = Omit<EmbeddingOptions, 'signal'> & {
  /** A phi directory or the folder of a run. */
  readonly checkpoint: string;
  readonly signal?: AbortSignal;
  readonly engine?: EngineName;
  readonly threads?: number;
  /** Where vectors are kept; the user's cache folder without it. */
  readonly cache?: string;
};

/** The vectors of a dataset's records, in their order; files are read as rows are asked for. */
export class EmbeddedDataset {
  readonly info: EmbeddingInfo;
  private readonly folder: string;

  constructor(folder: string, info: EmbeddingInfo) {
    this.folder = folder;
    this.info = info;
  }

  /** [count · width] of records `from` to `from + count − 1`. */
  async rows(from: number, count: number): Promise<Float32Array> {
    const { width, records } = this.info;
    if (from < 0 || from + count > records) {
      throw new RangeError(`Rows ${String(from)} to ${String(from + count)} of ${String(records)} records.`);
    }
    const vectors = new Float32Array(count * width);
    for (let at = from; at < from + count;) {
      const chunk = Math.floor(at / CHUNK_RECORDS);
      const within = at - chunk * CHUNK_RECORDS;
      const taken = Math.min(CHUNK_RECORDS - within, from + count - at);
      const all = floatsOf(await readFile(chunkPath(this.folder, chunk)));
      vectors.set(all.subarray(within * width, (within + taken) * width), (at - from) * width);
      at += taken;
    }
    return vectors;
  }

  /** Every row; memory for all of them at once. */
  all(): Promise<Float32Array> {
    return this.rows(0, this.info.records);
  }

  /** Row after row, [width] each; memory for one file of them. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Float32Array> {
    const { width, records } = this.info;
    for (let from = 0; from < records; from += CHUNK_RECORDS) {
      const rows = await this.rows(from, Math.min(CHUNK_RECORDS, records - from));
      for (let at = 0; at < rows.length; at += width) yield rows.subarray(at, at + width);
    }
  }
}

/**
 * The mean last hidden state of every record of a dataset under a checkpoint. They are computed once: what is in the
 * cache is taken from there, and a computation that was stopped goes on behind its last whole chunk. The key is the
 * checkpoint's weights and tokenizer, the dataset's content and the number of windows.
 */
export async function embedDataset(dataset: Dataset, request: EmbedRequest): Promise<EmbeddedDataset> {
  const { info, folder } = await cachePlace(dataset, request);
  if (!isWhole(folder, info)) await compute(dataset, request, info, folder);
  return new EmbeddedDataset(folder, info);
}

/** The vectors of a dataset under a checkpoint where they were computed before; null where they were not. */
export async function embeddedAlready(
  dataset: Dataset,
  request: Pick<EmbedRequest, 'checkpoint' | 'windows' | 'cache'>,
): Promise<EmbeddedDataset | null> {
  const { info, folder } = await cachePlace(dataset, request);
  return isWhole(folder, info) ? new EmbeddedDataset(folder, info) : null;
}

async function cachePlace(
  dataset: Dataset,
  request: Pick<EmbedRequest, 'checkpoint' | 'windows' | 'cache'>,
): Promise<{ readonly info: EmbeddingInfo; readonly folder: string }> {
  const { windows = EMBEDDING_WINDOWS, cache = join(cacheFolder(), 'embeddings') } = request;
  const { config } = await openCheckpoint(request.checkpoint);
  const info: EmbeddingInfo = {
    formatVersion: 1,
    checkpoint: await checkpointIdentity(request.checkpoint),
    dataset: dataset.manifest.contentHash,
    windows,
    records: dataset.manifest.records,
    width: config.width,
  };
  return { info, folder: join(cache, sha256(canonicalJson(info))) };
}

/** A checkpoint by what it computes: its weights and its tokenizer. */
export async function checkpointIdentity(path: string): Promise<string> {
  const checkpoint = await openCheckpoint(path);
  const names = await readdir(checkpoint.path);
  const weights = names.filter((name) => name.endsWith('.safetensors')).sort();
  if (weights.length === 0) {
    throw new Failure('missing-model', `${checkpoint.path} holds no weights; give the folder of a model.`);
  }
  const hash = createHash('sha256');
  hash.update(canonicalJson({ ...checkpoint.config }));
  for (const name of [...weights, ...(checkpoint.tokenizerPath === null ? [] : ['tokenizer.json'])]) {
    hash.update(`${name}:${await hashFile(join(checkpoint.path, name))}\n`);
  }
  return hash.digest('hex');
}

const chunkPath = (folder: string, chunk: number): string =>
  join(folder, `vectors-${String(chunk).padStart(6, '0')}.f32`);
const infoPath = (folder: string): string => join(folder, 'embeddings.json');

/** The description is written last, so a folder that has it is whole, unless someone took files away. */
function isWhole(folder: string, info: EmbeddingInfo): boolean {
  try {
    const written = infoSchema.parse(JSON.parse(readFileSync(infoPath(folder), 'utf8')));
    if (canonicalJson(written) !== canonicalJson(info)) return false;
  } catch {
    return false;
  }
  for (let from = 0; from < info.records; from += CHUNK_RECORDS) {
    if (!hasChunk(folder, info, from)) return false;
  }
  return true;
}

function hasChunk(folder: string, { records, width }: EmbeddingInfo, from: number): boolean {
  const path = chunkPath(folder, from / CHUNK_RECORDS);
  const bytes = Math.min(CHUNK_RECORDS, records - from) * width * Float32Array.BYTES_PER_ELEMENT;
  return existsSync(path) && statSync(path).size === bytes;
}

async function compute(
  dataset: Dataset,
  { checkpoint, engine, threads, signal, onProgress }: EmbedRequest,
  info: EmbeddingInfo,
  folder: string,
): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw refusedWrite(folder, cause);
  });
  const model = await loadModel(checkpoint, { engine, threads });
  try {
    let from = 0;
    let texts: string[] = [];
    const flush = async (): Promise<void> => {
      if (!hasChunk(folder, info, from)) {
        const vectors = await embedTexts(model, texts, {
          windows: info.windows,
          ...(signal === undefined ? {} : { signal }),
          onProgress: (done) => onProgress?.(from + done, info.records),
        });
        writeFileDurably(chunkPath(folder, from / CHUNK_RECORDS), bytesOf(vectors));
      }
      from += texts.length;
      texts = [];
      onProgress?.(from, info.records);
    };
    for await (const text of readTexts(dataset)) {
      texts.push(text);
      if (texts.length === CHUNK_RECORDS) await flush();
    }
    if (texts.length > 0) await flush();
  } finally {
    await model.close();
  }
  writeFileDurably(infoPath(folder), `${JSON.stringify(info, null, 2)}\n`);
}

const bytesOf = (floats: Float32Array): Uint8Array =>
  new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength);

/** Little-endian, as every machine that the lab runs on has them. */
function floatsOf(bytes: Buffer): Float32Array {
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}
