import { closeSync, openSync, writeSync } from 'node:fs';
import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Refusal, Reject } from './refusal.ts';
import { REFUSALS } from './refusal.ts';

/** Beside the shards of an imported dataset: what was refused, one JSON object a line. */
export const REJECTS_FILE = 'rejects.jsonl';

export type RefusalCounts = Record<Refusal, number>;

export const noRefusals = (): RefusalCounts =>
  Object.fromEntries(REFUSALS.map((reason) => [reason, 0])) as RefusalCounts;

const FLUSH_CHARACTERS = 2 ** 16;

/** Keeps rejects aside as they come, and counts them. The file is made with the first. */
export class RejectsWriter {
  readonly counts: RefusalCounts = noRefusals();
  /** The first of them, for when nothing else came. */
  first: Reject | null = null;
  private path: string | null = null;
  private descriptor: number | null = null;
  private buffered = '';

  open(folder: string): void {
    this.path = join(folder, REJECTS_FILE);
  }

  add(reject: Reject): void {
    this.counts[reject.reason] += 1;
    this.first ??= reject;
    this.buffered += `${JSON.stringify(reject)}\n`;
    if (this.buffered.length > FLUSH_CHARACTERS) this.flush();
  }

  get total(): number {
    return Object.values(this.counts).reduce((sum, count) => sum + count, 0);
  }

  private flush(): void {
    if (this.buffered === '' || this.path === null) return;
    this.descriptor ??= openSync(this.path, 'w');
    const bytes = Buffer.from(this.buffered);
    this.buffered = '';
    for (let written = 0; written < bytes.length;) {
      written += writeSync(this.descriptor, bytes, written, bytes.length - written);
    }
  }

  close(): void {
    this.flush();
    if (this.descriptor !== null) closeSync(this.descriptor);
    this.descriptor = null;
  }
}

/** Rejects of a dataset from `offset`, in the order in which they were met, and how many there are of that reason. */
export async function readRejects(
  folder: string,
  page: { readonly offset: number; readonly limit: number; readonly reason?: Refusal | undefined },
): Promise<{ readonly rejects: readonly Reject[]; readonly total: number }> {
  const path = join(folder, REJECTS_FILE);
  if (!existsSync(path)) return { rejects: [], total: 0 };
  const rejects: Reject[] = [];
  let total = 0;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    // The reason is looked for in the text first: most lines need not be parsed.
    if (page.reason !== undefined && !line.includes(`"reason":"${page.reason}"`)) continue;
    total += 1;
    if (total > page.offset && rejects.length < page.limit) rejects.push(JSON.parse(line) as Reject);
  }
  return { rejects, total };
}
