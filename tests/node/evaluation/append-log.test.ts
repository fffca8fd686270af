import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openAppendLog, readAppendLog } from '../../../main/node/evaluation/append-log.ts';
import { temporaryFolder } from './fixture.ts';

const number = (value: unknown): { n: number } => {
  if (typeof value !== 'object' || value === null || !('n' in value)) throw new Error('not an entry');
  return value as { n: number };
};

it('keeps what was whole wherever the file was cut, and goes on behind it', () => {
  const path = join(temporaryFolder(), 'log.jsonl');
  const whole = [0, 1, 2, 3].map((n) => `{"n":${n},"text":"é"}\n`).join('');
  const bytes = Buffer.from(whole);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: bytes.length }), (cut) => {
      writeFileSync(path, bytes);
      truncateSync(path, cut);
      const kept = bytes.subarray(0, cut).toString('latin1').split('\n').length - 1;
      const { log, entries } = openAppendLog(path, number);
      expect(entries).toHaveLength(kept);
      log.append({ n: 99 });
      log.close();
      expect(readAppendLog(path, number).map(({ n }) => n)).toEqual([...[0, 1, 2, 3].slice(0, kept), 99]);
    }),
  );
});

it('stops at the zeros that a disk without power leaves, and reads nothing behind them', () => {
  const path = join(temporaryFolder(), 'log.jsonl');
  writeFileSync(path, '{"n":1}\n');
  appendFileSync(path, Buffer.alloc(20));
  appendFileSync(path, '\n{"n":2}\n');
  const { log, entries } = openAppendLog(path, number);
  expect(entries).toEqual([{ n: 1 }]);
  log.append({ n: 3 });
  log.close();
  expect(readFileSync(path, 'utf8')).toBe('{"n":1}\n{"n":3}\n');
});

it('shows what was appended at once, before it is closed', () => {
  const path = join(temporaryFolder(), 'log.jsonl');
  const { log } = openAppendLog(path, number);
  log.append({ n: 5 });
  expect(readAppendLog(path, number)).toEqual([{ n: 5 }]);
  log.close();
});
