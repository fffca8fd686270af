import { app, dialog } from 'electron';
import { errorView } from '../../lab/errors.ts';
import type { Lab } from '../../lab/lab.ts';
import { openDesk } from '../../lab/desk.ts';
import { chooseWindowProject } from '../../lab/project/project.ts';
import { askedProject, projectFolder } from './asked-project.ts';
import { declareSchemes, serveAppScheme } from './app-scheme.ts';
import { connectWindow } from './calls.ts';
import { setMenu } from './menu.ts';
import { systemKeychain } from './keychain.ts';
import { electronPrinter } from './print-page.ts';
import { pythonPageWindows } from './python-pages.ts';
import { utilityProcessHost } from './utility-process-host.ts';
import { lockDown, openWindow } from './window.ts';

export type AppPaths = {
  readonly preload: string;
  readonly renderer: string;
  /** The page that model-written Python runs in: its preload, and the folder of its scripts. */
  readonly pythonPreload: string;
  readonly pythonPage: string;
};

/** Runs the desktop app from its start to its end. */
export function runApp(paths: AppPaths): void {
  app.enableSandbox();
  declareSchemes();
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  lockDownWhenReady();
  // macOS says in an event what other systems put on the command line, before the app is ready or any time after.
  let asked = askedProject(process.argv);
  let show = (path: string): void => {
    asked = path;
  };
  app.on('open-file', (event, path) => {
    event.preventDefault();
    show(path);
  });
  app
    .whenReady()
    .then(async () => {
      show = await open(paths, asked);
    })
    .catch((error: unknown) => {
      dialog.showErrorBox('Hornbook could not start', errorView(error).message);
      app.exit(1);
    });
}

function lockDownWhenReady(): void {
  app.once('ready', lockDown);
}

/** Opens the window, and returns what opens another project in it. */
async function open(paths: AppPaths, asked: string | undefined): Promise<(path: string) => void> {
  serveAppScheme(paths.renderer);
  const pageWindows = pythonPageWindows({ bundle: paths.pythonPage, preload: paths.pythonPreload });
  const lab = await openDesk({
    projectPath: chooseWindowProject(asked),
    door: 'electron',
    jobHost: utilityProcessHost(pageWindows),
    pageWindows,
    keychain: systemKeychain(),
    printer: electronPrinter,
  });
  const window = openWindow(paths.preload);
  connectWindow(window, lab);
  setMenu(window, () => lab.project.path);
  const show = (path: string): void => {
    lab.calls['projects.open']({ path: projectFolder(path) }).catch((error: unknown) => {
      dialog.showErrorBox('The project could not be opened', errorView(error).message);
    });
  };
  app.on('second-instance', (_event, argv) => {
    if (window.isMinimized()) window.restore();
    window.focus();
    const other = askedProject(argv);
    if (other !== undefined) show(other);
  });
  // Pages of Python's are windows too, which nobody sees and which jobs need until they have saved.
  window.once('closed', () => {
    app.quit();
  });
  saveBeforeQuitting(lab);
  return show;
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
