import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, type TestContext } from 'vitest';

/** A file system of its own that is soon full (`size` as in `1m`); the test is skipped where none may be mounted. */
export function smallDisk(context: TestContext, size: string): string {
  const disk = mkdtempSync(join(tmpdir(), 'hornbook-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', disk], { stdio: 'pipe' });
  } catch (error) {
    rmSync(disk, { recursive: true });
    const said = String((error as { stderr?: unknown }).stderr ?? error).trim();
    context.skip(`a small file system cannot be mounted here: ${said}`);
  }
  onTestFinished(() => {
    execFileSync('umount', [disk]);
    rmSync(disk, { recursive: true });
  });
  return disk;
}
