import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMAND_NAMES, commandOf } from '../../preload/contract/commands.ts';
import { ensureApp } from '../../main/doors/build.ts';

const root = join(import.meta.dirname, '..', '..');
const project = mkdtempSync(join(tmpdir(), 'hornbook-electron-'));

/** What the driver prints. */
type Seen = Record<string, unknown> & { readonly page: { status: number; policy: string; text: string } };
let seen: Seen;

beforeAll(async () => {
  await ensureApp();
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(import.meta.dirname, 'electron-driver.ts'), join(root, 'out')],
    { env: { ...process.env, HORNBOOK_PROJECT: project }, timeout: 60_000 },
  );
  seen = JSON.parse(stdout) as Seen;
}, 180_000);

afterAll(() => {
  rmSync(project, { recursive: true, force: true });
});

/** The built main process, preload and job, run together on a stand-in of the Electron APIs they use. */
describe('the built app', () => {
  it('opens a window that is sandboxed and isolated', () => {
    expect(seen['sandboxEnabled']).toBe(true);
    expect(seen['preferences']).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
    });
    expect(seen['url']).toBe('app://hornbook/');
    const privileges = { standard: true, secure: true, supportFetchAPI: true };
    expect(seen['schemes']).toEqual([
      { scheme: 'app', privileges },
      { scheme: 'python', privileges },
    ]);
  });

  it('serves its page under a strict policy, and nothing outside of it', () => {
    expect(seen.page.status).toBe(200);
    expect(seen.page.text).toContain('<div id="app">');
    expect(seen.page.policy).toContain(`default-src 'none'`);
    expect(seen.page.policy).not.toContain('unsafe-eval;');
    expect(seen['outside']).toEqual([404, 404, 404, 404]);
  });

  it('exposes the client of the contract and nothing else', () => {
    expect(seen['exposed']).toEqual(['call', 'onChange', 'onCommand', 'pathOf']);
    expect(seen['info']).toMatchObject({ door: 'electron', projectPath: project, version: '0.1.0' });
    expect(seen['keychain']).toEqual({ available: true });
    expect(seen['wrong']).toEqual({
      threw: 'There is no run "none" in this project.',
      code: 'run-not-found',
    });
  });

  it('has a native menu whose items send the names of the commands that the page knows', () => {
    const inMenus = COMMAND_NAMES.filter((name) => commandOf(name).menu !== undefined);
    expect([...(seen['menuNames'] as string[])].sort()).toEqual([...inMenus].sort());
    expect(seen['commanded']).toEqual(['go.runs']);
  });

  it('refuses calls from anywhere but its own page', () => {
    expect(seen['refused']).toEqual({
      inner: {
        id: 0,
        ok: false,
        error: { code: 'refused', message: "Refused because it is not the lab's own page." },
      },
      none: { id: 0, ok: false, error: { code: 'refused', message: 'Refused because its page is gone.' } },
      malformed: {
        id: 9,
        ok: false,
        error: { code: 'bad-request', message: 'The message is not a call that the lab knows.' },
      },
    });
  });

  it('goes nowhere else, opens nothing and grants nothing', () => {
    expect(seen['navigated']).toBe(false);
    expect(seen['opened']).toEqual({ action: 'deny' });
    expect(seen['permission']).toEqual({ media: false, ownNotification: true, othersNotification: false });
  });

  it('runs the built recipe job in a utility process and hears of it', () => {
    expect(seen['started']).toMatchObject({ kind: 'recipe', state: 'running' });
    expect(seen['ended']).toMatchObject({
      state: 'failed',
      error: { code: 'import-path', message: expect.stringContaining('/nowhere/at/all') as string },
    });
    expect(seen['heard']).toBeGreaterThan(0);
  });

  it('has preloads of one file each, which is all that a sandboxed one can load', () => {
    const folder = join(root, 'out', 'preload');
    const scripts = readdirSync(folder, { recursive: true }).map(String);
    expect(scripts.sort()).toEqual(['index.cjs', 'python-page.cjs']);
    for (const script of scripts) {
      const required = [...readFileSync(join(folder, script), 'utf8').matchAll(/require\(([^)]*)\)/g)];
      expect(new Set(required.map(([, name]) => name!.slice(1, -1)))).toEqual(new Set(['electron']));
    }
  });

  it('tries a page for Python, and leaves it where Chromium has no sandbox', () => {
    expect(seen['pythonPages']).toMatchObject([
      {
        url: 'python://pages/interpret/',
        destroyed: true,
        hasPreload: true,
        preferences: { sandbox: true, contextIsolation: true, nodeIntegration: false },
      },
    ]);
    expect(seen['info']).toMatchObject({ isolation: expect.stringContaining('permission') as string });
    for (const script of ['page.js', 'worker.js'])
      expect(existsSync(join(root, 'out', 'python-page', script))).toBe(true);
  });

  it('closes the lab before it exits', () => {
    expect(seen['exitCode']).toBe(0);
  });
});
