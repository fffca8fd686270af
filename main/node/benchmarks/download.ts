import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Failure } from '../../core/failure.ts';
import { refusedWrite } from '../files/refused-write.ts';

/** A benchmark as its authors publish it. Nothing is kept whose bytes are not exactly these. */
export type PublishedBenchmark = {
  readonly name: string;
  readonly address: string;
  readonly sha256: string;
  readonly license: string;
  /** A download that grows beyond this is not the file. */
  readonly mostBytes: number;
};

export const publishedBenchmarks = {
  humaneval: {
    name: 'HumanEval',
    address: 'https://raw.githubusercontent.com/openai/human-eval/master/data/HumanEval.jsonl.gz',
    sha256: 'b796127e635a67f93fb35c04f4cb03cf06f38c8072ee7cee8833d7bee06979ef',
    license: 'MIT',
    mostBytes: 1_000_000,
  },
} as const satisfies Readonly<Record<string, PublishedBenchmark>>;

const TIMEOUT_MS = 60_000;

/**
 * Fetches a published benchmark into a file, which appears only when its sha256 is the known one.
 *
 * @throws Failure `file-exists`, `download-failed`, `download-altered`.
 */
export async function downloadBenchmark(benchmark: PublishedBenchmark, file: string): Promise<void> {
  if (existsSync(file)) {
    throw new Failure('file-exists', `There is already a file ${file}; choose another name or remove it.`);
  }
  const bytes = await fetchBytes(benchmark);
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== benchmark.sha256) {
    throw new Failure(
      'download-altered',
      `What came from ${benchmark.address} is not ${benchmark.name} (sha256 ${found.slice(0, 12)}…, expected ${benchmark.sha256.slice(0, 12)}…); nothing was kept.`,
    );
  }
  const partial = `${file}.partial-${randomBytes(4).toString('hex')}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(partial, bytes, { flush: true });
    renameSync(partial, file);
  } catch (cause) {
    rmSync(partial, { force: true });
    throw refusedWrite(file, cause);
  }
}

async function fetchBytes({ name, address, mostBytes }: PublishedBenchmark): Promise<Uint8Array> {
  const refuse = (why: string, cause?: unknown) =>
    new Failure(
      'download-failed',
      `${name} could not be downloaded from ${address} (${why}); check the connection, or fetch the file elsewhere and name it with --humaneval.`,
      { cause },
    );
  let response: Response;
  try {
    response = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (cause) {
    const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
    throw refuse(reason instanceof Error ? reason.message : String(reason), cause);
  }
  if (!response.ok || response.body === null) throw refuse(`the server answered ${response.status}`);
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const part of response.body) {
      size += part.length;
      if (size > mostBytes) throw refuse(`it is larger than ${mostBytes} bytes`);
      parts.push(part);
    }
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw refuse('the connection broke', cause);
  }
  return Buffer.concat(parts);
}
