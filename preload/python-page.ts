import { ipcRenderer } from 'electron';
import { PORT_CHANNEL } from './contract/python-port.ts';

/*
 * The preload of a page that model-written Python runs in. It exposes nothing: it hands on the ports that the main
 * process gives, the first to the host, each later one to the page at the other side of a trial.
 */
const page = globalThis as unknown as {
  readonly location: { readonly origin: string };
  addEventListener(type: 'load', listener: () => void): void;
  postMessage(message: unknown, origin: string, transfer: readonly unknown[]): void;
};
const loaded = new Promise<void>((resolve) => {
  page.addEventListener('load', () => {
    resolve();
  });
});

ipcRenderer.on(PORT_CHANNEL, (event) => {
  const ports = [...event.ports];
  void loaded.then(() => {
    page.postMessage('port', page.location.origin, ports);
  });
});
