import type { Page } from 'playwright-core';
import { describe, expect, it, vi } from 'vitest';
import { FixtureLab } from '../renderer/fixture-lab.ts';
import { axeFindings, chromiumPath, withoutChromium } from './browser.ts';
import { fixtureBrowser } from './open-fixture.ts';

// Axe and a browser share the machine with the other tests.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

/** Nothing for axe to find, in either theme, and nothing beyond a narrow window. */
async function looksRight(page: Page): Promise<void> {
  expect(await axeFindings(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await axeFindings(page, 'colours')).toEqual([]);
  await page.emulateMedia({ colorScheme: 'light' });
}

describe.skipIf(chromiumPath === null)(`the data view in a browser${withoutChromium}`, () => {
  const open = fixtureBrowser();
  const options = { colorScheme: 'light', reducedMotion: 'reduce' } as const;

  it('filters, searches, chooses and exports records by mouse and by keyboard', async () => {
    const lab = new FixtureLab('done');
    await open(
      lab,
      '#/data/kept',
      async (page) => {
        await page.waitForSelector('[data-column="quality"] [role="group"] button');
        const bars = page.locator('[data-column="quality"] [role="group"] button');
        const from = (await bars.nth(3).boundingBox())!;
        const to = (await bars.nth(7).boundingBox())!;
        await page.mouse.move(from.x + 1, from.y + 10);
        await page.mouse.down();
        await page.mouse.move(to.x + 1, to.y + 10, { steps: 8 });
        await page.mouse.up();
        await page.waitForSelector('text=/\\d+ of 214 match/');
        const asked = lab.calls.filter(({ name }) => name === 'datasets.page').at(-1)!.input;
        expect(asked).toMatchObject({ filters: [{ by: 'range', column: 'quality', closed: false }] });
        await page.getByRole('button', { name: /^Remove the condition quality/ }).click();
        await page.waitForSelector('text=214 records');

        await page.getByRole('button', { name: 'Columns' }).click();
        await page.getByRole('checkbox', { name: /^lines/ }).check();
        await page.keyboard.press('Escape');
        await page.waitForSelector('[data-column="meta.lines"]');
        await page.reload();
        await page.waitForSelector('[data-column="meta.lines"]');

        await page.focus('[data-index="0"]');
        await page.keyboard.press(' ');
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press(' ');
        await page.getByRole('button', { name: 'Only the 2 chosen' }).click();
        await page.waitForSelector('text=2 of 214 match');
        await page.getByRole('button', { name: 'Export these records' }).click();
        const [file] = await Promise.all([
          page.waitForEvent('download'),
          (async () => {
            await page.getByRole('button', { name: 'Export', exact: true }).click();
            await page.getByRole('button', { name: 'Save it from this browser' }).click();
          })(),
        ]);
        expect(file.suggestedFilename()).toBe('export.jsonl');
        await page.keyboard.press('Escape');
        await page.focus('[data-index="0"]');
        await page.keyboard.press('Enter');
        await page.waitForSelector('text=Runs that saw it');
        await page.waitForSelector('text=kept: the first of 2');
        await looksRight(page);
      },
      options,
    );
  });

  it('answers SQL and points at what is wrong, shows before and after, and compares', async () => {
    await open(
      new FixtureLab('done'),
      '#/data/kept?show=sql',
      async (page) => {
        const box = page.getByLabel('One SELECT over the table data');
        await box.fill('SELECT\n  qualty FROM data');
        await page.keyboard.press('Control+Enter');
        await page.waitForSelector('text=Line 2, character 3');
        await expect.poll(() => box.evaluate((area: HTMLTextAreaElement) => area.selectionStart)).toBe(9);
        await looksRight(page);
        await box.fill('ATTACH');
        await page.keyboard.press('Control+Enter');
        await page.waitForSelector('text=Nothing was run');
        await box.fill('SELECT kind FROM data');
        await page.keyboard.press('Control+Enter');
        await page.getByRole('cell', { name: '214' }).waitFor();
        await page.getByRole('link', { name: 'Before and after' }).click();
        await page.waitForSelector('text=Texts that were changed');
        await looksRight(page);
        await page.getByRole('link', { name: 'Compare', exact: true }).click();
        await page.getByLabel('Compare kept with').selectOption('d-dropped');
        await page.waitForSelector('text=Only in dropped');
        await looksRight(page);
        await page.setViewportSize({ width: 1024, height: 700 });
        await expect
          .poll(() => page.evaluate(() => document.documentElement.scrollWidth))
          .toBeLessThanOrEqual(1024);
      },
      options,
    );
  });

  it('draws a map and takes what is drawn around as a condition; draws the lineage', async () => {
    await open(
      new FixtureLab('done'),
      '#/data/kept?show=map',
      async (page) => {
        await page.waitForSelector('text=Draw around some to choose them');
        await page.getByLabel('Colour by').selectOption('quality');
        await page.getByRole('list', { name: 'What the colours mean' }).waitFor();
        const { x, y, width, height } = (await page.locator('canvas').boundingBox())!;
        await page.mouse.move(x + 4, y + 4);
        await page.mouse.down();
        for (const [right, down] of [
          [width - 4, 4],
          [width - 4, height - 4],
          [4, height - 4],
          [4, 8],
        ] as const)
          await page.mouse.move(x + right, y + down, { steps: 4 });
        await page.mouse.up();
        await looksRight(page);
        await page.getByRole('button', { name: 'Show the 60 in the table' }).click();
        await page.waitForSelector('text=60 of 214 match');
        await page.getByRole('link', { name: 'Lineage' }).click();
        await page.getByRole('link', { name: /^raw a dataset/ }).waitFor();
        await looksRight(page);
        await page.getByRole('link', { name: /^hornbook a evaluation/ }).click();
        await page.waitForURL(/#\/evaluations\/eval-1$/);
      },
      options,
    );
  });

  it('draws the form of any operation, and says by its field what is wrong', async () => {
    const lab = new FixtureLab('done');
    await open(
      lab,
      '#/data/kept',
      async (page) => {
        await page.getByRole('button', { name: 'New operation' }).click();
        await page.getByRole('button', { name: /^Remove duplicates/ }).click();
        await expect.poll(() => page.getByLabel('Dataset', { exact: true }).inputValue()).toBe('d-kept');
        await page.getByLabel('Two count as one when').selectOption('exact');
        await expect.poll(() => page.getByLabel('Least similarity').count()).toBe(0);
        await looksRight(page);
        await page.keyboard.press('Escape');
        await page.getByRole('button', { name: 'Import', exact: true }).click();
        await page.getByLabel('Files and folders').fill('/data/a.py\n/data/b.py\n');
        await page.getByRole('button', { name: 'Look first' }).click();
        await page.waitForSelector('text=such as lib/bisect.py');
        await page.getByLabel('Name of the new dataset').fill('two words');
        await page.locator('form').getByRole('button', { name: 'Import' }).click();
        await page.waitForSelector('text=two words is no name for a dataset.');
        await page.getByLabel('Name of the new dataset').fill('two');
        await page.locator('form').getByRole('button', { name: 'Import' }).click();
        await page.waitForSelector('text=the work goes on');
        expect(lab.calls.filter(({ name }) => name === 'operations.start').at(-1)!.input).toEqual({
          name: 'import',
          parameters: { paths: ['/data/a.py', '/data/b.py'], out: 'two' },
        });
      },
      options,
    );
  });
});
