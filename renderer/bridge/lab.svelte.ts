import { createContext } from 'svelte';
import type { DesktopClient, LabClient } from '../../preload/contract/contract.ts';
import { connectSocket, type Connection, type SocketLike } from './socket-client.ts';

declare global {
  interface Window {
    /** Set by the preload in the desktop window; absent in a browser. */
    readonly hornbook?: DesktopClient;
  }
}

/** The lab and whether it can be reached; one per window. */
export class LabConnection {
  connection = $state.raw<Connection>({ state: 'connecting' });
  /** Counts the times the lab came back, so that views know to ask again. */
  restored = $state(0);
  readonly client: LabClient;

  constructor(window: Window) {
    if (window.hornbook !== undefined) {
      this.client = window.hornbook;
      this.connection = { state: 'open' };
      return;
    }
    const { protocol, host } = window.location;
    const address = `${protocol === 'https:' ? 'wss:' : 'ws:'}//${host}/lab`;
    this.client = connectSocket({
      open: () => new WebSocket(address) as unknown as SocketLike,
      onConnection: (connection) => {
        if (connection.state === 'open' && this.connection.state === 'reconnecting') this.restored += 1;
        this.connection = connection;
      },
    });
  }
}

export const [getLab, setLab] = createContext<LabConnection>();
