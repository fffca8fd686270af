import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeTokenizerJson } from '../../main/core/tokenizer/tokenizer-json.ts';
import { trainTokenizer } from '../../main/core/tokenizer/train.ts';
import type { TeachingResult } from '../../main/node/teaching/teaching-result.ts';
import { runOperationHere } from '../../main/lab/data/run-operation-here.ts';
import { openDataset } from '../../main/node/datasets/open-dataset.ts';
import { readRecords } from '../../main/node/datasets/read-records.ts';
import { writeTokenFile } from '../../main/node/datasets/token-file.ts';
import { trainRun } from '../../main/node/training/train-run.ts';
import { temporaryFolder } from './open-test-lab.ts';

/** An exercise with its tests, as `teach exercises --with-tests` writes it; its third case decides whether it holds. */
const lesson = (name: string, by: number, third: number): string =>
  `def ${name}(x):\n    """Add ${String(by)} to x."""\n    return x + ${String(by)}\n\n\ndef check(candidate):\n${[
    [0, by],
    [1, 1 + by],
    [5, third],
  ]
    .map(([given, sum]) => `    assert candidate(${String(given)}) == ${String(sum)}\n`)
    .join('')}`;
const LESSONS = { alpha: lesson('alpha', 2, 7), bravo: lesson('bravo', 3, 8), charlie: lesson('charlie', 4, 8) };

/** A model that was trained until it knows the lessons by heart. */
async function trainedOnLessons(folder: string): Promise<string> {
  const texts = Array.from({ length: 40 }, () => Object.values(LESSONS)).flat();
  const tokenizer = trainTokenizer(texts, { vocabularySize: 330 });
  writeFileSync(join(folder, 'tokenizer.json'), writeTokenizerJson(tokenizer));
  await writeTokenFile(
    join(folder, 'lessons.tokens'),
    texts.map((text) => tokenizer.encodeDocument(text)),
    {
      vocabularySize: tokenizer.vocabularySize,
      endOfText: tokenizer.endOfText,
      datasetHash: 'lessons',
      tokenizerHash: 'tokenizer',
    },
  );
  const { checkpoint } = await trainRun({
    outDir: join(folder, 'run'),
    preset: 'nano',
    model: { width: 64, layers: 2, heads: 2, feedForward: 128 },
    tokenizer: join(folder, 'tokenizer.json'),
    phases: [{ name: 'pretrain', tokens: join(folder, 'lessons.tokens') }],
    budget: { kind: 'steps', steps: 120 },
    batch: 8,
    context: 96,
    rate: 1e-2,
    seed: 3,
    threads: 1,
  });
  return checkpoint;
}

it(
  'a checkpoint of the lab goes on with beginnings, and what it writes is run like anybody’s',
  async () => {
    const folder = temporaryFolder();
    const checkpoint = await trainedOnLessons(folder);
    writeFileSync(join(folder, 'names.txt'), Object.keys(LESSONS).join('\n'));
    const prompt = 'for: exercise\nanswer: continuation\nmax-tokens: 120\ntemperature: 0\n';
    writeFileSync(
      join(folder, 'beginning.md'),
      `---\n${prompt}slots:\n  name: one of names.txt\n---\n## Prompt\ndef {{name}}(\n`,
    );
    const teach = () =>
      runOperationHere({
        name: 'teach-exercises',
        parameters: {
          teacher: 'checkpoint',
          checkpoint,
          prompts: folder,
          prompt: 'beginning.md',
          count: 3,
          // As it was trained: the texts with their tests.
          withTests: true,
          out: join(folder, 'taught'),
          answers: join(folder, 'answers'),
        },
        signal: new AbortController().signal,
        onProgress: () => undefined,
      });
    const { details } = await teach();
    const result = details as unknown as TeachingResult;
    expect(result).toMatchObject({
      asked: 3,
      kept: 2,
      aside: 1,
      causes: [{ cause: 'a solution that fails its own tests', lessons: 1 }],
    });
    expect(result.teacher).toMatch(/^checkpoints\/step-\d+ \([0-9a-f]{8}\)$/);
    // It counts its own tokens, and whole answers end with its end of text.
    expect(result.spent).toMatchObject({ estimatedShare: 0, lostTokens: 0 });
    const kept = new Map<unknown, string>();
    for await (const { meta, text } of readRecords(await openDataset(join(folder, 'taught')))) {
      kept.set(meta['name'], text);
    }
    expect([...kept].sort()).toEqual([
      ['alpha', LESSONS.alpha],
      ['bravo', LESSONS.bravo],
    ]);
  },
);
