import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../lab/open-test-lab.ts';

/** Mebibytes that were resident at the most, in a process of its own. */
async function residentOf(megabytes: number): Promise<{ imported: number; mixed: number }> {
  const child = join(import.meta.dirname, 'import-memory-child.ts');
  const args = ['--no-warnings', child, temporaryFolder(), String(megabytes)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const { imported, mixed } = JSON.parse(stdout) as { imported: number; mixed: number };
  return { imported: imported / 1024, mixed: mixed / 1024 };
}

// Above what two shards hold, more text must not take more memory; the room is for the collector of garbage.
it('imports and mixes twice the text in about the same memory', async () => {
  const small = await residentOf(70);
  const large = await residentOf(150);
  expect(large.imported - small.imported).toBeLessThan(150);
  expect(large.mixed - small.mixed).toBeLessThan(200);
  expect(large.mixed).toBeLessThan(850);
});
