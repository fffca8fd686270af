import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { axeFindings, tooWide } from './browser.ts';

/** What was on the screen in a walk; the CI keeps it for people to look at. */
const PICTURES = join(import.meta.dirname, '..', 'artifacts', 'pictures');

/**
 * Looks at what a page shows in both themes, at 1440 × 900, at 1024 × 700 and at 400 % zoom, and keeps a picture of
 * each. Gives what axe finds; fails where something reaches beyond the window.
 */
export async function walkOver(page: Page, name: string): Promise<readonly string[]> {
  await mkdir(PICTURES, { recursive: true });
  const look = async (at: string, width: number, height: number): Promise<void> => {
    await page.setViewportSize({ width, height });
    // Charts follow a new size a moment later.
    await expect.poll(() => tooWide(page), { message: `too wide: ${name}, ${at}` }).toEqual([]);
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    const path = join(PICTURES, `${name}-${at}.png`);
    await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
  };
  // What lies under a dialog is walked as a view of its own.
  const part = (await page.locator('dialog[open]').count()) > 0 ? 'dialog' : 'html';
  await page.emulateMedia({ colorScheme: 'light' });
  await look('light', 1440, 900);
  const inLight = await axeFindings(page, 'all', part);
  await page.emulateMedia({ colorScheme: 'dark' });
  const inDark = await axeFindings(page, 'colours', part);
  await look('dark', 1024, 700);
  // 1280 × 1024 at 400 %.
  await look('zoomed', 320, 256);
  return [...inLight, ...inDark];
}
