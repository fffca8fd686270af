import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { _electron } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { ensureApp, ensureRenderer } from '../../main/doors/build.ts';
import { temporaryFolder, until } from '../lab/open-test-lab.ts';
import { startLauncher } from './run-lab.ts';

const root = join(import.meta.dirname, '..', '..');

/** Electron's binary, where it was downloaded; asking its package would download it. */
function electronBinary(): string | null {
  const folder = join(root, 'node_modules', 'electron');
  if (!existsSync(join(folder, 'path.txt'))) return null;
  const binary = join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8').trim());
  return existsSync(binary) ? binary : null;
}

describe('npm start', () => {
  it('without a window prints one line: why, and an address that works once', async () => {
    await ensureRenderer();
    const started = startLauncher('start', '--browser', '--project', join(temporaryFolder(), 'project'));
    const line = await until('the address', () => started.stdout().trimEnd() || null);
    expect(line).toMatch(
      /^[A-Z][^\n]*, so the lab is in your browser: http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{32} \(works once; Enter prints another; Ctrl-C ends\)\.$/,
    );
    const address = /http:\S+/.exec(line)![0];
    const entered = await fetch(address, { redirect: 'manual' });
    expect(entered.status).toBe(303);
    const cookie = entered.headers.get('set-cookie')!.split(';')[0]!;
    const page = await fetch(new URL('/', address), { headers: { cookie } });
    expect(await page.text()).toContain('<div id="app">');
    expect((await fetch(address, { redirect: 'manual' })).status).toBe(403);

    started.child.kill('SIGTERM');
    expect(await started.ended).toMatchObject({ code: 0, stdout: `${line}\n` });
  });

  const binary = electronBinary();
  const why =
    binary === null ? 'Electron is not downloaded' : !process.env['DISPLAY'] ? 'there is no display' : null;
  it.skipIf(why !== null)(`opens a window${why === null ? '' : ` (skipped: ${why})`}`, async () => {
    await ensureApp();
    const project = join(temporaryFolder(), 'project');
    const app = await _electron.launch({ executablePath: binary!, args: [root, '--project', project] });
    const window = await app.firstWindow();
    expect(await window.title()).toBe('Hornbook');
    expect(
      await window.evaluate(() => Object.keys((globalThis as { hornbook?: object }).hornbook ?? {})),
    ).toEqual(['call', 'onChange', 'onCommand', 'pathOf']);
    // Chromium's own sandbox is in force: Python runs inside of it.
    const info = await window.evaluate(() =>
      (
        globalThis as unknown as { hornbook: { call(name: string): Promise<{ isolation: string }> } }
      ).hornbook.call('system.info'),
    );
    expect(info.isolation).toBe('chromium');
    await app.close();
  });
});
