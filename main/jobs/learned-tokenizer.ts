import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson, sha256 } from '../node/datasets/canonical-json.ts';
import { learnTokenizer } from '../node/datasets/learn-tokenizer.ts';
import type { Dataset } from '../node/datasets/open-dataset.ts';
import type { JobContext } from './child.ts';

/** The tokenizer of a project's datasets, learned once and kept under their hashes. Returns its `tokenizer.json`. */
export async function learnedTokenizer(
  context: JobContext,
  stage: string,
  datasets: readonly Dataset[],
  vocabulary: number,
): Promise<string> {
  const hashes = datasets.map(({ manifest }) => manifest.hash).sort();
  const name = `study-${sha256(canonicalJson({ hashes, vocabulary })).slice(0, 12)}`;
  const folder = join(context.projectDir, 'tokenizers', name);
  const file = join(folder, 'tokenizer.json');
  if (existsSync(file)) return file;
  context.progress({ stage, doing: 'learning the vocabulary', done: 0, total: 1, unit: 'steps' });
  const { sha256: hash } = await learnTokenizer({
    datasets: datasets.map((dataset) => dataset.folder),
    vocabularySize: vocabulary,
    out: folder,
    signal: context.signal,
  });
  context.emit({
    type: 'artifact',
    artifact: 'tokenizer',
    name: `byte-level BPE, ${String(vocabulary)}`,
    path: folder,
    hash,
    parents: hashes,
  });
  return file;
}

/** Where token files go that belong to no dataset's own folder. */
export const tokenFilesFolder = (projectDir: string): string =>
  join(projectDir, 'tokenizers', 'study-tokens');
