import type { Page } from 'playwright-core';
import { describe, expect, it, vi } from 'vitest';
import { FixtureLab } from '../renderer/fixture-lab.ts';
import { axeFindings, chromiumPath, withoutChromium } from './browser.ts';
import { fixtureBrowser } from './open-fixture.ts';

const chosen = (page: Page): Promise<string | null> =>
  page.evaluate(() => {
    const field = document.querySelector('[role=combobox]');
    const id = field?.getAttribute('aria-activedescendant');
    return id ? (document.getElementById(id)?.querySelector('.title')?.textContent ?? null) : null;
  });

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

describe.skipIf(chromiumPath === null)(`the frame in a browser${withoutChromium}`, () => {
  const open = fixtureBrowser();

  it.each([
    { hash: '#/settings', waitFor: 'text=Add a teacher' },
    { hash: '#/design', waitFor: 'text=pairs hold' },
    { hash: '#/welcome', waitFor: 'text=Look around first' },
  ])(
    '$hash, magnified four times: nothing for axe, and its sidebar away until it is asked for',
    async ({ hash, waitFor }) => {
      await open(
        new FixtureLab('done'),
        hash,
        async (page) => {
          await page.waitForSelector(waitFor);
          await expect.poll(() => page.locator('nav[aria-label="Main"]').count()).toBe(0);
          expect(await axeFindings(page)).toEqual([]);
          await page.click('[aria-label="Menu"]');
          await page.click('nav[aria-label="Main"] >> text=Runs');
          await page.waitForSelector('[data-run]');
          await expect.poll(() => page.locator('nav[aria-label="Main"]').count()).toBe(0);
        },
        // 1280 × 1024 at 400 %.
        { viewport: { width: 320, height: 256 } },
      );
    },
  );

  it('goes and acts from the command palette by keyboard alone', async () => {
    const lab = new FixtureLab('done');
    await open(lab, '#/recipe', async (page) => {
      await page.waitForSelector('text=better data was worth');
      await page.keyboard.press('Control+k');
      await page.waitForSelector('[role=option]');
      await page.waitForSelector('text=Enter to open');
      expect(await axeFindings(page)).toEqual([]);
      await expect.poll(() => chosen(page)).toBe('Recipe');
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      await expect.poll(() => chosen(page)).toBe('Data');
      await page.keyboard.type('raw on hornb');
      await expect.poll(() => chosen(page)).toBe('raw on hornbook');
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => window.location.hash.startsWith('#/evaluations/'));
      await page.keyboard.press('Control+k');
      await page.waitForSelector('[role=option]');
      // What was used last stands first.
      await expect.poll(() => chosen(page)).toBe('raw on hornbook');
      await page.keyboard.type('dark theme');
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => document.documentElement.dataset['theme'] === 'dark');
      await expect.poll(() => lab.settings.view.theme).toBe('dark');
      await page.keyboard.press('Control+k');
      await page.keyboard.press('Escape');
      await page.waitForSelector('dialog[open]', { state: 'detached' });
      await page.keyboard.press('Control+k');
      await page.keyboard.type('start recipe');
      await page.keyboard.press('Enter');
      await page.waitForSelector('text=Stop and save');
      expect(lab.calls.filter(({ name }) => name === 'recipe.start')).toHaveLength(1);
    });
  });

  it('shows all jobs in the tray, puts the line in another order, pauses, resumes and opens, by keyboard', async () => {
    const lab = new FixtureLab('running');
    lab.jobs.add('a', 'First evaluation', 'queued');
    lab.jobs.add('b', 'Second evaluation', 'queued');
    lab.jobs.add('c', 'An import', 'done', { result: { kind: 'dataset', id: 'kept' } });
    lab.gpus = [
      {
        name: 'NVIDIA GeForce RTX 4090',
        utilisation: 0.97,
        memoryUsedMiB: 18_211,
        memoryTotalMiB: 24_564,
        temperature: 71,
        powerWatts: 412.3,
        powerLimitWatts: 450,
      },
    ];
    const line = (page: Page): Promise<string[]> =>
      page.locator('[aria-label="All jobs"] h3:text("Waiting") + ul b').allTextContents();
    const press = async (page: Page, label: string): Promise<void> => {
      await page.focus(`[aria-label="${label}"]`);
      await page.keyboard.press('Enter');
    };
    await open(lab, '#/engines', async (page) => {
      await page.waitForSelector('text=97 %, 19.1 of 25.8 GB, 71 °C, 412 W');
      await page.waitForSelector('footer >> text=2 waiting');
      await page.keyboard.press('Shift+J');
      await page.waitForSelector('[data-job="a"]');
      expect(await axeFindings(page)).toEqual([]);
      await expect.poll(() => line(page)).toEqual(['First evaluation', 'Second evaluation']);
      await press(page, 'Move Second evaluation up');
      await expect.poll(() => line(page)).toEqual(['Second evaluation', 'First evaluation']);
      await press(page, 'Move Second evaluation down');
      await expect.poll(() => line(page)).toEqual(['First evaluation', 'Second evaluation']);
      await press(page, 'Pause First evaluation');
      await expect.poll(() => line(page)).toEqual(['Second evaluation']);
      await press(page, 'Resume First evaluation');
      await expect.poll(() => line(page)).toEqual(['First evaluation', 'Second evaluation']);
      // A job that ends by itself is said, wherever one is.
      lab.jobs.end('a', 'done');
      lab.push({ subject: 'jobs' });
      await page.waitForSelector('text=First evaluation is done');
      await press(page, 'Open what An import made');
      await page.waitForFunction(() => window.location.hash.startsWith('#/data/kept'));
      await page.focus('[aria-label="Close the jobs"]');
      await page.keyboard.press('Escape');
      await page.waitForSelector('[data-job]', { state: 'detached' });
    });
  });

  it('welcomes whoever is here for the first time, and follows an address that leads elsewhere', async () => {
    const lab = new FixtureLab('first');
    lab.settings.change({ welcomed: false });
    await open(lab, '#/runs', async (page, server) => {
      await page.waitForSelector('text=No runs yet');
      await page.goto('about:blank');
      await page.goto(server.url);
      await page.click('text=Run the recipe');
      await page.waitForSelector('text=Stop and save');
      expect(lab.settings.view.welcomed).toBe(true);
      await page.goto('about:blank');
      await page.goto(server.url);
      await page.waitForSelector('h1:text("Recipe")');
    });
  });
});
