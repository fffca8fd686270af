import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openJournal, readJournal } from '../../main/jobs/journal.ts';
import type { JobEvent } from '../../main/jobs/protocol.ts';
import { temporaryFolder } from './open-test-lab.ts';

const log = (text: string): JobEvent => ({ at: 1, type: 'log', level: 'info', text });

describe('a journal', () => {
  it('gives back what was written, from any remembered offset', () => {
    const path = join(temporaryFolder(), 'events.jsonl');
    const journal = openJournal(path);
    journal.append(log('one'));
    journal.append(log('zwei – ö'));
    journal.flush();
    const first = readJournal(path, 0);
    expect(first.events).toEqual([log('one'), log('zwei – ö')]);
    journal.append(log('three'));
    journal.close();
    const rest = readJournal(path, first.offset);
    expect(rest.events).toEqual([log('three')]);
    expect(rest.offset).toBe(readFileSync(path).length);
  });

  it('leaves a torn last line for the next read', () => {
    const path = join(temporaryFolder(), 'events.jsonl');
    const whole = `${JSON.stringify(log('whole'))}\n`;
    const next = `${JSON.stringify(log('next – ö'))}\n`;
    // Cut inside the two bytes of the ö.
    const cut = Buffer.from(next).indexOf(0xc3) + 1;
    writeFileSync(path, Buffer.concat([Buffer.from(whole), Buffer.from(next).subarray(0, cut)]));
    const before = readJournal(path, 0);
    expect(before.events).toEqual([log('whole')]);
    expect(before.offset).toBe(Buffer.byteLength(whole));
    appendFileSync(path, Buffer.from(next).subarray(cut));
    expect(readJournal(path, before.offset).events).toEqual([log('next – ö')]);
  });

  it('goes on after a torn line that will never be finished', () => {
    const path = join(temporaryFolder(), 'events.jsonl');
    writeFileSync(path, `${JSON.stringify(log('before'))}\n{"at":1,"type":"lo`);
    const journal = openJournal(path);
    journal.append(log('after'));
    journal.close();
    const all = readJournal(path, 0);
    expect(all.events).toEqual([log('before'), log('after')]);
    expect(all.malformed).toBe(1);
  });

  it('reads a line that is longer than its limit', () => {
    const path = join(temporaryFolder(), 'events.jsonl');
    const long = log('x'.repeat(5_000));
    writeFileSync(path, `${JSON.stringify(long)}\n${JSON.stringify(log('short'))}\n`);
    const first = readJournal(path, 0, 100);
    expect(first.events).toEqual([long]);
    expect(readJournal(path, first.offset, 100).events).toEqual([log('short')]);
  });

  it('is empty before the job has written', () => {
    expect(readJournal(join(temporaryFolder(), 'events.jsonl'), 0)).toEqual({ events: [], offset: 0, malformed: 0 });
  });
});
