import { gzipSync } from 'node:zlib';
import type { BrowserContext } from 'playwright-core';
import { median } from '../../../node/bench/timing.ts';
import { timeInPage } from './in-page.ts';

export type FirstViewFigures = {
  readonly gzippedKilobytes: number;
  /** What the browser asked for until the view stood. */
  readonly files: number;
  /** From the address in a browser that has nothing kept, until the page's own button can be pressed. */
  readonly interactiveMs: number;
};

const interactive = `[...document.querySelectorAll('main a.button, main button.button')].some(
  (one) => one.offsetParent !== null && !one.disabled)`;

/** The recipe, the face of the app, opened anew each time. */
export async function measureFirstView(
  newContext: () => Promise<BrowserContext>,
  origin: string,
  rounds: number,
): Promise<FirstViewFigures> {
  const times: number[] = [];
  let sizes: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const context = await newContext();
    const page = await context.newPage();
    const bodies: Promise<Buffer | null>[] = [];
    page.on('response', (response) => bodies.push(response.body().catch(() => null)));
    await page.goto(`${origin}/#/recipe`, { waitUntil: 'commit' });
    times.push(await timeInPage(page, null, interactive));
    // Faces come once letters are set in them.
    await page.waitForLoadState('networkidle');
    sizes = (await Promise.all(bodies)).flatMap((body) => (body === null ? [] : gzipSync(body).length));
    await context.close();
  }
  return {
    gzippedKilobytes: sizes.reduce((sum, bytes) => sum + bytes, 0) / 1_000,
    files: sizes.length,
    interactiveMs: median(times),
  };
}
