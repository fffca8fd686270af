import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Tokenizer } from '../../core/tokenizer/tokenizer.ts';
import { encodeDocuments } from '../corpus/encode-documents.ts';
import { sha256 } from './canonical-json.ts';
import type { Dataset } from './open-dataset.ts';
import { readTexts } from './read-records.ts';
import type { TokenFileInfo } from './token-file.ts';
import { openTokenFile, writeTokenFile } from './token-file.ts';

export type DatasetTokens = {
  readonly path: string;
  /** Tokens in all, what closes each document included. */
  readonly count: number;
  /** It was there already. */
  readonly takenUp: boolean;
};

/** Below so many bytes of text, starting threads takes longer than they save. */
const LEAST_BYTES_FOR_WORKERS = 4 * 2 ** 20;

/** Token files that go with a dataset lie in its own folder; they are a cache, and no part of it. */
export const tokenFolder = (dataset: Dataset): string => join(dataset.folder, 'tokens');

/** `DATASET-TOKENIZER.tokens`: the name says what it is made of, so it is never out of date. */
export function tokenFileName(dataset: Dataset, tokenizerHash: string): string {
  return `${dataset.manifest.hash.slice(0, 16)}-${tokenizerHash.slice(0, 16)}.tokens`;
}

/**
 * The dataset as a token file, made once for each pair of dataset and tokenizer: the one in the dataset's own folder
 * where there is one, else the one in `folder`, which is made if need be.
 */
export async function tokensOf(
  dataset: Dataset,
  tokenizer: Tokenizer,
  tokenizerText: string,
  folder: string,
  signal: AbortSignal,
  onProgress: (documents: number, tokens: number) => void = () => undefined,
): Promise<DatasetTokens> {
  const tokenizerHash = sha256(tokenizerText);
  const name = tokenFileName(dataset, tokenizerHash);
  for (const place of [tokenFolder(dataset), folder]) {
    const path = join(place, name);
    if (!existsSync(`${path}.json`)) continue;
    const opened = openTokenFile(path);
    opened.close();
    return { path, count: opened.count, takenUp: true };
  }
  async function* documents(): AsyncGenerator<Int32Array> {
    let [done, tokens] = [0, 0];
    for await (const ids of encoded(dataset, tokenizer, tokenizerText, signal)) {
      signal.throwIfAborted();
      tokens += ids.length + 1;
      onProgress(++done, tokens);
      yield ids;
    }
  }
  const path = join(folder, name);
  const { count } = await writeTokenFile(path, documents(), describe(dataset, tokenizer, tokenizerHash));
  return { path, count, takenUp: false };
}

/** What a token file of this dataset says of itself. */
export function describe(
  dataset: Dataset,
  tokenizer: Pick<Tokenizer, 'vocabularySize' | 'endOfText'>,
  tokenizerHash: string,
): Pick<TokenFileInfo, 'vocabularySize' | 'endOfText' | 'datasetHash' | 'tokenizerHash'> {
  return {
    vocabularySize: tokenizer.vocabularySize,
    endOfText: tokenizer.endOfText,
    datasetHash: dataset.manifest.hash,
    tokenizerHash,
  };
}

async function* encoded(
  dataset: Dataset,
  tokenizer: Tokenizer,
  tokenizerText: string,
  signal: AbortSignal,
): AsyncGenerator<Int32Array> {
  if (dataset.manifest.bytes >= LEAST_BYTES_FOR_WORKERS) {
    yield* encodeDocuments(dataset, tokenizerText, { signal });
    return;
  }
  for await (const text of readTexts(dataset)) yield tokenizer.encodeDocument(text);
}
