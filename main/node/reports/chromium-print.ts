import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { Failure } from '../../core/failure.ts';
import type { PrintPage, Printer } from './pdf.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge'];
const PLACES: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
    'C:\\Program Files\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
};
const LONGEST_MS = 120_000;

/** A Chromium of this machine: `CHROMIUM` if it is set, else where one is usually installed; null where there is none. */
export function findChromium(environment: NodeJS.ProcessEnv): string | null {
  const named = environment['CHROMIUM'];
  const candidates = named
    ? [named]
    : [
        ...(environment['PATH'] ?? '')
          .split(delimiter)
          .filter((folder) => folder !== '')
          .flatMap((folder) =>
            NAMES.map((name) => join(folder, process.platform === 'win32' ? `${name}.exe` : name)),
          ),
        ...(PLACES[process.platform] ?? []),
      ];
  return candidates.find(isExecutable) ?? null;
}

const withoutChromium = (environment: NodeJS.ProcessEnv): string | null =>
  findChromium(environment) === null
    ? 'A PDF needs Chromium, Chrome or Edge to print it and none was found here; install one, or set CHROMIUM to its path, or take the HTML and print it from a browser.'
    : null;

/** Prints with a Chromium of this machine, without a window and without a network. */
export function chromiumPrinter(environment: NodeJS.ProcessEnv = process.env): Printer {
  return { print: printWith(environment), missing: () => withoutChromium(environment) };
}

function printWith(environment: NodeJS.ProcessEnv): PrintPage {
  return async (html) => {
    const chromium = findChromium(environment);
    if (chromium === null) throw new Failure('no-chromium', withoutChromium(environment)!);
    const folder = await mkdtemp(join(tmpdir(), 'hornbook-print-'));
    try {
      const page = join(folder, 'report.html');
      const printed = join(folder, 'report.pdf');
      await writeFile(page, html);
      await promisify(execFile)(
        chromium,
        [...flags(folder), `--print-to-pdf=${printed}`, pathToFileURL(page).href],
        {
          timeout: LONGEST_MS,
        },
      );
      return await readFile(printed);
    } catch (cause) {
      throw new Failure(
        'print-failed',
        `${chromium} did not print the report; take the HTML and print it from a browser.`,
        {
          cause,
        },
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
}

function flags(folder: string): string[] {
  return [
    '--headless',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
    '--no-pdf-header-footer',
    `--user-data-dir=${join(folder, 'profile')}`,
    // Chromium refuses to start its sandbox as root. The page is our own, and its policy lets nothing run or load.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ];
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
