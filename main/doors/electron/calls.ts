import type { BrowserWindow, IpcMainInvokeEvent } from 'electron';
import { ipcMain } from 'electron';
import type { Answer, Change } from '../../../preload/contract/contract.ts';
import { CALL_CHANNEL, CHANGE_CHANNEL } from '../../../preload/contract/channels.ts';
import { dispatch } from '../../lab/dispatch.ts';
import type { Lab } from '../../lab/lab.ts';
import { APP_ORIGIN } from './app-scheme.ts';

/** Answers the renderer's calls and tells it of changes, as long as the window is there. */
export function connectWindow(window: BrowserWindow, lab: Lab): void {
  const contents = window.webContents;
  ipcMain.handle(CALL_CHANNEL, async (event, message: unknown): Promise<Answer> => {
    const because = refusal(event, window);
    if (because !== null) {
      return { id: 0, ok: false, error: { code: 'refused', message: `Refused because ${because}.` } };
    }
    return dispatch(lab.calls, message);
  });
  const forget = lab.onChange((change: Change) => {
    if (!contents.isDestroyed()) contents.send(CHANGE_CHANNEL, change);
  });
  window.once('closed', () => {
    forget();
    ipcMain.removeHandler(CALL_CHANNEL);
  });
}

/** Only the window's own page may call: no frame inside it, no other window, no other origin. */
function refusal(event: IpcMainInvokeEvent, window: BrowserWindow): string | null {
  const frame = event.senderFrame;
  if (frame === null) return 'its page is gone';
  if (window.isDestroyed() || frame !== window.webContents.mainFrame) return "it is not the lab's own page";
  if (frame.origin !== APP_ORIGIN) return `it comes from ${frame.origin}`;
  return null;
}
