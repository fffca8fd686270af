import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rectangle } from 'electron';
import { BrowserWindow, app, screen, session } from 'electron';
import { APP_ORIGIN } from './app-scheme.ts';

/** The one window: sandboxed, isolated, and with no way to any other page. */
export function openWindow(preload: string): BrowserWindow {
  const window = new BrowserWindow({
    ...rememberedBounds(),
    minWidth: 900,
    minHeight: 600,
    show: false,
    title: 'Hornbook',
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  window.once('ready-to-show', () => {
    window.show();
  });
  window.on('close', () => {
    rememberBounds(window);
  });
  void window.loadURL(`${APP_ORIGIN}/`);
  return window;
}

/** Refuses, for every page that could ever exist: permissions, other pages, new windows, webviews. */
export function lockDown(): void {
  session.defaultSession.setPermissionRequestHandler((contents, permission, decide) => {
    decide(isGranted(permission, contents.getURL()));
  });
  session.defaultSession.setPermissionCheckHandler((_contents, permission, origin) =>
    isGranted(permission, origin),
  );
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    contents.on('will-navigate', (event) => {
      event.preventDefault();
    });
    contents.on('will-redirect', (event) => {
      event.preventDefault();
    });
    contents.on('will-attach-webview', (event) => {
      event.preventDefault();
    });
  });
}

/** To put plain text on the clipboard, and to say that a job has ended: for the lab's own page alone. */
const isGranted = (permission: string, from: string): boolean =>
  (permission === 'clipboard-sanitized-write' || permission === 'notifications') &&
  (from === APP_ORIGIN || from.startsWith(`${APP_ORIGIN}/`));

type Bounds = Pick<Rectangle, 'width' | 'height'> & Partial<Rectangle>;

const boundsFile = (): string => join(app.getPath('userData'), 'window.json');

function rememberedBounds(): Bounds {
  const fallback = { width: 1440, height: 900 };
  try {
    const { x, y, width, height } = JSON.parse(readFileSync(boundsFile(), 'utf8')) as Rectangle;
    const { workArea } = screen.getDisplayMatching({ x, y, width, height });
    // A screen that was taken away must not leave the window where nobody sees it.
    const visible =
      x + width > workArea.x &&
      x < workArea.x + workArea.width &&
      y >= workArea.y &&
      y < workArea.y + workArea.height;
    return visible ? { x, y, width, height } : fallback;
  } catch {
    return fallback;
  }
}

function rememberBounds(window: BrowserWindow): void {
  try {
    writeFileSync(boundsFile(), JSON.stringify(window.getNormalBounds()));
  } catch {
    // The next window opens at its usual place.
  }
}
