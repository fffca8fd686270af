import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { downloadBenchmark } from '../../../main/node/benchmarks/download.ts';
import type { PublishedBenchmark } from '../../../main/node/benchmarks/download.ts';

const content = Buffer.from('{"task_id": "T/0"}\n');
let folder: string;
let server: Server;
let address: string;
let answer: { status: number; body: Buffer; breakOff?: boolean };

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hornbook-test-'));
  answer = { status: 200, body: content };
  server = createServer((_, response) => {
    response.writeHead(answer.status, { 'content-length': answer.body.length });
    if (!answer.breakOff) return response.end(answer.body);
    response.write(answer.body.subarray(0, 5), () => response.destroy());
    return response;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/file`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

const published = (changes: Partial<PublishedBenchmark> = {}): PublishedBenchmark => ({
  name: 'Sample',
  address,
  sha256: createHash('sha256').update(content).digest('hex'),
  license: 'MIT',
  mostBytes: 1_000,
  ...changes,
});

test('keeps a file whose sha256 is the known one', async () => {
  const file = join(folder, 'inner', 'sample.jsonl');
  await downloadBenchmark(published(), file);
  expect(readFileSync(file)).toEqual(content);
  expect(readdirSync(join(folder, 'inner'))).toEqual(['sample.jsonl']);
});

test('keeps nothing of a file that was altered', async () => {
  answer.body = Buffer.from('something else');
  const file = join(folder, 'sample.jsonl');
  await expect(downloadBenchmark(published(), file)).rejects.toThrow(/is not Sample .* nothing was kept\.$/);
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  ['a missing page', { status: 404, body: content }, /the server answered 404/],
  ['a broken connection', { status: 200, body: content, breakOff: true }, /the connection broke/],
  ['a file that never ends', { status: 200, body: Buffer.alloc(2_000) }, /larger than 1000 bytes/],
])('says what to do after %s', async (_, given, sentence) => {
  answer = given;
  const file = join(folder, 'sample.jsonl');
  const failed = downloadBenchmark(published(), file);
  await expect(failed).rejects.toThrow(sentence);
  await expect(failed).rejects.toThrow(/check the connection, or fetch the file elsewhere/);
  expect(existsSync(file)).toBe(false);
});

test('does not overwrite a file', async () => {
  const file = join(folder, 'sample.jsonl');
  writeFileSync(file, 'mine');
  await expect(downloadBenchmark(published(), file)).rejects.toThrow(/There is already a file/);
  expect(readFileSync(file, 'utf8')).toBe('mine');
});
