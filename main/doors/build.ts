import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** The parts that are built, each with the sources that it is made of. */
const parts = {
  renderer: ['renderer', 'preload/contract', 'resources', 'electron.vite.config.ts', 'package-lock.json'],
  'python page': [
    'main/node/sandbox',
    'main/core/evaluation',
    'electron.vite.config.ts',
    'package-lock.json',
  ],
  app: ['main', 'preload', 'renderer', 'resources', 'electron.vite.config.ts', 'package-lock.json'],
} as const;
type Part = keyof typeof parts;

export const rendererDir = join(root, 'out', 'renderer');

/**
 * Builds the renderer if it was never built or its sources changed since; returns its folder. Whoever must not
 * have the files replaced while they are served (a build of the app does that) names a folder of its own.
 */
export async function ensureRenderer(
  say: (line: string) => void = () => undefined,
  folder: string = rendererDir,
): Promise<string> {
  await ensure('renderer', folder, say, async () => {
    const { build } = await import('vite');
    const { renderer } = await import('../../electron.vite.config.ts');
    const config = { ...renderer, build: { ...renderer.build, outDir: folder } };
    await build({ ...config, configFile: false, logLevel: 'error' } as Parameters<typeof build>[0]);
  });
  return folder;
}

/** Builds the page that Python runs in inside Chromium's sandbox into `folder`, and gives that back. */
export async function ensurePythonPage(folder: string): Promise<string> {
  await ensure(
    'python page',
    folder,
    () => undefined,
    async () => {
      const { build } = await import('vite');
      const { pythonPage } = await import('../../electron.vite.config.ts');
      await build({ ...pythonPage, build: { ...pythonPage.build, outDir: folder } });
    },
    'page.js',
  );
  return folder;
}

/** Builds all that Electron loads: main process, jobs, preload and renderer. */
export async function ensureApp(say: (line: string) => void = () => undefined): Promise<void> {
  await ensure('app', rendererDir, say, async () => {
    const { build } = await import('electron-vite');
    await build({ configFile: join(root, 'electron.vite.config.ts'), logLevel: 'error' });
  });
}

/** Builds a part whose pages lie in `folder`, unless it is there and as new as its sources. */
async function ensure(
  part: Part,
  folder: string,
  say: (line: string) => void,
  build: () => Promise<void>,
  made = 'index.html',
): Promise<void> {
  const stamp = join(root, 'out', part === 'app' ? 'app.stamp' : `${basename(folder)}.stamp`);
  const current = (): boolean =>
    existsSync(join(folder, made)) &&
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === fingerprint(parts[part]);
  if (current()) return;
  await alone(async () => {
    if (current()) return;
    const before = fingerprint(parts[part]);
    const start = performance.now();
    await build();
    writeFileSync(stamp, before);
    say(`Built the ${part} in ${((performance.now() - start) / 1000).toFixed(1)} s.`);
  });
}

/** Names, sizes and times of all sources; reading them all would cost more than most builds save. */
function fingerprint(sources: readonly string[]): string {
  const hash = createHash('sha256');
  for (const source of sources) {
    const path = join(root, source);
    if (!existsSync(path)) continue;
    if (statSync(path).isFile()) hash.update(describe(path));
    else {
      for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })) {
        if (entry.isFile()) hash.update(describe(join(entry.parentPath, entry.name)));
      }
    }
  }
  return hash.digest('hex');
}

function describe(path: string): string {
  const { size, mtimeMs } = statSync(path);
  return `${path}\0${size}\0${mtimeMs}\n`;
}

/** Two processes must not write one folder at once. A lock older than this belongs to a dead one. */
const LOCK_STALE_MS = 180_000;

async function alone(work: () => Promise<void>): Promise<void> {
  const lock = join(root, 'out', 'building.lock');
  mkdirSync(join(root, 'out'), { recursive: true });
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
      if (age > LOCK_STALE_MS) rmSync(lock, { recursive: true, force: true });
      else await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  try {
    await work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}
