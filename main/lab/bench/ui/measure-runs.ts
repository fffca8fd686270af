import type { BrowserContext, Page } from 'playwright-core';
import { median } from '../../../node/bench/timing.ts';
import { goTo, has, says, timeInPage } from './in-page.ts';

export type RunsFigures = {
  /** From the address in a new tab until rows stand there and the filter takes words. */
  readonly tableFromAddressMs: number;
  /** The same from another page of the open app. */
  readonly tableFromAppMs: number;
  readonly filterMs: number;
  readonly sortMs: number;
  readonly scrollToEndMs: number;
  /** Rows that are in the page of all that there are. */
  readonly rowsInPage: number;
  /** From a click on a run until its loss is drawn; the first also loads the code that draws. */
  readonly firstChartMs: number;
  readonly chartMs: number;
  /** Half of the run, asked for and drawn again. */
  readonly zoomMs: number;
};

const SOME_ROWS = '[data-run]';
const usable = `${has(SOME_ROWS, 10)} && document.querySelector('input[data-search]') !== null`;

/** Medians of so many rounds on the page of runs and on the pages of single runs. */
export async function measureRuns(
  context: BrowserContext,
  origin: string,
  rounds: number,
  points: number,
): Promise<RunsFigures> {
  const each = async (work: (round: number) => Promise<number>): Promise<number[]> => {
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) times.push(await work(round));
    return times;
  };
  const tableFromAddressMs = await each(async () => {
    const page = await context.newPage();
    await page.goto(`${origin}/#/runs`, { waitUntil: 'commit' });
    const took = await timeInPage(page, null, `document.querySelector('main') !== null && ${usable}`);
    await page.close();
    return took;
  });
  const page = await context.newPage();
  await page.goto(`${origin}/#/engines`);
  await timeInPage(page, null, has('main h1'));
  const tableFromAppMs = await each(async () => {
    await timeInPage(page, goTo('#/engines'), `!(${has(SOME_ROWS)})`);
    return timeInPage(page, goTo('#/runs'), usable);
  });
  const rowsInPage = await page.locator(SOME_ROWS).count();
  const filterMs = await each(async (round) => {
    const took = await timeInPage(page, typed(`preset=micro seed=${round % 5}`), says(/\d of [\d,]+ runs/));
    await timeInPage(page, typed(''), `!(${says(/\d of [\d,]+ runs/)})`);
    return took;
  });
  const sortMs = await each((round) => {
    const wanted = round % 2 === 0 ? 'descending' : 'ascending';
    return timeInPage(page, clickOn('[role=columnheader] button', 'Loss'), has(`[aria-sort=${wanted}]`));
  });
  const scrollToEndMs = await each(async () => {
    const took = await timeInPage(page, scrolled('view.scrollHeight'), lastRowThere);
    await timeInPage(page, scrolled('0'), has('[role=row][aria-rowindex="2"]'));
    return took;
  });
  const charts = await each(async (round) => {
    await timeInPage(page, goTo('#/runs'), usable);
    const drawn = `${has('canvas')} && ${says(new RegExp(`of ${points.toLocaleString('en')} points`))}`;
    return timeInPage(page, `document.querySelectorAll('[data-run] a')[${round + 1}].click()`, drawn);
  });
  const zoomMs = await each((round) => zoom(page, round));
  await page.close();
  return {
    tableFromAddressMs: median(tableFromAddressMs),
    tableFromAppMs: median(tableFromAppMs),
    filterMs: median(filterMs),
    sortMs: median(sortMs),
    scrollToEndMs: median(scrollToEndMs),
    rowsInPage,
    firstChartMs: charts[0]!,
    chartMs: median(charts.slice(1)),
    zoomMs: median(zoomMs),
  };
}

const typed = (words: string): string => `{
  const field = document.querySelector('input[data-search]');
  field.value = ${JSON.stringify(words)};
  field.dispatchEvent(new Event('input', { bubbles: true }));
}`;

const clickOn = (selector: string, words: string): string =>
  `[...document.querySelectorAll(${JSON.stringify(selector)})].find((one) => one.textContent.startsWith(${JSON.stringify(words)})).click()`;

const scrolled = (to: string): string => `{
  const view = document.querySelector('[role=rowgroup] .view');
  view.scrollTop = ${to};
}`;

const lastRowThere = `document.querySelector('[role=row][aria-rowindex="' + document.querySelector('[role=table]').getAttribute('aria-rowcount') + '"]') !== null`;

/** Drags over a stretch of the curve, and waits for its own points. */
async function zoom(page: Page, round: number): Promise<number> {
  const box = (await page.locator('canvas').first().boundingBox())!;
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * 0.3, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * (0.5 + 0.02 * round), y, { steps: 4 });
  const before = await page.locator('main').innerText();
  const badge = /[\d,]+ of [\d,]+ points/.exec(before)?.[0] ?? '';
  const begun = performance.now();
  await page.mouse.up();
  await timeInPage(page, '', `!document.querySelector('main').innerText.includes(${JSON.stringify(badge)})`);
  const took = performance.now() - begun;
  await page.getByRole('button', { name: 'Reset zoom' }).click();
  await timeInPage(page, '', `document.querySelector('main').innerText.includes(${JSON.stringify(badge)})`);
  return took;
}
