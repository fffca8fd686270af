import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { sharesBetween } from '../../../main/lab/machine/system-load.ts';
import { gpuLoadsOf, openGpuMeter } from '../../../main/node/machine/gpu-load.ts';
import { groupLoads, processOf } from '../../../main/node/machine/process-groups.ts';

/** As `nvidia-smi --query-gpu=… --format=csv,noheader,nounits` prints it for a workstation card and an old laptop's. */
const RECORDED = `NVIDIA GeForce RTX 4090, 97, 18211, 24564, 71, 412.30, 450.00
NVIDIA GeForce MX150, 0, 4, 2002, 43, [N/A], [N/A]
`;

describe('what a card does', () => {
  it('is read from the table that its driver prints', () => {
    expect(gpuLoadsOf(RECORDED)).toEqual([
      {
        name: 'NVIDIA GeForce RTX 4090',
        utilisation: 0.97,
        memoryUsedMiB: 18_211,
        memoryTotalMiB: 24_564,
        temperature: 71,
        powerWatts: 412.3,
        powerLimitWatts: 450,
      },
      {
        name: 'NVIDIA GeForce MX150',
        utilisation: 0,
        memoryUsedMiB: 4,
        memoryTotalMiB: 2_002,
        temperature: 43,
        powerWatts: null,
        powerLimitWatts: null,
      },
    ]);
    expect(gpuLoadsOf('NVIDIA-SMI has failed because it could not communicate with the driver.\n')).toEqual(
      [],
    );
  });

  it('is not asked for again where there is no such tool', async () => {
    let now = 0;
    const meter = openGpuMeter('/nowhere/nvidia-smi', () => now);
    expect(await meter.read()).toEqual([]);
    now = 1e9;
    expect(await meter.read()).toEqual([]);
  });
});

describe("this app's share", () => {
  const at = (busyMs: number, totalMs: number, own: Record<string, number>) => ({
    busyMs,
    totalMs,
    ownMs: new Map(Object.entries(own)),
  });

  it('counts the lab, its jobs and those that are new; not those that are gone', () => {
    const before = at(100, 1_000, { lab: 10, gone: 500 });
    const now = at(900, 2_000, { lab: 30, job: 380 });
    expect(sharesBetween(before, now)).toEqual({ cpu: 0.8, ownCpu: 0.4 });
    expect(sharesBetween(now, now)).toEqual({ cpu: 0, ownCpu: 0 });
  });

  it('is never more than all or less than nothing, though clocks of processes and of the machine differ', () => {
    expect(sharesBetween(at(0, 0, {}), at(50, 40, { job: 1_000 }))).toEqual({ cpu: 1, ownCpu: 1 });
    expect(sharesBetween(at(0, 0, { job: 900 }), at(0, 40, { job: 1 }))).toEqual({ cpu: 0, ownCpu: 0 });
  });

  it('reads a process whose name holds spaces and parentheses', () => {
    const fields = [
      'S',
      '1',
      '77',
      '77',
      '0',
      '-1',
      '0',
      '0',
      '0',
      '0',
      '0',
      '250',
      '50',
      ...Array<string>(7).fill('0'),
      '9',
      '512',
    ];
    expect(processOf(`42 (a ) b (c)) ${fields.join(' ')}`)).toEqual({
      group: 77,
      cpuMs: 3_000,
      memoryBytes: 512 * 4_096,
    });
    expect(processOf('')).toBeNull();
  });

  it.runIf(process.platform === 'linux')(
    'finds what a process and its children use by their group',
    async () => {
      const script = `require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e3)'], { stdio: 'ignore' }); console.log('up'); setInterval(() => {}, 1e3)`;
      const child = spawn(process.execPath, ['-e', script], { detached: true });
      try {
        await new Promise((resolve) => child.stdout.once('data', resolve));
        const load = groupLoads(new Set([child.pid!])).get(child.pid!)!;
        expect(load.memoryBytes).toBeGreaterThan(20e6);
        expect(load.cpuMs).toBeGreaterThan(0);
      } finally {
        process.kill(-child.pid!, 'SIGKILL');
      }
    },
  );
});
