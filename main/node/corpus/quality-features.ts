import { FEATURE_NAMES } from '../../core/corpus/feature-names.ts';
import { features } from '../../core/corpus/features.ts';
import type { FeatureGroup } from '../../core/corpus/quality-classifier.ts';
import type { ScoredRecord } from '../datasets/manifest.ts';
import type { Dataset } from '../datasets/open-dataset.ts';
import { readRecords } from '../datasets/read-records.ts';
import { embedDataset } from './embed-dataset.ts';
import { measureOnce } from './measure-features.ts';
import { createPythonParser } from './tree-sitter-python.ts';

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
  /** Where embeddings and features are kept; folders of the user's cache without it. */
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
  const embeddingOf = inTurn<Float32Array>(embedded);
  // Records are passed over where only some are wanted, but features of many are measured, and kept, for all at once.
  const isLarge = source.kind !== 'embedding' && dataset.manifest.bytes >= LEAST_BYTES_TO_KEEP;
  const measured = isLarge
    ? await measureOnce(dataset, {
        signal,
        ...(cache === undefined ? {} : { cache }),
        onProgress: (done, all) => onProgress?.('measuring features', done, all),
      })
    : null;
  const measuredOf = inTurn<Float64Array>(measured);
  const parser = source.kind === 'embedding' || isLarge ? null : await createPythonParser();
  let place = 0;
  for await (const record of readRecords(dataset)) {
    signal.throwIfAborted();
    if (wanted(place)) {
      const syntax = parser === null ? await measuredOf(place) : features(parser.parse(record.text));
      yield { place, record, vector: joined(syntax, await embeddingOf(place)) };
    }
    place += 1;
    onProgress?.(isLarge ? 'reading the texts' : 'measuring features', place, total);
  }
}

/** Less text than this is measured in about a second: as soon as threads would have started. */
const LEAST_BYTES_TO_KEEP = 4 * 2 ** 20;

/** Gives the vector of a place from vectors that are read one after another; places ascend. Null without vectors. */
function inTurn<Vector>(vectors: AsyncIterable<Vector> | null): (place: number) => Promise<Vector | null> {
  if (vectors === null) return () => Promise.resolve(null);
  const rows = vectors[Symbol.asyncIterator]();
  let read = 0;
  return async (place) => {
    for (; read < place; read++) await rows.next();
    read++;
    return (await rows.next()).value as Vector;
  };
}

function joined(measured: Float64Array | null, embedding: Float32Array | null): Float64Array {
  // A copy: what is kept of a few must not hold the whole file that they lie in.
  if (embedding === null) return measured!.slice();
  if (measured === null) return Float64Array.from(embedding);
  const both = new Float64Array(measured.length + embedding.length);
  both.set(measured);
  both.set(embedding, measured.length);
  return both;
}
