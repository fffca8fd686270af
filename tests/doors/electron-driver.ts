/**
 * Runs the built app on the stand-in and prints what a page of it would have seen, as one JSON document:
 * `node electron-driver.ts OUT_FOLDER PROJECT_FOLDER`.
 */
import { existsSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { DesktopClient } from '../../preload/contract/contract.ts';

const [out = ''] = process.argv.slice(2);
const standInUrl = new URL('./electron-stand-in.ts', import.meta.url).href;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: standInUrl, shortCircuit: true } : next(specifier, context),
});
const electron = await import('./electron-stand-in.ts');

await import(pathToFileURL(join(out, 'main', 'index.js')).href);
for (let tries = 0; electron.seen.menus === 0 && tries < 500; tries++) await sleep(20);
const window = electron.seen.windows[0]!;
const preferences = window.options['webPreferences'] as Record<string, unknown>;
createRequire(import.meta.url)(String(preferences['preload']));
const client = electron.seen.exposed['hornbook'] as DesktopClient;

const page = await electron.fetchPage(window.url);
const attempt = async (work: () => Promise<unknown>): Promise<unknown> => {
  try {
    return await work();
  } catch (error) {
    const { message, code } = error as Error & { code?: string };
    return { threw: message, code };
  }
};
const frame = window.webContents.mainFrame;
const request = { id: 1, call: 'jobs.list' };

const changes: unknown[] = [];
const forget = client.onChange((change) => changes.push(change));
const started = await attempt(() =>
  client.call('recipe.start', { minutes: 0.01, seed: 1, rawPaths: ['/nowhere/at/all'] }),
);
let view = await client.call('recipe.view');
for (let tries = 0; view.job?.state === 'running' && tries < 500; tries++) {
  await sleep(50);
  view = await client.call('recipe.view');
}
forget();
const heard = changes.length;

type Item = { id?: string; click?: () => void; submenu?: Item[] };
const items = (electron.seen.menu as Item[]).flatMap(({ submenu }) =>
  Array.isArray(submenu) ? submenu : [],
);
const commanded: string[] = [];
client.onCommand((name) => commanded.push(name));
items.find(({ id }) => id === 'go.runs')?.click?.();

let navigated = true;
window.webContents.emit('will-navigate', { preventDefault: () => (navigated = false) });
const seen = {
  preferences,
  url: window.url,
  sandboxEnabled: electron.seen.sandboxEnabled,
  schemes: electron.seen.schemes,
  exposed: Object.keys(client).sort(),
  page: { status: page.status, policy: page.headers.get('content-security-policy'), text: await page.text() },
  outside: await Promise.all(
    [
      'app://hornbook/../main/index.js',
      'app://hornbook/%2e%2e/main/index.js',
      'app://other/',
      'app://hornbook//etc/passwd',
    ].map(async (url) => (await electron.fetchPage(url)).status),
  ),
  info: await client.call('system.info'),
  pythonPages: electron.seen.windows.slice(1).map(({ url, options, destroyed }) => ({
    url,
    destroyed,
    preferences: { ...(options['webPreferences'] as Record<string, unknown>), session: null },
    hasPreload: existsSync(String((options['webPreferences'] as Record<string, unknown>)['preload'])),
  })),
  keychain: (await client.call('settings.view')).keychain,
  wrong: await attempt(() => client.call('runs.get', { id: 'none' })),
  refused: {
    inner: await electron.invokeFrom({ origin: 'app://hornbook' }, 'lab:call', request),
    none: await electron.invokeFrom(null, 'lab:call', request),
    malformed: await electron.invokeFrom(frame, 'lab:call', { id: 9, call: 'fs.read' }),
  },
  menuNames: items.flatMap(({ id }) => (id === undefined ? [] : [id])),
  commanded,
  navigated,
  opened: window.webContents.windowOpenHandler?.({ url: 'https://example.org' }),
  permission: {
    media: electron.seen.permissionCheck?.(null, 'media', 'app://hornbook'),
    ownNotification: electron.seen.permissionCheck?.(null, 'notifications', 'app://hornbook'),
    othersNotification: electron.seen.permissionCheck?.(null, 'notifications', 'https://example.org'),
  },
  started,
  ended: view.job,
  heard,
};

const exited = new Promise((resolve) => electron.app.once('exited', resolve));
electron.app.quit();
await exited;
process.stdout.write(JSON.stringify({ ...seen, exitCode: electron.seen.exitCode }), () => {
  process.exit(0);
});
