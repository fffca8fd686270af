import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import { Failure } from '../../../core/failure.ts';
import type { DuplicateFigures } from '../data-stages.ts';
import { duplicateFigures } from '../data-stages.ts';
import type { WrittenCorpus } from '../perturbed-python.ts';

export type DataPeer = {
  readonly version: string;
  readonly seconds: number;
  readonly megabytesPerSecond: number;
  /** Its seconds against ours: 2 where ours is twice as fast. */
  readonly ratio: number;
  readonly nearDuplicates: DuplicateFigures;
};

const answer = z.object({ version: z.string(), seconds: z.number() });

/**
 * Removes near duplicates from the same files with datatrove's MinHash, as many workers and its own settings (5-grams
 * of words, 14 buckets of 8 hashes). Its reading of JSON lines and writing of what stays count, starting Python does not; ours
 * reads the imported dataset and writes nothing.
 */
export async function measureDatatrove(
  python: string,
  texts: string,
  corpus: WrittenCorpus,
  workers: number,
  ourSeconds: number,
): Promise<DataPeer> {
  const script = fileURLToPath(new URL('deduplicate.py', import.meta.url));
  const working = join(dirname(texts), 'datatrove');
  await mkdir(working, { recursive: true });
  try {
    const { stdout } = await promisify(execFile)(python, [script, texts, working, String(workers)], {
      maxBuffer: 64 * 2 ** 20,
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', DATATROVE_COLORIZE_LOGS: '0' },
    }).catch((error: unknown) => {
      const said = error instanceof Error ? error.message.trim().split('\n').at(-1) : String(error);
      throw new Failure(
        'peer-failed',
        `datatrove could not be run by ${python} (${String(said)}); give a Python with the packages datatrove, spacy, tokenizers, orjson and xxhash below 4: --peer /path/to/python.`,
      );
    });
    const { version, seconds } = answer.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
    const kept = new Set<string>();
    for await (const id of createInterface({ input: createReadStream(join(working, 'kept.txt')) }))
      kept.add(id);
    const removed = new Set<string>();
    for (const path of corpus.files) {
      for await (const line of createInterface({ input: createReadStream(path) })) {
        // The id comes first, and parsing a gigabyte for it would take longer than the rest.
        const id = JSON.parse(/^\{"id":("(?:[^"\\]|\\.)*")/.exec(line)![1]!) as string;
        if (!kept.has(id)) removed.add(id);
      }
    }
    return {
      version,
      seconds,
      megabytesPerSecond: corpus.bytes / 1e6 / seconds,
      ratio: seconds / ourSeconds,
      nearDuplicates: duplicateFigures(corpus, [...removed]),
    };
  } finally {
    await rm(working, { recursive: true, force: true });
  }
}
