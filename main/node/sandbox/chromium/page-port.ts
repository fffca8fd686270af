import type { PythonPage } from './python-pages.ts';

/** An end of a channel in Electron's main process or in a job's, as Electron calls it `MessagePortMain`. */
export type PortMain = {
  on(event: 'message', listener: (message: { data: unknown; ports: readonly PortMain[] }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  postMessage(message: unknown, transfer?: readonly PortMain[]): void;
  start(): void;
  close(): void;
};

/** A page that one talks to over a port. */
export function pageOver(port: PortMain, page: Pick<PythonPage, 'pid' | 'close' | 'gone'>): PythonPage {
  return {
    ...page,
    say(message) {
      port.postMessage(message);
    },
    hear(listener) {
      port.on('message', ({ data }) => {
        listener(data);
      });
      port.start();
    },
  };
}
