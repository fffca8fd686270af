import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportHtml } from '../../../main/node/reports/html.ts';
import { axeFindings, chromiumPath, launch, watch, withoutChromium } from '../../doors/browser.ts';
import { exampleReport } from './example-report.ts';

describe.skipIf(chromiumPath === null)(`the report in a browser${withoutChromium}`, () => {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hornbook-page-'));
    const report = exampleReport(12);
    const lineage = {
      nodes: [
        { id: 'a', kind: 'source', title: 'Python standard library', note: 'raw source' },
        { id: 'b', kind: 'model', title: 'Raw code', note: '1.06 M' },
      ],
      edges: [{ from: 'a', to: 'b' }],
    } as const;
    writeFileSync(join(folder, 'report.html'), reportHtml({ ...report, lineage }));
    browser = await launch();
  }, 30_000);
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    ['light', 1440],
    ['dark', 1024],
  ] as const)('opens offline, fits and has no serious barrier: %s, %i wide', async (colorScheme, width) => {
    const context = await browser.newContext({
      colorScheme,
      viewport: { width, height: 800 },
      offline: true,
    });
    const page = await context.newPage();
    const problems = watch(page);
    await page.goto(pathToFileURL(join(folder, 'report.html')).href);
    expect(await page.title()).toBe('Repeating phi-1 at desk scale');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    await page.locator('details.problem').nth(1).locator('summary').click();
    expect(await axeFindings(page, 'serious')).toEqual([]);
    expect(problems).toEqual([]);
    await context.close();
  });

  it('hides the problems that a chosen verdict leaves out, without a script', async () => {
    const page = await browser.newPage();
    await page.goto(pathToFileURL(join(folder, 'report.html')).href);
    const shown = () => page.locator('details.problem:visible').count();
    expect(await shown()).toBe(12);
    await page.getByRole('radio', { name: 'passed' }).check();
    const solved = await shown();
    expect(solved).toBeGreaterThan(0);
    expect(solved).toBeLessThan(12);
    await page.close();
  });
});
