import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { ensureRenderer } from '../../main/doors/build.ts';
import { openWebDoor } from '../../main/doors/web/serve.ts';
import { openLab } from '../../main/lab/lab.ts';
import { openSettings } from '../../main/lab/machine/settings.ts';
import { launch } from '../doors/browser.ts';

/**
 * Walks docs/tour.md as a newcomer does, by clicks, and takes its pictures: `node tests/renderer/take-tour.ts PROJECT`, a
 * project in which a recipe ended. A step that cannot be walked any more fails here.
 */
const [, , projectPath, folder = join(import.meta.dirname, '..', '..', 'docs', 'pictures')] = process.argv;
if (projectPath === undefined) {
  console.error('Name the folder of a project in which a recipe ended: take-tour.ts PROJECT [FOLDER].');
  process.exit(2);
}

const SETTLE_MS = 1_000;
const scratch = mkdtempSync(join(tmpdir(), 'hornbook-tour-'));

async function inLab(browser: Browser, project: string, walk: (page: Page) => Promise<void>): Promise<void> {
  const settings = openSettings(join(scratch, `${String(project.length)}.json`));
  const lab = await openLab({ projectPath: project, door: 'browser', settings });
  const door = await openWebDoor({ lab, rendererDir: await ensureRenderer(), port: 0 });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' });
    await page.goto(door.newAddress());
    await walk(page);
    await page.close();
  } finally {
    await door.close();
    await lab.close();
  }
}

async function take(page: Page, name: string): Promise<void> {
  await page.waitForTimeout(SETTLE_MS);
  await page.screenshot({ path: join(folder, `tour-${name}.png`), animations: 'disabled' });
}

async function welcome(page: Page): Promise<void> {
  await page.getByRole('heading', { name: 'Welcome' }).waitFor();
  await take(page, 'welcome');
}

async function walk(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Look around first' }).click();
  await page.getByRole('link', { name: 'Open report' }).waitFor();
  await take(page, 'recipe');

  await page.getByRole('link', { name: 'Data', exact: true }).click();
  await page.locator('[data-index="0"] [role=cell]').first().click();
  await page.getByText('Where it comes from').waitFor();
  await take(page, 'sample');

  await page.getByRole('link', { name: 'Runs', exact: true }).click();
  for (const name of ['raw', 'textbooks+exercises'])
    await page.getByLabel(`Select ${name}`, { exact: true }).check();
  await take(page, 'runs');
  await page.getByRole('button', { name: 'Compare 2 runs' }).click();
  await page.getByText(/[\d,]+ of [\d,]+ points/).waitFor();
  await take(page, 'compare');

  await page.getByRole('link', { name: 'Recipe', exact: true }).click();
  await page.getByRole('link', { name: 'Open report' }).click();
  await page.frameLocator('iframe').getByRole('heading', { name: 'Results' }).waitFor();
  await take(page, 'report');
}

mkdirSync(folder, { recursive: true });
const browser = await launch();
try {
  await inLab(browser, join(scratch, 'new'), welcome);
  await inLab(browser, projectPath, walk);
  console.log(`Walked the tour and took its pictures into ${folder}.`);
} finally {
  await browser.close();
  rmSync(scratch, { recursive: true, force: true });
}
