import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { closeLabParts, openLabParts } from '../../main/lab/lab.ts';
import type { LabOptions, LabParts } from '../../main/lab/lab.ts';

export const scriptedJob = join(import.meta.dirname, 'scripted-job.ts');

/** A folder that is gone when the test is. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hornbook-test-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** A lab whose jobs all run the scripted job, unless told another, in real processes. */
export async function openTestLab(
  projectPath: string,
  options: Pick<LabOptions, 'stopGraceMs' | 'jobEntry'> = {},
): Promise<{ parts: LabParts; close(): Promise<void> }> {
  const parts = await openLabParts({ projectPath, door: 'browser', jobEntry: () => scriptedJob, ...options });
  let open = true;
  const close = async (): Promise<void> => {
    if (open) await closeLabParts(parts);
    open = false;
  };
  onTestFinished(close);
  return { parts, close };
}

/** Waits until `look` gives something, and says what it waited for when it never does. */
export async function until<Value>(
  what: string,
  look: () => Promise<Value | null | undefined | false> | Value | null | undefined | false,
  timeoutMs = 20_000,
): Promise<Value> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await look();
    if (value !== null && value !== undefined && value !== false) return value;
    if (Date.now() > deadline) throw new Error(`Waited ${timeoutMs} ms for ${what}.`);
    await sleep(20);
  }
}
