import { describe, expect, test, vi } from 'vitest';
import { FixtureLab } from '../renderer/fixture-lab.ts';
import { chromiumPath, withoutChromium } from './browser.ts';
import { fixtureBrowser } from './open-fixture.ts';

// A browser shares the machine with the other tests.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

describe.skipIf(chromiumPath === null)(`labels and quality${withoutChromium}`, () => {
  const open = fixtureBrowser();

  test('texts are labelled with the keyboard alone, and the lab has every word', async () => {
    const lab = new FixtureLab('done');
    await open(lab, '#/label', async (page) => {
      await page.getByRole('heading', { name: 'How far annotators agree' }).waitFor();
      await page.getByText('substantial').waitFor();
      await page.getByRole('link', { name: 'first sample' }).click();
      await page.getByText('7 of 12').waitFor();
      await page.keyboard.press('4');
      await page.getByText('8 of 12').waitFor();
      await page.keyboard.press('s');
      await page.getByText('9 of 12').waitFor();
      await page.keyboard.press('z');
      await page.getByText('8 of 12').waitFor();
      await page.keyboard.press('g');
      await page.getByText('Judge the whole text, not its best function.').waitFor();
      // The window's own `g s` would have led to the data.
      await page.keyboard.press('s');
      await page.getByText('9 of 12').waitFor();
      expect(page.url()).toContain('#/label/first-sample');
      expect(lab.labels.items.slice(6, 9).map(({ state, label }) => [state, label])).toEqual([
        ['labelled', 4],
        ['skipped', null],
        ['pending', null],
      ]);
    });
  });

  test('the line is moved with the keyboard, its consequences are told, and the filter starts at it', async () => {
    const lab = new FixtureLab('done');
    await open(lab, '#/quality/d-kept?at=0.6', async (page) => {
      const slider = page.getByRole('slider', { name: 'Least quality to keep' });
      await slider.waitFor();
      const told = (): Promise<string | null> => slider.getAttribute('aria-valuetext');
      await expect.poll(told).toMatch(/^Quality 0\.600: keeps \d+\.\d % of the records/);
      const before = await page.getByText('Keeps of the documents').boundingBox();
      await slider.focus();
      for (let press = 0; press < 5; press++) await page.keyboard.press('ArrowRight');
      await expect.poll(told).toMatch(/^Quality 0\.605/);
      await expect.poll(() => page.url()).toContain('?at=0.605');
      await expect.poll(() => page.getByText('Keeps of the documents').boundingBox()).toEqual(before);
      await page.getByText('Just dropped').waitFor();
      await page.getByText('nearly always right').or(page.getByText('right nine times in ten')).waitFor();
      await page.getByRole('button', { name: 'Filter at this threshold' }).click();
      await page.getByText('Filtering has begun').waitFor();
      expect(lab.calls.find(({ name }) => name === 'operations.start')!.input).toEqual({
        name: 'filter',
        parameters: { dataset: 'd-kept', by: 'threshold', threshold: 0.605, out: 'filtered' },
      });
    });
  });
});
