import { createHash } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { END_OF_TEXT, type Tokenizer } from '../core/tokenizer/tokenizer.ts';
import { writeTokenizerJson } from '../core/tokenizer/tokenizer-json.ts';
import { countPretokens, trainOnPretokens, trainingPlan } from '../core/tokenizer/train.ts';
import { openDataset, type Dataset } from '../node/datasets/open-dataset.ts';
import { readTexts } from '../node/datasets/read-records.ts';
import { openTokenFile, writeTokenFile } from '../node/datasets/token-file.ts';
import { writeFileDurably } from '../node/files/durable-file.ts';
import { assertWritable } from '../node/projects/project.ts';

export type TrainedTokenizer = {
  readonly file: string;
  readonly sha256: string;
  readonly vocabularySize: number;
  /** UTF-8 bytes of the text it learned from. */
  readonly bytes: number;
  readonly datasetHash: string;
};

export type TokenizerRequest = {
  readonly dataset: string;
  readonly vocabularySize: number;
  readonly out: string;
  readonly signal: AbortSignal;
};

/** Learns a byte-level BPE from a dataset and writes `OUT/tokenizer.json`. */
export async function learnTokenizer(request: TokenizerRequest): Promise<TrainedTokenizer> {
  const options = { vocabularySize: request.vocabularySize, specialTokens: [END_OF_TEXT] };
  // A wrong size is said before anything is read or made.
  trainingPlan(options);
  assertWritable(request.out);
  const dataset = await openDataset(request.dataset);
  const counts = new Map<string, number>();
  for await (const text of readTexts(dataset)) {
    request.signal.throwIfAborted();
    countPretokens([text], counts);
  }
  const tokenizer = trainOnPretokens(counts, options);
  const json = writeTokenizerJson(tokenizer);
  mkdirSync(request.out, { recursive: true });
  const file = join(request.out, 'tokenizer.json');
  writeFileDurably(file, json);
  return {
    file,
    sha256: hashOf(json),
    vocabularySize: tokenizer.vocabularySize,
    bytes: dataset.manifest.bytes,
    datasetHash: dataset.manifest.hash,
  };
}

/** The dataset as a token file in a folder, made once for each pair of dataset and tokenizer. */
export async function tokensOf(
  dataset: Dataset,
  tokenizer: Tokenizer,
  tokenizerText: string,
  folder: string,
  signal: AbortSignal,
): Promise<{ readonly path: string; readonly count: number }> {
  const tokenizerHash = hashOf(tokenizerText);
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

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
