import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BrowserWindow } from 'electron';
import type { LabOptions } from '../../lab/lab.ts';

/**
 * Prints reports with the Chromium that the app runs in. The page holds what models wrote, so it opens in a window of
 * its own that nobody sees, sandboxed, without JavaScript and without anything of the app's session.
 */
export const electronPrinter: NonNullable<LabOptions['printer']> = {
  missing: () => null,
  print: async (html) => {
    const folder = await mkdtemp(join(tmpdir(), 'hornbook-print-'));
    const window = new BrowserWindow({
      show: false,
      webPreferences: {
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        javascript: false,
        partition: 'print',
      },
    });
    try {
      const page = join(folder, 'report.html');
      await writeFile(page, html);
      await window.loadFile(page);
      return await window.webContents.printToPDF({ printBackground: true, preferCSSPageSize: true });
    } finally {
      window.destroy();
      await rm(folder, { recursive: true, force: true });
    }
  },
};
