import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openWebDoor, type WebDoor } from '../../main/doors/web/serve.ts';
import { openLab, type Lab } from '../../main/lab/lab.ts';
import { openSettings } from '../../main/lab/machine/settings.ts';
import { axeFindings, chromiumPath, launch, testRenderer, watch, withoutChromium } from './browser.ts';

/** The real lab behind the real door, on a project in which nothing was done yet. */
// Axe and a browser share the machine with the other tests.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

describe.skipIf(chromiumPath === null)(`the browser door${withoutChromium}`, () => {
  let folder: string;
  let rendererDir: string;
  let lab: Lab;
  let door: WebDoor;
  let browser: Browser;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hornbook-door-'));
    rendererDir = await testRenderer();
    lab = await openLab({
      projectPath: join(folder, 'project'),
      door: 'browser',
      settings: openSettings(join(folder, 'settings.json')),
    });
    // Welcomed already: what a first visitor sees is the recipe's test.
    await lab.calls['settings.change']({ welcomed: true });
    door = await openWebDoor({ lab, rendererDir, port: 0 });
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
    await door.close();
    await lab.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function visit(use: (page: Page, context: BrowserContext) => Promise<void>): Promise<void> {
    // Without motion a theme is there at once, and axe sees no colour halfway between two.
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    const problems = watch(page);
    try {
      await use(page, context);
      expect(problems).toEqual([]);
    } finally {
      await context.close();
    }
  }

  it('lets in who has the address, once, and takes the token out of it', async () => {
    const address = door.newAddress();
    await visit(async (page) => {
      await page.goto(address);
      await page.waitForSelector('text=Run the recipe');
      expect(page.url()).not.toContain('token');
      await page.reload();
      await page.waitForSelector('text=Run the recipe');
    });
    const stranger = await browser.newContext();
    const answer = await (await stranger.newPage()).goto(address);
    expect(answer?.status()).toBe(403);
    await stranger.close();
  });

  it('shows every view of an empty project, in both themes, with nothing for axe to find', async () => {
    await visit(async (page) => {
      await page.goto(door.newAddress());
      for (const [key, text] of [
        ['r', 'Run the recipe'],
        ['u', 'No runs yet'],
        ['s', 'No data yet'],
        ['e', 'No report yet'],
      ] as const) {
        await page.keyboard.press('g');
        await page.keyboard.press(key);
        await page.waitForSelector(`text=${text}`);
        await page.emulateMedia({ colorScheme: 'light' });
        expect(await axeFindings(page)).toEqual([]);
        await page.emulateMedia({ colorScheme: 'dark' });
        expect(await axeFindings(page, 'colours')).toEqual([]);
      }
    });
  });

  it('shows the nine stages as the lab names them, and what the machine is', async () => {
    await visit(async (page) => {
      await page.goto(door.newAddress());
      await page.waitForSelector('article');
      const { stages } = await lab.calls['recipe.view'](undefined);
      expect(await page.locator('article h2').allTextContents()).toEqual(stages.map((stage) => stage.title));
      const info = await lab.calls['system.info'](undefined);
      await page.waitForFunction(
        (isolation) => document.querySelector('footer')?.textContent.includes(isolation),
        info.isolation,
      );
    });
  });

  it("says what is wrong in the lab's own words", async () => {
    const said = await lab.calls['runs.get']({ id: 'gone' }).then(
      () => '',
      (error: unknown) => (error as Error).message,
    );
    expect(said).not.toBe('');
    await visit(async (page) => {
      await page.goto(door.newAddress());
      await page.waitForSelector('text=Run the recipe');
      await page.evaluate(() => {
        window.location.hash = '#/runs/gone';
      });
      await page.waitForSelector(`text=${said}`);
    });
  });

  it('says so when the lab is gone, and what to do', async () => {
    const other = await openWebDoor({ lab, rendererDir, port: 0 });
    // The browser itself reports each refused connection on the console, so nothing is watched here.
    const page = await browser.newPage();
    try {
      await page.goto(other.newAddress());
      await page.waitForSelector('text=Run the recipe');
      await other.close();
      await page.waitForSelector('text=Reconnecting to the lab');
      await page.waitForSelector('text=Is it still running?');
      expect(await page.textContent('h1')).toBe('Recipe');
    } finally {
      await page.close();
    }
  });
});
