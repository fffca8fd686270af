/**
 * Draws `hornbook.svg` in every size that the systems ask for: `node resources/icons/make-icons.ts`. Needs Chromium.
 * Written into the repository, because packaging must not depend on a browser.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { BICUBIC2, createICNS, createICO } from 'png2icons';

const SIZES = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
const here = import.meta.dirname;
const svg = readFileSync(join(here, 'hornbook.svg'), 'utf8');

const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking'],
});
mkdirSync(join(here, 'png'), { recursive: true });
for (const size of SIZES) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(
    `<style>body{margin:0}svg{display:block;width:${String(size)}px;height:${String(size)}px}</style>${svg}`,
  );
  const png = await page.screenshot({ omitBackground: true });
  writeFileSync(join(here, 'png', `${String(size)}x${String(size)}.png`), png);
  await page.close();
}
await browser.close();

const largest = readFileSync(join(here, 'png', '1024x1024.png'));
for (const [name, icon] of [
  ['icon.icns', createICNS(largest, BICUBIC2, 0)],
  ['icon.ico', createICO(largest, BICUBIC2, 0, true)],
] as const) {
  if (icon === null) throw new Error(`${name} could not be made from the largest picture.`);
  writeFileSync(join(here, name), icon);
}
