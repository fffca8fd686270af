import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { Failure } from '../../../core/failure.ts';
import { writeLargeDataset } from '../../../node/bench/ui/large-dataset.ts';
import { fillStore, storeBytes, type StoreSize } from '../../../node/bench/ui/large-store.ts';
import { openProject } from '../../../node/projects/project.ts';
import { findChromium } from '../../../node/reports/chromium-print.ts';
import { measureData, type DataFigures } from './measure-data.ts';
import { measureFirstView, type FirstViewFigures } from './measure-first-view.ts';
import { measureLive, type LiveFigures } from './measure-live.ts';
import { measureRuns, type RunsFigures } from './measure-runs.ts';

/** The browser door of the lab, in a process group of its own. */
export type OpenDoor = {
  readonly address: string;
  /** Leader of its process group. */
  readonly pid: number;
  /** Milliseconds from the start of the process until it could be looked at. */
  readonly openMs: number;
  close(): Promise<void>;
};

export type UiBenchRequest = StoreSize & {
  /** Rows of the dataset that the data view is measured on; 0 leaves it out. */
  readonly rows: number;
  readonly rounds: number;
  /** A folder to make the project in and to keep it, or to find it from before; a temporary one unless given. */
  readonly project?: string;
  readonly openDoor: (project: string) => Promise<OpenDoor>;
  readonly onNote: (note: string) => void;
};

export type UiBench = {
  readonly chromium: string;
  readonly store: StoreSize & { readonly bytes: number };
  /** The lab's process, from its start on that store until the browser can be led to it. */
  readonly labOpensMs: number;
  readonly firstView: FirstViewFigures;
  readonly runs: RunsFigures;
  readonly live: LiveFigures;
  readonly data: DataFigures | null;
};

/** Measures the interface in a headless Chromium before the real browser door, on a store of many long runs. */
export async function benchUi(request: UiBenchRequest): Promise<UiBench> {
  const chromium = findChromium(process.env);
  if (chromium === null)
    throw new Failure('no-chromium', 'bench ui needs Chromium, Chrome or Edge; install one, or set CHROMIUM to its path.');
  const folder = request.project ?? mkdtempSync(join(tmpdir(), 'hornbook-bench-ui-'));
  try {
    await makeProject(folder, request);
    const door = await request.openDoor(folder);
    try {
      return await measure(chromium, folder, door, request);
    } finally {
      await door.close();
    }
  } finally {
    if (request.project === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

/** Its presence says of what size a project was made. */
const MADE = 'bench-ui.json';

async function makeProject(folder: string, { runs, points, rows, onNote }: UiBenchRequest): Promise<void> {
  const size = JSON.stringify({ runs, points, rows });
  mkdirSync(folder, { recursive: true });
  const made = readIfThere(join(folder, MADE));
  if (made === size) return;
  if (made !== null || readIfThere(join(folder, 'project.hornbook')) !== null)
    throw new Failure(
      'project-not-empty',
      `${folder} holds another project (${made ?? 'not made for a measurement'}); name an empty folder, or the sizes it was made with.`,
    );
  const { bavail, bsize } = statfsSync(folder);
  const needed = storeBytes({ runs, points }) + rows * 120;
  if (bavail * bsize < needed * 1.1)
    throw new Failure(
      'disk-full',
      `${runs} runs of ${points} points take about ${(needed / 1e9).toFixed(1)} GB, and ${folder} has ${((bavail * bsize) / 1e9).toFixed(1)}; ask for less with --runs and --points, or name another folder with --project.`,
    );
  const project = openProject(folder);
  onNote(`Making a store of ${runs} runs with ${points} points each …`);
  await fillStore(project.store, { runs, points }, onNote);
  if (rows > 0) {
    onNote(`Making a dataset of ${rows} rows …`);
    await writeLargeDataset(join(project.datasets, 'many'), rows);
  }
  writeFileSync(join(folder, MADE), size);
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

async function measure(
  executablePath: string,
  folder: string,
  door: OpenDoor,
  { runs, points, rows, rounds, onNote }: UiBenchRequest,
): Promise<UiBench> {
  // A tool of development: the app that is packed has no benches.
  const { chromium } = await import('playwright-core');
  const server = await chromium.launchServer({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  const browser = await chromium.connect(server.wsEndpoint());
  try {
    const visitor = await browser.newContext();
    const first = await visitor.newPage();
    await first.goto(door.address);
    const cookies = await visitor.cookies();
    await visitor.close();
    const { origin } = new URL(door.address);
    /** A browser that has the lab's cookie and nothing else: no sorting that an earlier measurement left. */
    const newContext = async (): Promise<BrowserContext> => {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
      await context.addCookies(cookies);
      return context;
    };
    onNote('Opening the first view …');
    const firstView = await measureFirstView(newContext, origin, rounds);
    onNote('Runs and their curves …');
    const ofRuns = await measureRuns(await newContext(), origin, rounds, points);
    onNote('A run that trains …');
    const groups = { browser: server.process().pid!, lab: door.pid };
    const live = await measureLive(await newContext(), origin, folder, groups, rounds);
    onNote('Data …');
    const data = rows === 0 ? null : await measureData(await newContext(), origin, rows);
    return {
      chromium: browser.version(),
      store: { runs, points, bytes: statSync(openProject(folder).store).size },
      labOpensMs: door.openMs,
      firstView,
      runs: ofRuns,
      live,
      data,
    };
  } finally {
    await browser.close();
    await server.close();
  }
}
