import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { END_OF_TEXT } from '../../core/tokenizer/tokenizer.ts';
import { writeTokenizerJson } from '../../core/tokenizer/tokenizer-json.ts';
import { countPretokens, trainOnPretokens, trainingPlan } from '../../core/tokenizer/train.ts';
import { writeFileDurably } from '../files/durable-file.ts';
import { assertWritable } from '../projects/project.ts';
import { sha256 } from './canonical-json.ts';
import { openDataset } from './open-dataset.ts';
import { readTexts } from './read-records.ts';

export type TrainedTokenizer = {
  readonly file: string;
  readonly sha256: string;
  readonly vocabularySize: number;
  /** UTF-8 bytes of the texts it learned from. */
  readonly bytes: number;
  readonly datasetHashes: readonly string[];
};

export type TokenizerRequest = {
  /** Folders of the datasets to learn from. */
  readonly datasets: readonly string[];
  readonly vocabularySize: number;
  readonly out: string;
  readonly signal: AbortSignal;
};

/** Learns a byte-level BPE from datasets and writes `OUT/tokenizer.json`. */
export async function learnTokenizer(request: TokenizerRequest): Promise<TrainedTokenizer> {
  const options = { vocabularySize: request.vocabularySize, specialTokens: [END_OF_TEXT] };
  // A wrong size is said before anything is read or made.
  trainingPlan(options);
  assertWritable(request.out);
  const counts = new Map<string, number>();
  const datasetHashes: string[] = [];
  let bytes = 0;
  for (const folder of request.datasets) {
    const dataset = await openDataset(folder);
    datasetHashes.push(dataset.manifest.hash);
    bytes += dataset.manifest.bytes;
    for await (const text of readTexts(dataset)) {
      request.signal.throwIfAborted();
      countPretokens([text], counts);
    }
  }
  const tokenizer = trainOnPretokens(counts, options);
  const json = writeTokenizerJson(tokenizer);
  mkdirSync(request.out, { recursive: true });
  const file = join(request.out, 'tokenizer.json');
  writeFileDurably(file, json);
  return { file, sha256: sha256(json), vocabularySize: tokenizer.vocabularySize, bytes, datasetHashes };
}
