import { describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { NOW } from '../renderer/fixture-data.ts';
import { chromiumPath, withoutChromium } from './browser.ts';
import { fixtureBrowser } from './open-fixture.ts';
import { labOf, pictureName, VIEWS } from './views.ts';
import { walkOver } from './walk.ts';

describe.skipIf(chromiumPath === null)(`a walk through every view${withoutChromium}`, () => {
  const open = fixtureBrowser();

  it('gives every view a name of its own', () => {
    const names = VIEWS.map(pictureName);
    expect(names).toEqual([...new Set(names)]);
  });

  for (const view of VIEWS) {
    it(`${view.name}: no error, nothing for axe in either theme, nothing too wide at 1440, 1024 and 400 % zoom`, async () => {
      const walk = async (page: Page): Promise<void> => {
        await page.waitForSelector(view.waitFor);
        await view.open?.(page);
        expect(await walkOver(page, pictureName(view))).toEqual([]);
      };
      await open(labOf(view), view.hash, walk, { colorScheme: 'light', now: NOW, timezoneId: 'UTC' });
    });
  }
});
