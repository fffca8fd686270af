import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll } from 'vitest';
import { ensureRenderer } from '../../main/doors/build.ts';

/** A Chromium of this machine; tests never download one. */
export function findChromium(): string | null {
  const named = process.env['CHROMIUM'];
  const path = named ?? '/usr/bin/chromium';
  return existsSync(path) ? path : null;
}

export const chromiumPath = findChromium();

/** For the title of a test that is skipped: why, and what to do. */
export const withoutChromium =
  chromiumPath === null ? ' (skipped: no Chromium; set CHROMIUM to its path)' : '';

/**
 * A copy of the renderer as it is shipped, for one test file: built once for all, apart from what the app's own
 * build replaces, and served from where no later build can empty it.
 */
export async function testRenderer(): Promise<string> {
  const built = await ensureRenderer(
    undefined,
    join(import.meta.dirname, '..', '..', 'out', 'test-renderer'),
  );
  const folder = mkdtempSync(join(tmpdir(), 'hornbook-renderer-'));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  cpSync(built, folder, { recursive: true });
  return folder;
}

/** Root needs Chromium without its own sandbox; no test may reach anything outside of this machine. */
export const launchArguments = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-gpu',
];

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath!, args: launchArguments });
}

/** Collects what no view may do: throw, or write an error to the console. */
export function watch(page: Page): string[] {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  return problems;
}

/**
 * What axe finds wrong in a part of the page, in words; empty when it is accessible as far as a machine can tell. Only
 * the colours differ between themes, so the second theme needs no more than their rule.
 */
export async function axeFindings(
  page: Page,
  rules: 'all' | 'colours' | 'serious' = 'all',
  part = 'html',
): Promise<readonly string[]> {
  // The report's frame runs no script by design, so axe cannot look into it; then nothing has to be put together from
  // frames in a page of its own, which takes twice as long as to look.
  const axe = new AxeBuilder({ page })
    .include(part)
    .exclude('iframe')
    .setLegacyMode(true)
    .options({ resultTypes: ['violations'] });
  const { violations } = await (rules === 'colours' ? axe.withRules('color-contrast') : axe).analyze();
  const counted = violations.filter(
    ({ impact }) => rules !== 'serious' || impact === 'serious' || impact === 'critical',
  );
  return counted.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.html.slice(0, 160)}`),
  );
}

/**
 * Parts that reach beyond the window, and pages, panels and dialogs that scroll sideways. A table, a diagram or a
 * program may be wider than the window where it scrolls by itself.
 */
export const tooWide = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const WHOLE = 'html, body, main, header, footer, aside, dialog, .page, .columns';
    const PARTS = `${WHOLE}, section, nav, form, h1, h2, h3, p, label, button, input, select, textarea, .actions, .bar, .panel`;
    const scrollsSideways = (element: Element): boolean =>
      element.scrollWidth > element.clientWidth + 1 &&
      /auto|scroll/.test(window.getComputedStyle(element).overflowX);
    const scrollsByItself = (element: Element): boolean => {
      for (let box = element.parentElement; box !== null; box = box.parentElement)
        if (!box.matches(WHOLE) && scrollsSideways(box)) return true;
      return false;
    };
    return [...document.querySelectorAll<HTMLElement>(PARTS)]
      .filter((element) => {
        const { left, right, width, height } = element.getBoundingClientRect();
        if (width < 2 || height < 2) return false;
        if (element.matches(WHOLE) && scrollsSideways(element)) return true;
        return (right > window.innerWidth + 1 || left < -1) && !scrollsByItself(element);
      })
      .map(
        (element) =>
          `${element.tagName.toLowerCase()}.${element.className}: ${element.innerText.slice(0, 40)}`,
      );
  });
