import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWebDoor, type WebDoor } from '../../main/doors/web/serve.ts';
import { openLab, type Lab } from '../../main/lab/lab.ts';
import { openSettings } from '../../main/lab/machine/settings.ts';
import { RECIPE_ROWS } from '../../main/core/study/recipe.ts';
import { axeFindings, chromiumPath, launch, testRenderer, watch, withoutChromium } from './browser.ts';

/** Long enough for a machine that is ten times slower than two idle cores. */
const PATIENCE_MS = 600_000;

describe.skipIf(chromiumPath === null)(`a real recipe in a browser${withoutChromium}`, () => {
  let folder: string;
  let lab: Lab;
  let door: WebDoor;
  let browser: Browser;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hornbook-recipe-'));
    lab = await openLab({
      projectPath: join(folder, 'project'),
      door: 'browser',
      settings: openSettings(join(folder, 'settings.json')),
    });
    door = await openWebDoor({ lab, rendererDir: await testRenderer(), port: 0 });
    browser = await launch();
  }, PATIENCE_MS);
  afterAll(async () => {
    await browser.close();
    await door.close();
    await lab.close();
    await rm(folder, { recursive: true, force: true });
  }, PATIENCE_MS);

  it(
    'runs from the button to the report, and the loss chart moves meanwhile',
    async () => {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
      page.setDefaultTimeout(PATIENCE_MS);
      const problems = watch(page);
      await page.goto(door.newAddress());
      await page.getByRole('heading', { name: 'Welcome' }).waitFor();
      await page.getByRole('button', { name: 'Look around first' }).click();
      await page.getByLabel('Training minutes').fill('0.4');
      await page.getByRole('button', { name: 'Run the recipe' }).click();
      await page.getByRole('button', { name: 'Stop and save' }).waitFor();

      await expect.poll(() => lab.calls['runs.list'](undefined), { timeout: PATIENCE_MS }).not.toEqual([]);
      const [run] = await lab.calls['runs.list'](undefined);
      await page.evaluate((id) => {
        window.location.hash = `#/runs/${encodeURIComponent(id)}`;
      }, run!.id);
      const early = await pointsShown(page, 1);
      expect(await pointsShown(page, early + 1)).toBeGreaterThan(early);

      await page.evaluate(() => {
        window.location.hash = '#/recipe';
      });
      await page.getByRole('link', { name: 'Open report' }).click();
      await page.waitForURL(/#\/report\//);
      const report = page.frameLocator('iframe');
      await report.getByRole('heading', { name: 'Results' }).waitFor();
      for (const row of ['Raw code', 'Filtered code', 'Textbooks', 'Textbooks + exercises'])
        expect(await report.getByText(row, { exact: true }).count()).toBeGreaterThan(0);

      const { rows, stages, job } = await lab.calls['recipe.view'](undefined);
      expect(job?.state).toBe('done');
      expect(rows.map(({ name }) => name)).toEqual([...RECIPE_ROWS]);
      expect(new Set(rows.map(({ problems: asked }) => asked))).toEqual(new Set([164]));
      expect(stages.map(({ state }) => state)).toEqual(stages.map(() => 'done'));
      const failed = stages
        .flatMap(({ counts }) => counts)
        .filter(({ label }) => label === 'failed when run');
      expect(failed.map(({ value }) => value)).toEqual([0, 0]);
      await page.evaluate(() => {
        window.location.hash = '#/recipe';
      });
      await readsOffline(await reportOf(page), 'What better data was worth');
      const [evaluation] = await lab.calls['evaluations.list'](undefined);
      await page.evaluate((id) => {
        window.location.hash = `#/evaluations/${encodeURIComponent(id)}`;
      }, evaluation!.id);
      // The recipe's page names the run as well, and has a report of its own.
      await page.locator('h1', { hasText: evaluation!.runName }).waitFor();
      await readsOffline(await reportOf(page), evaluation!.runName);

      // Another seed is only asked about; from the report on it is run.
      await page.evaluate(() => {
        window.location.hash = '#/recipe';
      });
      await page.getByText('All 9 stages are there').waitFor();
      await page.getByLabel('Seed').fill('2');
      await page.getByText(/Changes 8 of 9 stages: Filter onwards/).waitFor();
      await page.getByRole('button', { name: 'Reset' }).click();
      await page.getByRole('link', { name: 'Report', exact: true }).and(page.locator('[data-stage]')).click();
      await page.getByText(/Changes 1 of 9 stages: Report/).waitFor();
      await page.getByRole('button', { name: 'Run from here' }).click();
      const states = async () => {
        const now = await lab.calls['recipe.view'](undefined);
        return now.job?.id !== job!.id && now.job?.state === 'done'
          ? now.stages.map(({ state }) => state)
          : null;
      };
      const reused = Array.from({ length: 8 }, () => 'reused');
      await expect.poll(states, { timeout: PATIENCE_MS }).toEqual([...reused, 'done']);
      expect(problems).toEqual([]);
      await page.close();
    },
    PATIENCE_MS,
  );

  /** One click on the page's report button, and the file that it gives. */
  async function reportOf(page: Page): Promise<string> {
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Report', exact: true }).click(),
    ]);
    const path = join(folder, file.suggestedFilename());
    await file.saveAs(path);
    return path;
  }

  /** Opens a report from the disk without a network, and asks axe about it. */
  async function readsOffline(path: string, words: string): Promise<void> {
    const context = await browser.newContext({ offline: true, reducedMotion: 'reduce' });
    const reader = await context.newPage();
    const wrong = watch(reader);
    await reader.goto(pathToFileURL(path).href);
    await reader.getByText(words).first().waitFor();
    expect(await axeFindings(reader, 'serious')).toEqual([]);
    expect(wrong).toEqual([]);
    await context.close();
  }

  /** The number of points that the chart's badge names, once it is at least `least`. */
  async function pointsShown(page: Page, least: number): Promise<number> {
    const shown = async (): Promise<number> => {
      const badge = await page
        .getByText(/[\d,]+ of [\d,]+ points?/)
        .first()
        .textContent();
      return Number(/of ([\d,]+)/.exec(badge ?? '')?.[1]?.replaceAll(',', ''));
    };
    await expect.poll(shown, { timeout: PATIENCE_MS }).toBeGreaterThanOrEqual(least);
    return shown();
  }
});
