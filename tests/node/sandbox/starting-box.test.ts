import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { findLaunch } from '../../../main/node/sandbox/launch.ts';
import { PythonProcess } from '../../../main/node/sandbox/python-process.ts';

const launch = findLaunch();

/** Processes, of whoever's parentage, whose command line names the folder. */
const naming = (folder: string): string[] =>
  readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(folder);
    } catch {
      return false;
    }
  });

it.skipIf(launch.bubblewrap === null)(
  'leaves nothing behind of a box that is killed at any moment of its start',
  async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'hornbook-starting-'));
    try {
      const task = { kind: 'interpret', snapshot: null, code: null, memoryBytes: 2 ** 26 } as const;
      // Bubblewrap clones within the first few milliseconds; the moments lie closely around that.
      for (let at = 0; at < 40; at++) {
        const started = new PythonProcess(launch, task, cwd, 'ignore');
        await sleep(at / 8);
        started.kill();
        await started.exited;
      }
      await expect.poll(() => naming(cwd)).toEqual([]);
    } finally {
      for (const pid of naming(cwd)) process.kill(Number(pid), 'SIGKILL');
      rmSync(cwd, { recursive: true, force: true });
    }
  },
);
