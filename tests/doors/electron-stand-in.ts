/**
 * The parts of Electron that the app uses, as its documentation describes them, for Node: what the app
 * registers can be called from a test. It opens no window; a page is whatever the `app:` handler answers.
 */
import { fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { tmpdir } from 'node:os';

type Listener = (...args: never[]) => unknown;

/** What the app did, for the test to look at. */
export const seen = {
  sandboxEnabled: false,
  schemes: [] as unknown[],
  windows: [] as BrowserWindow[],
  menus: 0,
  menu: [] as unknown[],
  exitCode: null as number | null,
  exposed: {} as Record<string, unknown>,
  permissionCheck: null as ((contents: null, permission: string, origin: string) => boolean) | null,
};

class App extends EventEmitter {
  /** As it is started by root, where Chromium has no sandbox. */
  readonly commandLine = { hasSwitch: (name: string) => name === 'no-sandbox' };
  enableSandbox(): void {
    seen.sandboxEnabled = true;
  }
  requestSingleInstanceLock(): boolean {
    return true;
  }
  async whenReady(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.emit('ready');
  }
  getPath(): string {
    return tmpdir();
  }
  quit(): void {
    const event = { prevented: false, preventDefault: () => (event.prevented = true) };
    this.emit('before-quit', event);
    if (!event.prevented) this.exit(0);
  }
  exit(code: number): void {
    seen.exitCode = code;
    this.emit('exited');
  }
}
export const app = new App();

let handler: ((request: Request) => Response | Promise<Response>) | null = null;
export const protocol = {
  registerSchemesAsPrivileged(schemes: unknown[]): void {
    seen.schemes.push(...schemes);
  },
  handle(scheme: string, answer: typeof handler): void {
    if (scheme === 'app') handler = answer;
  },
};
/** What a page would get for an address. */
export async function fetchPage(url: string): Promise<Response> {
  if (!handler) throw new Error('No handler was registered for app:.');
  return handler(new Request(url));
}

/** What a session of its own is told; the app keeps one for the pages that Python runs in. */
class Session extends EventEmitter {
  readonly protocol = { handle: () => undefined };
  readonly webRequest = { onBeforeRequest: () => undefined };
  setPermissionRequestHandler(): void {
    return;
  }
  setPermissionCheckHandler(): void {
    return;
  }
  setDevicePermissionHandler(): void {
    return;
  }
}
export const session = {
  fromPartition: () => new Session(),
  defaultSession: {
    setPermissionRequestHandler: () => undefined,
    setPermissionCheckHandler: (check: typeof seen.permissionCheck): void => {
      seen.permissionCheck = check;
    },
  },
};

export type Frame = { readonly origin: string };

class WebContents extends EventEmitter {
  readonly mainFrame: Frame = { origin: 'app://hornbook' };
  windowOpenHandler: ((details: { url: string }) => { action: string }) | null = null;
  readonly sent = new EventEmitter();
  setWindowOpenHandler(decide: NonNullable<typeof this.windowOpenHandler>): void {
    this.windowOpenHandler = decide;
  }
  send(channel: string, message: unknown): void {
    this.sent.emit(channel, {}, structuredClone(message));
  }
  isDestroyed(): boolean {
    return false;
  }
  getOSProcessId(): number {
    return process.pid;
  }
}

export class BrowserWindow extends EventEmitter {
  readonly webContents = new WebContents();
  readonly options: Record<string, unknown>;
  url = '';
  destroyed = false;
  constructor(options: Record<string, unknown>) {
    super();
    this.options = options;
    seen.windows.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }
  loadURL(url: string): Promise<void> {
    this.url = url;
    return Promise.resolve();
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }
  destroy(): void {
    this.destroyed = true;
    this.emit('closed');
  }
  show(): void {
    this.emit('show');
  }
}

export class MessageChannelMain extends MessageChannel {}

const invoked = new Map<string, Listener>();
export const ipcMain = {
  handle(channel: string, listener: Listener): void {
    if (invoked.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    invoked.set(channel, listener);
  },
  removeHandler(channel: string): void {
    invoked.delete(channel);
  },
};
/** A call from any frame; values cross by structured clone, as between processes. */
export async function invokeFrom(frame: Frame | null, channel: string, message: unknown): Promise<unknown> {
  const listener = invoked.get(channel) as ((event: unknown, message: unknown) => unknown) | undefined;
  if (!listener) throw new Error(`No handler registered for '${channel}'`);
  return structuredClone(await listener({ senderFrame: frame }, structuredClone(message)));
}
const mainWindow = (): BrowserWindow => seen.windows[0]!;

export const ipcRenderer = {
  invoke: (channel: string, message: unknown) =>
    invokeFrom(mainWindow().webContents.mainFrame, channel, message),
  on: (channel: string, listener: (...args: unknown[]) => void) =>
    mainWindow().webContents.sent.on(channel, listener),
  off: (channel: string, listener: (...args: unknown[]) => void) =>
    mainWindow().webContents.sent.off(channel, listener),
};
export const contextBridge = {
  exposeInMainWorld(name: string, value: unknown): void {
    seen.exposed[name] = value;
  },
};
export const webUtils = { getPathForFile: (file: { path?: string }) => file.path ?? '' };

export const Menu = {
  buildFromTemplate: (template: unknown[]) => template,
  setApplicationMenu: (menu: unknown[]): void => {
    seen.menus += 1;
    seen.menu = menu;
  },
};
export const dialog = {
  showErrorBox(title: string, content: string): void {
    throw new Error(`${title}: ${content}`);
  },
  showMessageBox: () => Promise.resolve({ response: 0 }),
};
/** As on a desktop with a secret service; turned around, so that nothing is kept as it was given. */
export const safeStorage = {
  isEncryptionAvailable: () => true,
  getSelectedStorageBackend: () => 'gnome_libsecret',
  encryptString: (text: string) => Buffer.from([...text].reverse().join('')),
  decryptString: (bytes: Buffer) => [...bytes.toString()].reverse().join(''),
};
export const shell = { openPath: () => Promise.resolve('') };
export const screen = {
  getDisplayMatching: () => ({ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }),
};

/** A utility process is a Node child with a message channel; its process id comes with `spawn`. */
export const utilityProcess = {
  fork(entry: string, args: string[]) {
    const child = fork(entry, args, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    return Object.assign(new EventEmitter(), {
      pid: undefined,
      stdout: child.stdout,
      stderr: child.stderr,
      postMessage: (message: unknown) => child.connected && child.send(message as string),
      kill: () => child.kill(),
      once: (event: 'exit', listener: (code: number | null) => void) => child.once(event, listener),
    });
  },
};
