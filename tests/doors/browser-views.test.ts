import { describe, expect, it, vi } from 'vitest';
import { FixtureLab } from '../renderer/fixture-lab.ts';
import { chromiumPath, withoutChromium } from './browser.ts';
import { fixtureBrowser } from './open-fixture.ts';

// A browser shares the machine with the other tests.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

describe.skipIf(chromiumPath === null)(`the views in a browser${withoutChromium}`, () => {
  const open = fixtureBrowser();

  it('a live chart asks only for new points, and a reload shows the same truth', async () => {
    const lab = new FixtureLab('running');
    await open(lab, '#/runs/run-4', async (page) => {
      await page.waitForSelector('text=400 of 400 points');
      lab.calls.length = 0;
      lab.advance(25);
      await page.waitForSelector('text=425 of 425 points');
      const asked = lab.calls.filter(({ name }) => name === 'runs.metrics').map(({ input }) => input);
      expect(asked.length).toBeGreaterThan(0);
      for (const input of asked) expect(input).toMatchObject({ afterStep: 399 });
      await page.reload();
      await page.waitForSelector('text=425 of 425 points');
      await expect.poll(() => page.textContent('h1')).toBe('textbooks+exercises');
    });
  });

  it('a zoom asks again for its stretch, and every line can be read at one place', async () => {
    const lab = new FixtureLab('done');
    await open(lab, '#/runs/run-4?with=run-1', async (page) => {
      await page.waitForSelector('text=2,480 of 2,480 points');
      const box = (await page.locator('canvas').boundingBox())!;
      await page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.5);
      await page.waitForFunction(() => /step \d+.*textbooks\+exercises.*raw/s.test(document.body.innerText));
      lab.calls.length = 0;
      await page.mouse.move(box.x + box.width * 0.3, box.y + box.height * 0.5);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.5, { steps: 5 });
      await page.mouse.up();
      await page.waitForSelector('text=Reset zoom');
      const asked = lab.calls.filter(({ name }) => name === 'runs.metrics');
      expect(asked.map(({ input }) => (input as { id: string }).id).sort()).toEqual(['run-1', 'run-4']);
      expect((asked[0]!.input as { fromStep: number }).fromStep).toBeGreaterThan(100);
      await page.click('text=Reset zoom');
      await page.waitForSelector('text=2,480 of 2,480 points');
    });
  });

  it('says that it is reconnecting, and shows what happened meanwhile', async () => {
    const lab = new FixtureLab('running');
    await open(lab, '#/runs', async (page, server) => {
      await page.waitForSelector('text=400 / 1,240');
      server.drop();
      await page.waitForSelector('text=Reconnecting to the lab');
      lab.step = 600;
      await page.waitForSelector('text=600 / 1,240');
      await expect.poll(() => page.locator('text=Reconnecting to the lab').count()).toBe(0);
    });
  });

  it('goes everywhere by keyboard', async () => {
    await open(new FixtureLab('done'), '#/recipe', async (page) => {
      await page.waitForSelector('text=better data was worth');
      await page.keyboard.press('Shift+?');
      await page.waitForSelector('dialog[open]');
      await page.keyboard.press('Escape');
      await page.waitForSelector('dialog[open]', { state: 'detached' });
      await page.keyboard.press('g');
      await page.keyboard.press('u');
      await page.waitForSelector('[data-run]');
      await page.focus('[data-run="run-4"]');
      await page.keyboard.press(' ');
      await page.keyboard.press('j');
      await page.keyboard.press(' ');
      await page.click('text=Compare 2 runs');
      await page.waitForSelector('text=2,480 of 2,480 points');
      await page.keyboard.press('g');
      await page.keyboard.press('s');
      await page.waitForSelector('[data-index="0"]');
      await page.keyboard.press('/');
      await page.keyboard.type('Fraction');
      await page.waitForSelector('text=of 559 match');
      await page.focus('[data-index="0"]');
      await page.keyboard.press('Enter');
      const first = await page.waitForSelector('aside h2');
      const name = await first.textContent();
      await page.keyboard.press('j');
      await page.waitForFunction(
        (before) => document.querySelector('aside h2')?.textContent !== before,
        name,
      );
      await page.keyboard.press('Escape');
      await page.waitForSelector('aside', { state: 'detached' });
    });
  });

  it('keeps the theme and the sidebar as they were left', async () => {
    await open(new FixtureLab('first'), '#/recipe', async (page) => {
      await page.waitForSelector('text=Run the recipe');
      await page.keyboard.press('t');
      await page.keyboard.press('t');
      await page.waitForFunction(() => document.documentElement.dataset['theme'] === 'dark');
      await page.keyboard.press('[');
      await page.waitForSelector('.frame.folded');
      await page.reload();
      await page.waitForSelector('text=Run the recipe');
      expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
      await expect.poll(() => page.locator('.frame.folded').count()).toBe(1);
    });
  });

  it('starts the recipe with the settings as they were typed, and stops it', async () => {
    const lab = new FixtureLab('first');
    await open(lab, '#/recipe', async (page) => {
      await page.getByLabel('Training minutes').fill('soon');
      await page.waitForSelector('text=Minutes must be more than 0');
      await page.getByLabel('Training minutes').fill('3');
      await page.getByLabel('Seed').fill('7');
      await page.waitForSelector('text=Makes all 9 stages, about 4 minutes.');
      await page.click('text=Run the recipe');
      await page.waitForSelector('text=Stop and save');
      expect(lab.calls.find(({ name }) => name === 'recipe.start')?.input).toEqual({
        minutes: 3,
        seed: 7,
        rawPaths: [],
      });
      await page.click('text=Stop and save');
      await page.waitForSelector('text=Resume');
      expect(lab.calls.find(({ name }) => name === 'jobs.stop')?.input).toEqual({ id: 'job-1' });
    });
  });

  it('says what another setting makes again before it is run, and runs from a stage on', async () => {
    const lab = new FixtureLab('done');
    await open(lab, '#/recipe', async (page) => {
      await page.waitForSelector('text=All 9 stages are there; nothing to make.');
      const places = () =>
        page.locator('article').evaluateAll((leaves) =>
          leaves.map((leaf) => {
            const { x, y, width, height } = leaf.getBoundingClientRect();
            return [x, y, width, height];
          }),
        );
      const before = await places();
      await page.getByLabel('Seed').fill('2');
      await page.waitForSelector('text=Changes 8 of 9 stages: Filter onwards, about 18 minutes.');
      await expect.poll(() => page.locator('article.stale').count()).toBe(8);
      await page.waitForSelector('article:has-text("Filter") >> text=seed 1 → 2');
      // What is said in a leaf moves nothing beside it.
      await expect.poll(places).toEqual(before);
      expect(lab.calls.filter(({ name }) => name === 'recipe.start')).toEqual([]);
      await page.getByRole('button', { name: 'Reset' }).click();
      await page.waitForSelector('text=All 9 stages are there; nothing to make.');

      await page.focus('[data-stage="train"]');
      await page.keyboard.press('Enter');
      await page.waitForSelector('text=Changes 3 of 9 stages: Train onwards');
      await page.keyboard.press('j');
      await page.waitForSelector('aside h2:text("Evaluate")');
      await page.waitForSelector('text=Changes 2 of 9 stages: Evaluate onwards');
      await page.keyboard.press('Escape');
      await page.waitForSelector('aside', { state: 'detached' });
      await page.click('[data-stage="report"]');
      await page.waitForSelector('text=Changes 1 of 9 stages: Report');
      await page.click('text=Run from here');
      await page.waitForSelector('text=Stop and save');
      const [start] = lab.calls.filter(({ name }) => name === 'recipe.start');
      expect(start?.input).toEqual({ minutes: 12, seed: 1, rawPaths: [], from: 'report' });
    });
  });

  it('loads its first view in under 400 kB', async () => {
    const sizes = await open(new FixtureLab('first'), '#/recipe', async (page) => {
      await page.waitForSelector('text=Run the recipe');
      return page.evaluate(() =>
        performance.getEntriesByType('resource').map((entry) => ({
          name: entry.name,
          bytes: (entry as PerformanceResourceTiming).encodedBodySize,
        })),
      );
    });
    // Sent without compression here, so this is stricter than the same sum gzipped.
    expect(sizes.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(400_000);
    expect(sizes.filter(({ name }) => /line-chart|shiki|engine-javascript|python-editor/.test(name))).toEqual(
      [],
    );
  });
});
