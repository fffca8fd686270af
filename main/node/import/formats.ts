/** What a file is read as. `source` is a text file that is one record. */
export const FORMATS = ['source', 'text', 'jsonl', 'json', 'csv', 'tsv', 'parquet', 'arrow', 'zip'] as const;
export type Format = (typeof FORMATS)[number];

const BY_ENDING: Readonly<Record<string, Format>> = {
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.json': 'json',
  '.csv': 'csv',
  '.tsv': 'tsv',
  '.parquet': 'parquet',
  '.arrow': 'arrow',
  '.zip': 'zip',
  '.txt': 'text',
};

/** Formats in which a folder may hold rows of a dataset. JSON there is description: `dataset_info.json`. */
export const ROW_FORMATS: ReadonlySet<Format> = new Set(['jsonl', 'csv', 'tsv', 'parquet', 'arrow']);

export type Compression = 'none' | 'gzip' | 'zstd';

export function compressionOf(name: string): Compression {
  if (/\.gz$/i.test(name)) return 'gzip';
  return /\.zstd?$/i.test(name) ? 'zstd' : 'none';
}

/** The format that a file's name says, or null. Compression does not count: `data.jsonl.zst` is JSON lines. */
export function formatOf(name: string, endings: readonly string[]): Format | null {
  const plain = name.replace(/\.(gz|zstd?)$/i, '').toLowerCase();
  if (endings.some((ending) => plain.endsWith(ending.toLowerCase()))) return 'source';
  const ending = /\.[a-z]+$/.exec(plain)?.[0] ?? '';
  return BY_ENDING[ending] ?? null;
}

const SPLITS = ['train', 'test', 'validation', 'valid', 'dev', 'eval'];

/** The split that a file's path says: `data/train-00000-of-00002.parquet`, `test/data.arrow`, `stories-valid.txt`. */
export function splitOf(name: string, format: Format): string | null {
  if (format === 'source' || format === 'zip') return null;
  const words = name
    .toLowerCase()
    .split(/[-_./]/)
    .reverse();
  return words.find((word) => SPLITS.includes(word)) ?? null;
}
