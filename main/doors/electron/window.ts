import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rectangle } from 'electron';
import { BrowserWindow, app, screen, session } from 'electron';
import { APP_ORIGIN } from './app-scheme.ts';

/** The one window: sandboxed, isolated, and with no way to any other page. */
export function openWindow(preload: string): BrowserWindow {
  const { isMaximised, ...bounds } = rememberedState();
  const window = new BrowserWindow({
    ...bounds,
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
    if (isMaximised) window.maximize();
    window.show();
  });
  window.on('close', () => {
    rememberState(window);
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

type WindowState = Pick<Rectangle, 'width' | 'height'> &
  Partial<Rectangle> & { readonly isMaximised: boolean };

const stateFile = (): string => join(app.getPath('userData'), 'window.json');

function rememberedState(): WindowState {
  const fallback = { width: 1440, height: 900, isMaximised: false };
  try {
    const { x, y, width, height, isMaximised } = JSON.parse(
      readFileSync(stateFile(), 'utf8'),
    ) as Rectangle & { isMaximised?: boolean };
    const { workArea } = screen.getDisplayMatching({ x, y, width, height });
    // A screen that was taken away must not leave the window where nobody sees it.
    const visible =
      x + width > workArea.x &&
      x < workArea.x + workArea.width &&
      y >= workArea.y &&
      y < workArea.y + workArea.height;
    return visible ? { x, y, width, height, isMaximised: isMaximised === true } : fallback;
  } catch {
    return fallback;
  }
}

function rememberState(window: BrowserWindow): void {
  try {
    // Where it would be if it were not maximised: that is where it goes back to.
    const state = { ...window.getNormalBounds(), isMaximised: window.isMaximized() };
    writeFileSync(stateFile(), JSON.stringify(state));
  } catch {
    // The next window opens at its usual place.
  }
}
