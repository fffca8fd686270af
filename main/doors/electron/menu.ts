import { existsSync } from 'node:fs';
import type { BrowserWindow } from 'electron';
import { Menu, dialog, shell } from 'electron';

/** The application menu: what the system expects, and where the project lies. */
export function setMenu(window: BrowserWindow, projectPath: string): void {
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(process.platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
      {
        label: 'File',
        submenu: [
          {
            label: 'Show project folder',
            click: () => {
              void showProject(window, projectPath);
            },
          },
          { type: 'separator' },
          { role: process.platform === 'darwin' ? 'close' : 'quit' },
        ],
      },
      { role: 'editMenu' },
      {
        label: 'View',
        submenu: [
          { role: 'reload' },
          { type: 'separator' },
          { role: 'resetZoom' },
          { role: 'zoomIn' },
          { role: 'zoomOut' },
          { type: 'separator' },
          { role: 'togglefullscreen' },
        ],
      },
      { role: 'windowMenu' },
    ]),
  );
}

async function showProject(window: BrowserWindow, projectPath: string): Promise<void> {
  const problem = existsSync(projectPath) ? await shell.openPath(projectPath) : 'it is gone';
  if (problem === '') return;
  await dialog.showMessageBox(window, {
    type: 'error',
    message: 'The project folder could not be shown.',
    detail: `${projectPath}: ${problem}`,
  });
}
