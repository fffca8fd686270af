import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorView } from '../lab/errors.ts';
import { openDesk } from '../lab/desk.ts';
import { chooseWindowProject } from '../lab/project/project.ts';
import { ensureApp, ensureRenderer } from './build.ts';
import { openWebDoor } from './web/serve.ts';

const root = join(import.meta.dirname, '..', '..');
const say = (line: string): void => {
  console.error(line);
};

/** `npm start`: the window where there can be one, else the browser door and one line that says why. */
async function start(): Promise<void> {
  const given = argument('--project');
  const electron = findElectron();
  const missing = electron === null ? 'Electron is not downloaded here' : noWindow();
  if (electron !== null && missing === null) await openWindow(electron);
  else await serve(missing ?? 'There is no window here', given);
}

function argument(name: string): string | undefined {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}

/** Electron's package downloads its binary when it is required, so its files are looked at instead. */
function findElectron(): string | null {
  const folder = join(root, 'node_modules', 'electron');
  const name = join(folder, 'path.txt');
  if (!existsSync(name)) return null;
  const binary = join(folder, 'dist', readFileSync(name, 'utf8').trim());
  return existsSync(binary) ? binary : null;
}

function noWindow(): string | null {
  if (process.argv.includes('--browser')) return 'The browser was asked for';
  if (process.platform !== 'linux') return null;
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (!DISPLAY && !WAYLAND_DISPLAY) return 'There is no display';
  // Chromium's own sandbox, which the lab relies on, refuses to run as root.
  return process.getuid?.() === 0 ? 'A window cannot be opened safely as root' : null;
}

async function openWindow(electron: string): Promise<void> {
  await ensureApp(say);
  const child = spawn(electron, [root, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  process.exitCode = await new Promise<number>((resolve) => {
    child.on('exit', (code) => {
      resolve(code ?? 1);
    });
  });
}

async function serve(why: string, given: string | undefined): Promise<void> {
  const rendererDir = await ensureRenderer();
  const lab = await openDesk({ projectPath: chooseWindowProject(given), door: 'browser' });
  const door = await openWebDoor({ lab, rendererDir, port: Number(process.env['HORNBOOK_PORT'] ?? 0) });
  console.log(
    `${why}, so the lab is in your browser: ${door.newAddress()} (works once; Enter prints another; Ctrl-C ends).`,
  );

  if (process.stdin.isTTY) {
    process.stdin.on('data', () => {
      console.log(door.newAddress());
    });
  }
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, resolve);
  });
  await door.close();
  await lab.close();
  process.exit(0);
}

start().catch((error: unknown) => {
  say(errorView(error).message);
  process.exitCode = 1;
});
