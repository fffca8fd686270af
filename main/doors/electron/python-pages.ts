import { readFileSync } from 'node:fs';
import type { Session } from 'electron';
import { BrowserWindow, MessageChannelMain, app, session } from 'electron';
import { PORT_CHANNEL } from '../../../preload/contract/python-port.ts';
import {
  chromiumSandboxOff,
  pythonPageServer,
  type PageWindow,
  type PageWindows,
} from '../../lab/evaluation/python-pages.ts';
import { whyNotSandboxed, type SandboxEvidence } from './chromium-sandbox.ts';

export const PYTHON_ORIGIN = 'python://pages';

type OpenWindow = PageWindow & { readonly window: BrowserWindow };
type Role = Parameters<PageWindows['open']>[0];

/**
 * Opens the hidden pages that model-written Python runs in: sandboxed renderers in a session that is kept in memory, with
 * no preload but the one that hands over a port, no address but their own files, and no permission. `bundle` is the folder
 * of their scripts.
 */
export function pythonPageWindows(
  paths: { readonly bundle: string; readonly preload: string },
  evidence: SandboxEvidence = evidenceHere,
): PageWindows<OpenWindow> {
  const serve = pythonPageServer(paths.bundle);
  // Programs and their tests have nothing in common, not even a session.
  const sessions = new Map<Role, Session>();
  const sessionOf = (role: Role): Session => {
    const own = sessions.get(role) ?? closedSession(role, serve);
    sessions.set(role, own);
    return own;
  };
  return {
    async open(role) {
      const window = new BrowserWindow({
        show: false,
        webPreferences: {
          session: sessionOf(role),
          preload: paths.preload,
          sandbox: true,
          contextIsolation: true,
          nodeIntegration: false,
          webviewTag: false,
          spellcheck: false,
          backgroundThrottling: false,
        },
      });
      const { promise: gone, resolve } = Promise.withResolvers<undefined>();
      window.once('closed', () => {
        resolve(undefined);
      });
      window.webContents.once('render-process-gone', () => {
        window.destroy();
      });
      const close = (): void => {
        if (!window.isDestroyed()) window.destroy();
      };
      try {
        await window.loadURL(`${PYTHON_ORIGIN}/${role}/`);
        const pid = window.webContents.getOSProcessId();
        const why = whyNotSandboxed(pid, evidence);
        if (why !== null) throw chromiumSandboxOff(why);
        const { port1, port2 } = new MessageChannelMain();
        window.webContents.postMessage(PORT_CHANNEL, null, [port1]);
        return { window, pid, port: port2, close, gone };
      } catch (error) {
        close();
        throw error;
      }
    },
    connect(interpreter, checker) {
      const { port1, port2 } = new MessageChannelMain();
      for (const [{ window }, port] of [
        [checker, port2],
        [interpreter, port1],
      ] as const) {
        if (!window.isDestroyed()) window.webContents.postMessage(PORT_CHANNEL, null, [port]);
      }
    },
  };
}

/** A session in memory that reaches nothing but the page's own files and grants nothing. */
function closedSession(role: Role, serve: (request: Request) => Response): Session {
  const own = session.fromPartition(`python-${role}`, { cache: false });
  own.protocol.handle('python', serve);
  own.webRequest.onBeforeRequest((details, decide) => {
    decide({ cancel: !details.url.startsWith(`${PYTHON_ORIGIN}/${role}/`) });
  });
  own.setPermissionRequestHandler((_contents, _permission, decide) => {
    decide(false);
  });
  own.setPermissionCheckHandler(() => false);
  own.setDevicePermissionHandler(() => false);
  own.on('will-download', (event) => {
    event.preventDefault();
  });
  return own;
}

const evidenceHere: SandboxEvidence = {
  platform: process.platform,
  hasSwitch: (name) => app.commandLine.hasSwitch(name),
  environment: process.env,
  status(pid) {
    try {
      return readFileSync(`/proc/${String(pid)}/status`, 'utf8');
    } catch {
      return null;
    }
  },
  isSandboxed: (pid) => app.getAppMetrics().find((metric) => metric.pid === pid)?.sandboxed,
};
