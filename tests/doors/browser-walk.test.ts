import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { NOW } from '../renderer/fixture-data.ts';
import { axeFindings, chromiumPath, tooWide, withoutChromium } from './browser.ts';
import { fixtureBrowser } from './open-fixture.ts';
import { labOf, pictureName, VIEWS } from './views.ts';

// Axe and a browser share the machine with the other tests.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

/** Kept by the CI, for people to look at. */
const PICTURES = join(import.meta.dirname, '..', 'artifacts', 'pictures');

describe.skipIf(chromiumPath === null)(`a walk through every view${withoutChromium}`, () => {
  const open = fixtureBrowser();
  mkdirSync(PICTURES, { recursive: true });

  it('gives every view a name of its own', () => {
    const names = VIEWS.map(pictureName);
    expect(names).toEqual([...new Set(names)]);
  });

  for (const view of VIEWS) {
    it(`${view.name}: no error, nothing for axe in either theme, nothing too wide at 1440, 1024 and 400 % zoom`, async () => {
      const take = (size: string) => join(PICTURES, `${pictureName(view)}-${size}.png`);
      await open(
        labOf(view),
        view.hash,
        async (page) => {
          await page.waitForSelector(view.waitFor);
          await view.open?.(page);
          // What lies under a dialog is walked as a view of its own.
          const part = (await page.locator('dialog[open]').count()) > 0 ? 'dialog' : 'html';
          expect(await axeFindings(page, 'all', part)).toEqual([]);
          await expect.poll(() => tooWide(page)).toEqual([]);
          await page.screenshot({ path: take('light') });
          await page.emulateMedia({ colorScheme: 'dark' });
          expect(await axeFindings(page, 'colours', part)).toEqual([]);
          await page.setViewportSize({ width: 1024, height: 700 });
          // Charts follow a new size a moment later.
          await expect.poll(() => tooWide(page)).toEqual([]);
          await page.screenshot({ path: take('dark') });
          // 1280 × 1024 at 400 %.
          await page.setViewportSize({ width: 320, height: 256 });
          await expect.poll(() => tooWide(page)).toEqual([]);
          await page.screenshot({ path: take('zoomed') });
        },
        { colorScheme: 'light', now: NOW, timezoneId: 'UTC' },
      );
    });
  }
});
