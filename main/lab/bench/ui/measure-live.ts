import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BrowserContext } from 'playwright-core';
import { jobPaths, writeJobFile } from '../../../jobs/job-folder.ts';
import { median } from '../../../node/bench/timing.ts';
import { has, says, timeInPage } from './in-page.ts';
import { processorShares, type Shares } from './processor-shares.ts';

export type LiveFigures = {
  /** With the page of runs and nothing that moves. */
  readonly idle: Shares;
  readonly table: Shares;
  readonly chart: Shares;
  readonly recipe: Shares;
  readonly cores: number;
  /** The dearest of the three, as a share of the machine. */
  readonly machinePercent: number;
};

const WATCHED_MS = 8_000;
const SETTLE_MS = 2_000;

/** The browser's and the lab's processes are watched while a run tells ten steps a second. */
export async function measureLive(
  context: BrowserContext,
  origin: string,
  project: string,
  groups: { readonly browser: number; readonly lab: number },
  rounds: number,
): Promise<LiveFigures> {
  const page = await context.newPage();
  const watch = async (): Promise<Shares> => {
    await page.waitForTimeout(SETTLE_MS);
    const seen: Shares[] = [];
    for (let round = 0; round < rounds; round += 1)
      seen.push(await processorShares(groups, () => page.waitForTimeout(WATCHED_MS)));
    const middle = (of: (shares: Shares) => number): number => median(seen.map(of));
    return {
      percent: middle(({ percent }) => percent),
      page: middle((shares) => shares.page),
      drawing: middle(({ drawing }) => drawing),
      browser: middle(({ browser }) => browser),
      lab: middle(({ lab }) => lab),
    };
  };
  const show = async (hash: string, condition: string): Promise<void> => {
    await page.goto(`${origin}/${hash}`);
    await timeInPage(page, '', condition);
  };
  await show('#/runs', has('[data-run]', 10));
  const idle = await watch();
  const run = startLiveRun(project);
  try {
    await timeInPage(page, '', has('[data-run="bench-live"]'));
    const table = await watch();
    await show('#/runs/bench-live', `${has('canvas')} && ${says(/\d+ of \d+ points/)}`);
    const chart = await watch();
    await show('#/recipe', has('main .button'));
    const recipe = await watch();
    const cores = cpus().length;
    const machinePercent = Math.max(table.percent, chart.percent, recipe.percent) / cores;
    return { idle, table, chart, recipe, cores, machinePercent };
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
