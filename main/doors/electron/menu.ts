import { existsSync } from 'node:fs';
import type { BrowserWindow, MenuItemConstructorOptions } from 'electron';
import { Menu, dialog, shell } from 'electron';
import { COMMAND_CHANNEL } from '../../../preload/contract/channels.ts';
import { COMMAND_NAMES, commandOf, type MenuName } from '../../../preload/contract/commands.ts';

/** The application menu: the page's own commands, what the system expects, and where the project lies. */
export function setMenu(window: BrowserWindow, projectPath: () => string): void {
  const isMac = process.platform === 'darwin';
  const commands = (menu: MenuName): MenuItemConstructorOptions[] => commandItems(window, menu);
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(isMac ? [{ role: 'appMenu' } as const] : []),
      {
        label: 'File',
        submenu: [
          ...commands('File'),
          { type: 'separator' },
          {
            label: 'Show project folder',
            click: () => {
              void showProject(window, projectPath());
            },
          },
          { type: 'separator' },
          { role: isMac ? 'close' : 'quit' },
        ],
      },
      { role: 'editMenu' },
      { label: 'Go', submenu: commands('Go') },
      { label: 'Jobs', submenu: commands('Jobs') },
      {
        label: 'View',
        submenu: [
          ...commands('View'),
          { type: 'separator' },
          { role: 'reload' },
          { role: 'resetZoom' },
          { role: 'zoomIn' },
          { role: 'zoomOut' },
          { role: 'togglefullscreen' },
        ],
      },
      { role: 'windowMenu' },
      { label: 'Help', role: 'help', submenu: commands('Help') },
    ]),
  );
}

/** The page runs the command, as it does when it is chosen there; the menu only says its name. */
function commandItems(window: BrowserWindow, menu: MenuName): MenuItemConstructorOptions[] {
  return COMMAND_NAMES.flatMap((name) => {
    const command = commandOf(name);
    if (command.menu?.in !== menu) return [];
    const { accelerator } = command.menu;
    return {
      id: name,
      label: command.title,
      // The page has the keys too; registering them twice would run the command twice.
      ...(accelerator === undefined ? {} : { accelerator, registerAccelerator: false }),
      click: () => {
        if (!window.isDestroyed()) window.webContents.send(COMMAND_CHANNEL, name);
      },
    };
  });
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
