import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeTokenizerJson } from '../../../main/core/tokenizer/tokenizer-json.ts';
import { trainTokenizer } from '../../../main/core/tokenizer/train.ts';
import { writeTokenFile } from '../../../main/node/datasets/token-file.ts';
import type { TrainRequest } from '../../../main/node/training/train-request.ts';

/** A tokenizer and two token files of small programs in `folder`, and a request that trains a tiny model on them. */
export async function tinyTraining(folder: string): Promise<TrainRequest> {
  const program = (index: number): string =>
    `def add_${String.fromCharCode(97 + (index % 26))}(x):\n    """Add ${String(index)} to x."""\n    return x + ${String(index)}\n`;
  const programs = Array.from({ length: 120 }, (_, index) => program(index));
  const tokenizer = trainTokenizer(programs, { vocabularySize: 300 });
  const tokenizerPath = join(folder, 'tokenizer.json');
  await writeFile(tokenizerPath, writeTokenizerJson(tokenizer));
  const files = { raw: programs, exercises: programs.slice(0, 40) };
  for (const [name, texts] of Object.entries(files)) {
    const documents = texts.map((text) => tokenizer.encodeDocument(text));
    await writeTokenFile(join(folder, `${name}.tokens`), documents, {
      vocabularySize: tokenizer.vocabularySize,
      endOfText: tokenizer.endOfText,
      datasetHash: `dataset ${name}`,
      tokenizerHash: 'tokenizer',
    });
  }
  return {
    outDir: join(folder, 'run'),
    preset: 'nano',
    model: { width: 32, layers: 1, heads: 2, feedForward: 64 },
    tokenizer: tokenizerPath,
    phases: [
      { name: 'pretrain', tokens: join(folder, 'raw.tokens'), share: 2 },
      {
        name: 'finetune',
        tokens: join(folder, 'exercises.tokens'),
        share: 1,
        rate: 3e-3,
        weightDecay: 0.01,
        windows: 'documents',
      },
    ],
    budget: { kind: 'steps', steps: 36 },
    batch: 4,
    context: 32,
    rate: 1e-2,
    seed: 7,
    threads: 1,
    checkpointEvery: 5,
    evalEvery: 10,
  };
}
