import { existsSync, readFileSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import { electronPrinter } from '../../main/doors/electron/print-page.ts';

/** What Electron's documentation promises of a window that prints. */
const { windows, PrintWindow } = vi.hoisted(() => {
  const windows: { options: Record<string, unknown>; path: string; destroyed: boolean }[] = [];
  class PrintWindow {
    readonly record: (typeof windows)[number];
    constructor(options: Record<string, unknown>) {
      this.record = { options, path: '', destroyed: false };
      windows.push(this.record);
    }
    loadFile(path: string): Promise<void> {
      this.record.path = path;
      return Promise.resolve();
    }
    readonly webContents = {
      printToPDF: (settings: unknown): Promise<Uint8Array> =>
        Promise.resolve(
          new TextEncoder().encode(`${JSON.stringify(settings)} ${readFileSync(this.record.path, 'utf8')}`),
        ),
    };
    destroy(): void {
      this.record.destroyed = true;
    }
  }
  return { windows, PrintWindow };
});
vi.mock('electron', () => ({ BrowserWindow: PrintWindow }));

it('prints a page in a window that nobody sees and that runs nothing, and leaves nothing behind', async () => {
  expect(electronPrinter.missing()).toBeNull();
  const printed = new TextDecoder().decode(await electronPrinter.print('<h1>Report</h1>'));
  expect(printed).toBe('{"printBackground":true,"preferCSSPageSize":true} <h1>Report</h1>');
  const [window] = windows;
  expect(window).toMatchObject({
    destroyed: true,
    options: { show: false, webPreferences: { sandbox: true, javascript: false, nodeIntegration: false } },
  });
  expect(existsSync(window!.path)).toBe(false);
});
