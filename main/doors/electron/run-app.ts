import { app, dialog } from 'electron';
import { errorView } from '../../lab/errors.ts';
import type { Lab } from '../../lab/lab.ts';
import { openDesk } from '../../lab/desk.ts';
import { chooseWindowProject } from '../../lab/project.ts';
import { declareAppScheme, serveAppScheme } from './app-scheme.ts';
import { connectWindow } from './calls.ts';
import { setMenu } from './menu.ts';
import { systemKeychain } from './keychain.ts';
import { electronPrinter } from './print-page.ts';
import { utilityProcessHost } from './utility-process-host.ts';
import { lockDown, openWindow } from './window.ts';

export type AppPaths = { readonly preload: string; readonly renderer: string };

/** Runs the desktop app from its start to its end. */
export function runApp(paths: AppPaths): void {
  app.enableSandbox();
  declareAppScheme();
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  lockDownWhenReady();
  app
    .whenReady()
    .then(() => open(paths))
    .catch((error: unknown) => {
      dialog.showErrorBox('Hornbook could not start', errorView(error).message);
      app.exit(1);
    });
}

function lockDownWhenReady(): void {
  app.once('ready', lockDown);
}

async function open(paths: AppPaths): Promise<void> {
  serveAppScheme(paths.renderer);
  const lab = await openDesk({
    projectPath: chooseWindowProject(projectArgument()),
    door: 'electron',
    jobHost: utilityProcessHost,
    keychain: systemKeychain(),
    printer: electronPrinter,
  });
  const window = openWindow(paths.preload);
  connectWindow(window, lab);
  setMenu(window, () => lab.project.path);
  app.on('second-instance', () => {
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  app.on('window-all-closed', () => {
    app.quit();
  });
  saveBeforeQuitting(lab);
}

function projectArgument(): string | undefined {
  const at = process.argv.indexOf('--project');
  return at < 0 ? undefined : process.argv[at + 1];
}

/** A job has this long to save when the app is closed over it, milliseconds. */
const SAVE_MS = 15_000;

/** Utility processes end with the app, so running jobs are asked to save first; they resume next time. */
function saveBeforeQuitting(lab: Lab): void {
  let closing = false;
  app.on('before-quit', (event) => {
    if (closing) return;
    closing = true;
    event.preventDefault();
    void lab
      .saveJobs(SAVE_MS)
      .then(() => lab.close())
      .catch((error: unknown) => {
        console.error('Closing the lab failed:', error);
      })
      .finally(() => {
        app.exit(0);
      });
  });
}
