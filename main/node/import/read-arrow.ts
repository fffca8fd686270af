import { createReadStream } from 'node:fs';
import { RecordBatchReader } from 'apache-arrow';
import type { Entries, Entry, ReadOptions } from './entry.ts';
import type { FoundFile } from './find-files.ts';
import type { Place } from './refusal.ts';
import { excerptOf } from './refusal.ts';

/** Arrow, as `save_to_disk` of Hugging Face's datasets writes it, one batch of rows at a time. */
export async function* readArrow(file: FoundFile, options: ReadOptions): Entries {
  const stream = createReadStream(file.path, { highWaterMark: 2 ** 20 });
  let row = 0;
  try {
    const reader = await RecordBatchReader.from(stream);
    await reader.open();
    for await (const batch of reader) {
      const entries: Entry[] = [];
      for (const values of batch) {
        if (values === null) continue;
        row += 1;
        const at: Place = { unit: 'row', number: row };
        const plain = plainValues(values.toJSON());
        entries.push({ row: plain, at, excerpt: () => excerptOf(JSON.stringify(plain)) });
      }
      yield entries;
    }
    if (row === 0) yield [{ at: null, reason: 'empty', why: 'holds no rows', excerpt: '' }];
  } catch (error) {
    const said = (error instanceof Error ? error.message : String(error)).split('\n')[0]!;
    const where = row === 0 ? 'cannot be read' : `cannot be read beyond row ${row.toLocaleString('en-US')}`;
    yield [{ at: null, reason: 'unreadable', why: `${where} (${said.replace(/\.$/, '')})`, excerpt: '' }];
  } finally {
    stream.destroy();
    options.onRead(file.bytes);
  }
}

/** Arrow's vectors as lists, its long integers as numbers. */
function plainValues(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'bigint'
        ? Number(value)
        : typeof value === 'object' && value !== null && 'toJSON' in value
          ? (value as { toJSON(): unknown }).toJSON()
          : value,
    ]),
  );
}
