import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

test('500 training steps hold resident memory flat: the last 100 within 2 %', async () => {
  const script = join(import.meta.dirname, 'step-memory.ts');
  const { stdout } = await promisify(execFile)(process.execPath, ['--no-warnings', script, '500']);
  const resident = JSON.parse(stdout) as number[];
  expect(resident).toHaveLength(500);
  const last = resident.slice(-100);
  const spread = (Math.max(...last) - Math.min(...last)) / Math.min(...last);
  expect(spread).toBeLessThan(0.02);
});
