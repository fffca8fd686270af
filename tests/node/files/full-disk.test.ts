import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openAnswerStore } from '../../../main/node/corpus/answer-store.ts';
import { openAppendLog, readAppendLog } from '../../../main/node/evaluation/append-log.ts';
import { smallDisk } from './small-disk.ts';

const FULL = (path: string): string =>
  `${path} cannot be written: the disk is full; free some space and resume. What was finished is whole.`;

test('a log on a full disk says so, and what is appended once there is room is read again', (context) => {
  const disk = smallDisk(context, '64k');
  const ballast = join(disk, 'ballast');
  writeFileSync(ballast, Buffer.alloc(40 * 1024));
  const path = join(disk, 'log.jsonl');
  const parse = (value: unknown) => value as string;
  const { log } = openAppendLog(path, parse);
  log.append('first');
  // Some of it fits: half a line must not stay.
  expect(() => {
    log.append('x'.repeat(60 * 1024));
  }).toThrow(FULL(path));
  rmSync(ballast);
  log.append('second');
  log.close();
  expect(readAppendLog(path, parse)).toEqual(['first', 'second']);
  expect(readFileSync(path, 'utf8')).toBe('"first"\n"second"\n');
});

test('answers that were paid for are refused in the same words, and those before stay', (context) => {
  const disk = smallDisk(context, '256k');
  const path = join(disk, 'answers.sqlite');
  const store = openAnswerStore(path);
  const key = (attempt: number) => ({ textHash: 't', promptHash: 'p', model: 'm', attempt });
  const answer = { finish: 'stop', promptTokens: 1, completionTokens: 1, at: 1 } as const;
  store.keep(key(0), { ...answer, text: 'kept' });
  expect(() => {
    for (let attempt = 1; attempt < 40; attempt++)
      store.keep(key(attempt), { ...answer, text: 'x'.repeat(20 * 1024) });
  }).toThrow(FULL(path));
  expect(store.find(key(0))).toMatchObject({ text: 'kept' });
  store.close();
});
