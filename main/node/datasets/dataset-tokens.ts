import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Tokenizer } from '../../core/tokenizer/tokenizer.ts';
import { sha256 } from './canonical-json.ts';
import type { Dataset } from './open-dataset.ts';
import { readTexts } from './read-records.ts';
import { openTokenFile, writeTokenFile } from './token-file.ts';

/** The dataset as a token file in a folder, made once for each pair of dataset and tokenizer. */
export async function tokensOf(
  dataset: Dataset,
  tokenizer: Tokenizer,
  tokenizerText: string,
  folder: string,
  signal: AbortSignal,
): Promise<{ readonly path: string; readonly count: number }> {
  const tokenizerHash = sha256(tokenizerText);
  const datasetHash = dataset.manifest.hash;
  const path = join(folder, `${datasetHash.slice(0, 16)}-${tokenizerHash.slice(0, 16)}.tokens`);
  if (existsSync(`${path}.json`)) {
    const opened = openTokenFile(path);
    opened.close();
    return { path, count: opened.count };
  }
  async function* documents(): AsyncGenerator<Int32Array> {
    for await (const text of readTexts(dataset)) {
      signal.throwIfAborted();
      yield tokenizer.encodeDocument(text);
    }
  }
  const { count } = await writeTokenFile(path, documents(), {
    vocabularySize: tokenizer.vocabularySize,
    endOfText: tokenizer.endOfText,
    datasetHash,
    tokenizerHash,
  });
  return { path, count };
}
