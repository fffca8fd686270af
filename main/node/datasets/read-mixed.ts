import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MixturePlan } from '../../core/corpus/mixing.ts';
import type { ScoredRecord } from './manifest.ts';
import type { Dataset } from './open-dataset.ts';
import { readRecords } from './read-records.ts';

/** A record of a mixture, with the source that it is of and how often it was taken before. */
export type MixedRecord = { readonly record: ScoredRecord; readonly source: number; readonly epoch: number };

/** Text that is put in order at once. */
const BUCKET_BYTES = 16 * 2 ** 20;
const MOST_BUCKETS = 1024;
/** Characters that wait for company before they go to a bucket's file. */
const FLUSH_CHARACTERS = 2 ** 16;

/**
 * The records of several datasets in the order of a mixture, in two passes: each source is read once, and every record
 * goes to the bucket of its place; then bucket after bucket is put in order. Memory stays flat however large the sources
 * are, and the time goes with their size. The buckets lie in `folder`, which is made and removed.
 */
export async function* readMixed(
  datasets: readonly Dataset[],
  plan: MixturePlan,
  folder: string,
): AsyncGenerator<MixedRecord> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    const buckets = new Buckets(folder, plan.document.length, bytesOf(datasets, plan));
    for (const [source, dataset] of datasets.entries()) {
      const { starts, places } = placesOf(plan, source, dataset.manifest.records);
      let document = 0;
      for await (const record of readRecords(dataset)) {
        for (const place of places.subarray(starts[document], starts[document + 1]))
          buckets.add(place, [place, plan.epoch[place]!, source, record]);
        document += 1;
      }
    }
    yield* buckets.inOrder();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Line = readonly [place: number, epoch: number, source: number, record: ScoredRecord];

class Buckets {
  private readonly folder: string;
  private readonly placesEach: number;
  private readonly waiting: string[];

  constructor(folder: string, places: number, bytes: number) {
    this.folder = folder;
    const count = Math.min(MOST_BUCKETS, Math.max(1, Math.ceil(bytes / BUCKET_BYTES)));
    this.placesEach = Math.max(1, Math.ceil(places / count));
    this.waiting = Array.from({ length: count }, () => '');
  }

  add(place: number, line: Line): void {
    const bucket = Math.floor(place / this.placesEach);
    const waiting = `${this.waiting[bucket]!}${JSON.stringify(line)}\n`;
    this.waiting[bucket] = waiting;
    if (waiting.length >= FLUSH_CHARACTERS) this.flush(bucket);
  }

  async *inOrder(): AsyncGenerator<MixedRecord> {
    for (const bucket of this.waiting.keys()) {
      this.flush(bucket);
      const text = await readFile(this.file(bucket), 'utf8');
      const lines = text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Line);
      lines.sort(([one], [other]) => one - other);
      for (const [, epoch, source, record] of lines) yield { record, source, epoch };
      rmSync(this.file(bucket));
    }
  }

  private flush(bucket: number): void {
    appendFileSync(this.file(bucket), this.waiting[bucket]!);
    this.waiting[bucket] = '';
  }

  private file(bucket: number): string {
    return join(this.folder, `${String(bucket)}.jsonl`);
  }
}

/** The places of each document of a source: those of document d are `places[starts[d]] … places[starts[d + 1] − 1]`. */
function placesOf(
  plan: MixturePlan,
  source: number,
  documents: number,
): { readonly starts: Uint32Array; readonly places: Uint32Array } {
  const starts = new Uint32Array(documents + 1);
  for (let place = 0; place < plan.document.length; place++)
    if (plan.source[place] === source) starts[plan.document[place]! + 1]! += 1;
  for (let document = 0; document < documents; document++) starts[document + 1]! += starts[document]!;
  const places = new Uint32Array(starts[documents]!);
  const next = starts.slice();
  for (let place = 0; place < plan.document.length; place++)
    if (plan.source[place] === source) places[next[plan.document[place]!]!++] = place;
  return { starts, places };
}

/** About the text of the mixture: each source's bytes as often as it is passed over. */
function bytesOf(datasets: readonly Dataset[], plan: MixturePlan): number {
  return plan.shares.reduce((sum, { epochs }, at) => sum + epochs * datasets[at]!.manifest.bytes, 0);
}

/** Every score that one of the datasets has. */
export const scoreColumns = (datasets: readonly Dataset[]): string[] => [
  ...new Set(datasets.flatMap(({ manifest }) => manifest.scores)),
];
