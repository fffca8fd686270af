import { FEATURE_NAMES } from '../../core/corpus/feature-names.ts';
import { features } from '../../core/corpus/features.ts';
import type { FeatureGroup } from '../../core/corpus/quality-classifier.ts';
import type { ScoredRecord } from '../datasets/manifest.ts';
import type { Dataset } from '../datasets/open-dataset.ts';
import { readRecords } from '../datasets/read-records.ts';
import { embedDataset } from './embed-dataset.ts';
import { createPythonParser } from './tree-sitter-python.ts';
import { runInWorkers } from './workers/pool.ts';
import { textBatches } from './workers/text-batches.ts';

export const FEATURE_KINDS = ['syntax', 'embedding', 'both'] as const;
export type FeatureKind = (typeof FEATURE_KINDS)[number];

/** What a classifier looks at: the text's syntax and layout, a checkpoint's view of it as in phi-1, or both. */
export type FeatureSource =
  | { readonly kind: 'syntax' }
  | {
      readonly kind: 'embedding' | 'both';
      /** A phi directory or the folder of a run. */
      readonly checkpoint: string;
      readonly windows: number;
    };

export type FeatureProgress = {
  readonly signal: AbortSignal;
  readonly onProgress?: (doing: string, done: number, total: number) => void;
  /** Where embeddings are kept; the user's cache folder without it. */
  readonly cache?: string;
};

/** Names of the columns of a feature vector, and which belong together. */
export function featureLayout(kind: FeatureKind, width: number) {
  const syntax = kind === 'embedding' ? [] : FEATURE_NAMES;
  const numbers = kind === 'syntax' ? 0 : width;
  const groups: FeatureGroup[] = syntax.map((name, at) => ({ name, from: at, to: at + 1 }));
  if (numbers > 0) {
    groups.push({ name: 'embedding', from: syntax.length, to: syntax.length + numbers });
  }
  const names = [...syntax, ...Array.from({ length: numbers }, (_, at) => `embedding ${String(at)}`)];
  return { names, groups };
}

/**
 * Each record with its feature vector, in the dataset's order. Embeddings of the whole dataset are computed first, or
 * taken from the cache. `wanted` picks records by their place; the others are passed over unmeasured.
 */
export async function* featureRows(
  dataset: Dataset,
  source: FeatureSource,
  { signal, onProgress, cache }: FeatureProgress,
  wanted: (place: number) => boolean = () => true,
): AsyncGenerator<{ readonly place: number; readonly record: ScoredRecord; readonly vector: Float64Array }> {
  const total = dataset.manifest.records;
  const embedded =
    source.kind === 'syntax'
      ? null
      : await embedDataset(dataset, {
          checkpoint: source.checkpoint,
          windows: source.windows,
          signal,
          ...(cache === undefined ? {} : { cache }),
          onProgress: (done, all) => onProgress?.('reading with the model', done, all),
        });
  const rows = embedded === null ? null : embedded[Symbol.asyncIterator]();
  let embeddedPlaces = 0;
  const embeddingOf = async (place: number): Promise<Float32Array | null> => {
    if (rows === null) return null;
    for (; embeddedPlaces < place; embeddedPlaces++) await rows.next();
    embeddedPlaces++;
    return (await rows.next()).value as Float32Array;
  };
  const told = (place: number): void => onProgress?.('measuring features', place, total);
  if (source.kind === 'embedding') {
    for await (const { place, record } of wantedRecords(dataset, wanted, told)) {
      signal.throwIfAborted();
      yield { place, record, vector: joined(null, await embeddingOf(place)) };
    }
    return;
  }
  for await (const { place, record, measured } of measuredRecords(dataset, wanted, told, signal)) {
    yield { place, record, vector: joined(measured, await embeddingOf(place)) };
  }
}

type Placed = { readonly place: number; readonly record: ScoredRecord };

/** The records that are wanted, with their places; every record is told of. */
async function* wantedRecords(
  dataset: Dataset,
  wanted: (place: number) => boolean,
  told: (place: number) => void,
): AsyncGenerator<Placed> {
  let place = 0;
  for await (const record of readRecords(dataset)) {
    if (wanted(place)) yield { place, record };
    told(++place);
  }
}

/** Below so many bytes of text, starting threads takes longer than they save. */
const LEAST_BYTES_FOR_WORKERS = 4 * 2 ** 20;

/** The records that are wanted with their syntax features, measured on all cores where there is much to measure. */
async function* measuredRecords(
  dataset: Dataset,
  wanted: (place: number) => boolean,
  told: (place: number) => void,
  signal: AbortSignal,
): AsyncGenerator<Placed & { readonly measured: Float64Array }> {
  const records = wantedRecords(dataset, wanted, told);
  if (dataset.manifest.bytes < LEAST_BYTES_FOR_WORKERS) {
    const parser = await createPythonParser();
    for await (const { place, record } of records) {
      signal.throwIfAborted();
      yield { place, record, measured: features(parser.parse(record.text)) };
    }
    return;
  }
  // Those whose texts are on their way; workers answer in the order that they were asked in.
  const away: Placed[] = [];
  async function* sent(): AsyncGenerator<ScoredRecord> {
    for await (const placed of records) {
      away.push(placed);
      yield placed.record;
    }
  }
  const width = FEATURE_NAMES.length;
  for await (const { result } of runInWorkers('features', null, textBatches(sent()), { signal })) {
    for (let at = 0; at < result.length; at += width) {
      yield { ...away.shift()!, measured: result.slice(at, at + width) };
    }
  }
}

function joined(measured: Float64Array | null, embedding: Float32Array | null | undefined): Float64Array {
  if (!embedding) return measured!;
  if (measured === null) return Float64Array.from(embedding);
  const both = new Float64Array(measured.length + embedding.length);
  both.set(measured);
  both.set(embedding, measured.length);
  return both;
}
