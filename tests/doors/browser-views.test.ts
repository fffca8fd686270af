import type { Page } from 'playwright-core';
import { describe, expect, it, vi } from 'vitest';
import { FixtureLab } from '../renderer/fixture-lab.ts';
import { axeFindings, chromiumPath, withoutChromium } from './browser.ts';
import { fixtureBrowser } from './open-fixture.ts';

const VIEWS = [
  { name: 'recipe, before the first run', moment: 'first', hash: '#/recipe', waitFor: 'text=Run the recipe' },
  { name: 'recipe, running', moment: 'running', hash: '#/recipe', waitFor: 'text=left in all' },
  { name: 'recipe, failed', moment: 'failed', hash: '#/recipe', waitFor: 'text=Show the log' },
  { name: 'recipe, done', moment: 'done', hash: '#/recipe', waitFor: 'text=better data was worth' },
  { name: 'recipe, a stage', moment: 'done', hash: '#/recipe/textbooks', waitFor: 'text=Counting words' },
  {
    name: 'recipe, what ran',
    moment: 'running',
    hash: '#/recipe/evaluate',
    waitFor: 'text=It has not run yet',
  },
  { name: 'runs', moment: 'running', hash: '#/runs', waitFor: '[data-run="run-4"]' },
  { name: 'runs, none', moment: 'first', hash: '#/runs', waitFor: 'text=No runs yet' },
  {
    name: 'a run beside others',
    moment: 'done',
    hash: '#/runs/run-4?with=run-1',
    waitFor: 'text=2,480 of 2,480 points',
  },
  { name: 'data', moment: 'done', hash: '#/data/kept', waitFor: 'text=class Fraction' },
  { name: 'data, none', moment: 'first', hash: '#/data', waitFor: 'text=No data yet' },
  {
    name: 'a textbook',
    moment: 'done',
    hash: '#/data/textbooks/textbooks-00003',
    waitFor: 'text=Where it comes from',
  },
  { name: 'labels', moment: 'done', hash: '#/label', waitFor: 'text=substantial' },
  { name: 'labels, none', moment: 'first', hash: '#/label', waitFor: 'text=Nothing labelled by hand yet' },
  { name: 'labelling', moment: 'done', hash: '#/label/first-sample', waitFor: 'text=7 of 12' },
  { name: 'quality', moment: 'done', hash: '#/quality/d-kept', waitFor: 'text=Just dropped' },
  { name: 'quality, none', moment: 'first', hash: '#/quality', waitFor: 'text=Nothing scored yet' },
  { name: 'copies, pairs', moment: 'done', hash: '#/copies/d-close', waitFor: 'text=Shared words' },
  { name: 'copies, pruned', moment: 'done', hash: '#/copies/prune', waitFor: 'text=with similar texts' },
  { name: 'copies, none yet', moment: 'first', hash: '#/copies', waitFor: 'text=Nothing was compared yet' },
  { name: 'studies', moment: 'done', hash: '#/studies', waitFor: 'text=What data is worth' },
  { name: 'studies, none yet', moment: 'first', hash: '#/studies', waitFor: 'text=No studies yet' },
  { name: 'study', moment: 'done', hash: '#/studies/study-1', waitFor: 'text=What was fitted' },
  { name: 'engines', moment: 'done', hash: '#/engines', waitFor: 'text=recommended' },
  { name: 'engines, none measured', moment: 'first', hash: '#/engines', waitFor: 'text=none measured yet' },
  { name: 'report', moment: 'done', hash: '#/report/report-1', waitFor: 'iframe' },
  { name: 'report, none', moment: 'first', hash: '#/report', waitFor: 'text=No report yet' },
  { name: 'evaluations', moment: 'done', hash: '#/evaluations', waitFor: 'tr[data-evaluation="eval-5"]' },
  { name: 'evaluations, none', moment: 'first', hash: '#/evaluations', waitFor: 'text=No evaluations yet' },
  { name: 'an evaluation', moment: 'done', hash: '#/evaluations/eval-5', waitFor: 'text=Difficulty 5' },
  {
    name: 'two evaluations',
    moment: 'done',
    hash: '#/evaluations/eval-4?with=eval-3',
    waitFor: 'text=Beside textbooks',
  },
  {
    name: 'the answers of an evaluation',
    moment: 'done',
    hash: '#/evaluations/eval-5?show=samples',
    waitFor: 'text=3,000 answers',
  },
  {
    name: 'a problem',
    moment: 'done',
    hash: '#/evaluations/eval-3/hornbook%2F41',
    waitFor: 'text=9 words in a row',
  },
  {
    name: 'an answer of several',
    moment: 'done',
    hash: '#/evaluations/eval-5/hornbook%2F41?sample=7',
    waitFor: 'text=Nearest training samples',
  },
  { name: 'playground', moment: 'done', hash: '#/playground', waitFor: '.cm-content' },
  { name: 'playground, none', moment: 'first', hash: '#/playground', waitFor: 'text=No model to play with' },
] as const;

/** Parts that reach beyond the window, and pages that scroll sideways. */
const tooWide = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('main, header, footer, .page, .actions, .bar')]
      .filter(
        (element) =>
          element.getBoundingClientRect().right > window.innerWidth + 1 ||
          (element.matches('.page') && element.scrollWidth > element.clientWidth + 1),
      )
      .map((element) => element.className || element.tagName),
  );

// Axe and a browser share the machine with the other tests.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

describe.skipIf(chromiumPath === null)(`the views in a browser${withoutChromium}`, () => {
  const open = fixtureBrowser();

  for (const view of VIEWS) {
    it(`${view.name}: no error, nothing for axe to find in either theme, nothing too wide at 1024 × 700`, async () => {
      const options = { colorScheme: 'light', reducedMotion: 'reduce' } as const;
      await open(
        new FixtureLab(view.moment),
        view.hash,
        async (page) => {
          await page.waitForSelector(view.waitFor);
          expect(await axeFindings(page)).toEqual([]);
          await page.emulateMedia({ colorScheme: 'dark' });
          expect(await axeFindings(page, 'colours')).toEqual([]);
          await page.setViewportSize({ width: 1024, height: 700 });
          // Charts follow a new size a moment later.
          await expect.poll(() => tooWide(page)).toEqual([]);
        },
        options,
      );
    });
  }

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
