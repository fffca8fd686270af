import type { IpcRendererEvent } from 'electron';
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { CALL_CHANNEL, CHANGE_CHANNEL, COMMAND_CHANNEL } from './contract/channels.ts';
import type { Answer, Change, DesktopClient, Request } from './contract/contract.ts';

let lastId = 0;

/** The contract's client over IPC. Payloads are checked on the other side, where it counts. */
const client: DesktopClient = {
  async call(call, ...input) {
    const request: Request = { id: ++lastId, call, ...(input.length > 0 ? { input: input[0] } : {}) };
    const answer = (await ipcRenderer.invoke(CALL_CHANNEL, request)) as Answer;
    if (answer.ok) return answer.output as never;
    const { code, message } = answer.error;
    throw Object.assign(new Error(message), { code });
  },
  onChange(listener) {
    const forward = (_event: IpcRendererEvent, change: Change): void => {
      listener(change);
    };
    ipcRenderer.on(CHANGE_CHANNEL, forward);
    return () => {
      ipcRenderer.off(CHANGE_CHANNEL, forward);
    };
  },
  onCommand(listener) {
    const forward = (_event: IpcRendererEvent, name: string): void => {
      listener(name);
    };
    ipcRenderer.on(COMMAND_CHANNEL, forward);
    return () => {
      ipcRenderer.off(COMMAND_CHANNEL, forward);
    };
  },
  pathOf: (file) => webUtils.getPathForFile(file as File),
};

contextBridge.exposeInMainWorld('hornbook', client);
