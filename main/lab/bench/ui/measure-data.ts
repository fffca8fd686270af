import type { BrowserContext } from 'playwright-core';

export type DataFigures = {
  readonly rows: number;
  readonly firstPageMs: number;
  readonly filterByBarMs: number;
  readonly liftFilterMs: number;
  readonly jumpToEndMs: number;
  readonly sortByScoreMs: number;
  readonly searchTextMs: number;
};

const LONGEST_MS = 120_000;

/** What a person does first with a dataset of many rows, once each: every later round would find it in memory. */
export async function measureData(
  context: BrowserContext,
  origin: string,
  rows: number,
): Promise<DataFigures> {
  const page = await context.newPage();
  page.setDefaultTimeout(LONGEST_MS);
  await page.goto(`${origin}/#/engines`);
  await page.getByRole('link', { name: 'Data', exact: true }).waitFor();
  const time = async (act: () => Promise<unknown>, until: () => Promise<unknown>): Promise<number> => {
    const begun = performance.now();
    await act();
    await until();
    return performance.now() - begun;
  };
  const row = (index: number, words: string) =>
    page.locator(`[data-index="${index}"]`).filter({ hasText: words }).waitFor();
  const firstPageMs = await time(
    () => page.getByRole('link', { name: 'Data', exact: true }).click(),
    () => row(0, 'def f0('),
  );
  await page.locator('[data-column="label"] button[aria-label]').first().waitFor();
  const filterByBarMs = await time(
    () => page.locator('[data-column="quality"] [role="group"] button').nth(12).click(),
    async () => {
      await page.getByText(/of [\d,]+ match/).waitFor();
      await row(0, 'def f');
    },
  );
  const liftFilterMs = await time(
    () => page.getByRole('button', { name: 'Clear', exact: true }).click(),
    () => row(0, 'def f0('),
  );
  const jumpToEndMs = await time(
    async () => {
      await page.locator('[data-index="0"]').focus();
      await page.keyboard.press('End');
    },
    () => row(rows - 1, `def f${rows - 1}(`),
  );
  await page.keyboard.press('Home');
  await row(0, 'def f0(');
  const sortByScoreMs = await time(
    () => page.locator('[data-column="quality"] .sort').click(),
    async () => {
      await page.locator('[data-index="0"]').filter({ hasText: 'loading' }).waitFor();
      await row(0, 'def f');
    },
  );
  const searchTextMs = await time(
    () => page.getByRole('searchbox').fill('x * 42'),
    async () => {
      await page.getByText('searching…').waitFor();
      await page.getByText(/of [\d,]+ match/).waitFor();
    },
  );
  await page.close();
  return { rows, firstPageMs, filterByBarMs, liftFilterMs, jumpToEndMs, sortByScoreMs, searchTextMs };
}
