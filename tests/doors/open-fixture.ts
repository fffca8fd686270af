import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import type { FixtureLab } from '../renderer/fixture-lab.ts';
import { serveFixture, type FixtureServer } from '../renderer/fixture-server.ts';
import { launch, testRenderer, watch } from './browser.ts';

export type OpenFixture = <T>(
  lab: FixtureLab,
  hash: string,
  use: (page: Page, server: FixtureServer) => Promise<T>,
  /** `now` is where the page's clock stands still. */
  options?: BrowserContextOptions & { readonly now?: number },
) => Promise<T>;

/** To be called in a `describe`: one browser for its tests, and a way to open a page of a fixture lab in it. */
export function fixtureBrowser(): OpenFixture {
  let directory: string;
  let browser: Browser;
  beforeAll(async () => {
    directory = await testRenderer();
    browser = await launch();
  });
  afterAll(() => browser.close());

  return async (lab, hash, use, { now, ...options } = {}) => {
    const server = await serveFixture(lab, directory, now ?? null);
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      reducedMotion: 'reduce',
      ...options,
    });
    const page = await context.newPage();
    const problems = watch(page);
    try {
      await page.goto(server.url + hash);
      const answer = await use(page, server);
      expect(problems).toEqual([]);
      return answer;
    } finally {
      await context.close();
      await server.close();
    }
  };
}
