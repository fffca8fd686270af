import type { Page } from 'playwright-core';
import { Failure } from '../../../core/failure.ts';

const LONGEST_MS = 60_000;

/**
 * Milliseconds in the page from `act` until `condition` holds and a frame with it was drawn; both are JavaScript of the
 * page. Without an act, from the moment that the page was asked for.
 */
export async function timeInPage(page: Page, act: string | null, condition: string): Promise<number> {
  const begun = act === null ? '0' : 'performance.now()';
  const script = `(async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    const begun = ${begun};
    ${act ?? ''};
    while (!(${condition})) {
      if (performance.now() - begun > ${LONGEST_MS}) return null;
      await frame();
    }
    await frame();
    return performance.now() - begun;
  })()`;
  const took = await page.evaluate<number | null>(script);
  if (took === null)
    throw new Failure(
      'bench-failed',
      `The page did not show what is measured within ${LONGEST_MS / 1_000} s (${condition}).`,
    );
  return took;
}

export const goTo = (hash: string): string => `window.location.hash = ${JSON.stringify(hash)}`;

/** Some words stand somewhere on the page. */
export const says = (words: RegExp): string => `${String(words)}.test(document.querySelector('main').innerText)`;

/** At least so many elements are there. */
export const has = (selector: string, least = 1): string =>
  `document.querySelectorAll(${JSON.stringify(selector)}).length >= ${least}`;
