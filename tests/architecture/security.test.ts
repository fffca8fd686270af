import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sourceFiles } from './imports.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** The rows of the table in docs/security.md. */
const rows = read('docs/security.md')
  .split('\n')
  .filter((line) => /^\| \d+ \|/.test(line))
  .map((line) => {
    const [number = '', item = '', , where = '', test = ''] = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
    return { number: Number(number), item, where, test };
  });

describe('docs/security.md', () => {
  it('has every item of the checklist, in order', () => {
    expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });

  it.each(rows.map((row) => [row.item, row] as const))(
    'names a file and a test that are there: %s',
    (_item, row) => {
      const [, file] = /^`([^`]+)`$/.exec(row.where) ?? [];
      if (file === undefined) expect(row.where).toBe('—');
      else expect(existsSync(join(root, file))).toBe(true);
      const [, testFile, title] = /^`([^`]+)` › (.+)$/.exec(row.test) ?? [];
      if (testFile === undefined) expect(row.test).toMatch(/^not tested: /);
      else expect(read(testFile)).toContain(`'${title!}'`);
    },
  );
});

describe('the desktop door', () => {
  const sources = sourceFiles('main', 'preload', 'renderer');

  it('no switch that weakens Chromium is used anywhere', () => {
    expect(sources.length).toBeGreaterThan(300);
    const weak =
      /webSecurity|allowRunningInsecureContent|experimentalFeatures|enableBlinkFeatures|allowpopups|openExternal|nodeIntegrationInWorker|<webview|appendSwitch/;
    expect(sources.filter((file) => weak.test(read(file)))).toEqual([]);
  });

  it('webviews are refused whatever they ask for', () => {
    expect(read('main/doors/electron/window.ts')).toMatch(
      /on\('will-attach-webview', \(event\) => \{\s*event\.preventDefault\(\);/,
    );
  });
});
