import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
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
import { CHUNK_RECORDS, KeptVectors } from './kept-vectors.ts';

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

/** The vectors of a dataset's records, and whose they are. */
export class EmbeddedDataset extends KeptVectors<'f32'> {
  readonly info: EmbeddingInfo;

  constructor(folder: string, info: EmbeddingInfo) {
    super(folder, 'f32', info);
    this.info = info;
  }
}

/**
 * The mean last hidden state of every record of a dataset under a checkpoint. They are computed once: what is in the
 * cache is taken from there, and a computation that was stopped goes on behind its last whole chunk. The key is the
 * checkpoint's weights and tokenizer, the dataset's content and the number of windows.
 */
export async function embedDataset(dataset: Dataset, request: EmbedRequest): Promise<EmbeddedDataset> {
  const embedded = await cachePlace(dataset, request);
  if (!isWhole(embedded)) await compute(dataset, request, embedded);
  return embedded;
}

/** The vectors of a dataset under a checkpoint where they were computed before; null where they were not. */
export async function embeddedAlready(
  dataset: Dataset,
  request: Pick<EmbedRequest, 'checkpoint' | 'windows' | 'cache'>,
): Promise<EmbeddedDataset | null> {
  const embedded = await cachePlace(dataset, request);
  return isWhole(embedded) ? embedded : null;
}

async function cachePlace(
  dataset: Dataset,
  request: Pick<EmbedRequest, 'checkpoint' | 'windows' | 'cache'>,
): Promise<EmbeddedDataset> {
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
  return new EmbeddedDataset(join(cache, sha256(canonicalJson(info))), info);
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

const infoPath = (folder: string): string => join(folder, 'embeddings.json');

/** The description is written last, so a folder that has it is whole, unless someone took files away. */
function isWhole(embedded: EmbeddedDataset): boolean {
  try {
    const written = infoSchema.parse(JSON.parse(readFileSync(infoPath(embedded.folder), 'utf8')));
    if (canonicalJson(written) !== canonicalJson(embedded.info)) return false;
  } catch {
    return false;
  }
  return embedded.isWhole;
}

async function compute(
  dataset: Dataset,
  { checkpoint, engine, threads, signal, onProgress }: EmbedRequest,
  embedded: EmbeddedDataset,
): Promise<void> {
  const { folder, info } = embedded;
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw refusedWrite(folder, cause);
  });
  const model = await loadModel(checkpoint, { engine, threads });
  try {
    let from = 0;
    let texts: string[] = [];
    const flush = async (): Promise<void> => {
      if (!embedded.hasChunk(from)) {
        const vectors = await embedTexts(model, texts, {
          windows: info.windows,
          ...(signal === undefined ? {} : { signal }),
          onProgress: (done) => onProgress?.(from + done, info.records),
        });
        embedded.writeChunk(from, vectors);
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
