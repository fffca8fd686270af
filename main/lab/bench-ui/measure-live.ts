import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BrowserContext } from 'playwright-core';
import { jobPaths, writeJobFile } from '../../jobs/job-folder.ts';
import { median } from '../../node/bench/timing.ts';
import { groupLoads } from '../../node/machine/process-groups.ts';
import { has, says, timeInPage } from './in-page.ts';

/** Shares of one core, in percent: what the page's and the lab's processes compute together. */
export type LiveFigures = {
  /** With the same page and nothing that moves. */
  readonly idlePercent: number;
  readonly tablePercent: number;
  readonly chartPercent: number;
  readonly recipePercent: number;
  readonly cores: number;
  /** The dearest of the three, as a share of the machine. */
  readonly machinePercent: number;
};

const WATCHED_MS = 4_000;
const SETTLE_MS = 2_000;

/** The browser's and the lab's process groups are watched while a run tells ten steps a second. */
export async function measureLive(
  context: BrowserContext,
  origin: string,
  project: string,
  groups: readonly number[],
  rounds: number,
): Promise<LiveFigures> {
  const leaders = new Set(groups);
  const page = await context.newPage();
  const cpuMs = (): number => [...groupLoads(leaders).values()].reduce((sum, load) => sum + load.cpuMs, 0);
  const share = async (): Promise<number> => {
    await page.waitForTimeout(SETTLE_MS);
    const shares: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const [before, begun] = [cpuMs(), performance.now()];
      await page.waitForTimeout(WATCHED_MS);
      shares.push((100 * (cpuMs() - before)) / (performance.now() - begun));
    }
    return median(shares);
  };
  const show = async (hash: string, condition: string): Promise<void> => {
    await page.goto(`${origin}/${hash}`);
    await timeInPage(page, '', condition);
  };
  await show('#/runs', has('[data-run]', 10));
  const idlePercent = await share();
  const run = startLiveRun(project);
  try {
    await timeInPage(page, '', has('[data-run="bench-live"]'));
    const tablePercent = await share();
    await show('#/runs/bench-live', `${has('canvas')} && ${says(/\d+ of \d+ points/)}`);
    const chartPercent = await share();
    await show('#/recipe', has('main .button'));
    const recipePercent = await share();
    const cores = cpus().length;
    const machinePercent = Math.max(tablePercent, chartPercent, recipePercent) / cores;
    return { idlePercent, tablePercent, chartPercent, recipePercent, cores, machinePercent };
  } finally {
    run.kill('SIGTERM');
    await page.close();
  }
}

/** A job as the lab finds it when another door started it. */
function startLiveRun(project: string): ReturnType<typeof spawn> {
  const id = `bench-live-${process.pid}`;
  const folder = join(project, 'jobs', id);
  writeJobFile(folder, { id, kind: 'recipe', title: 'Recipe', createdAt: Date.now(), params: {} });
  const log = openSync(jobPaths(folder).log, 'a');
  return spawn(process.execPath, [fileURLToPath(new URL('live-run.ts', import.meta.url)), folder], {
    detached: true,
    stdio: ['ignore', log, log],
  });
}
