import { Failure } from '../../core/failure.ts';
import { pageOver, type PortMain } from '../../node/sandbox/chromium/page-port.ts';
import { answerPage } from '../../node/sandbox/chromium/page-files.ts';
import type { PageRole } from '../../node/sandbox/chromium/page-protocol.ts';
import {
  pagesRequest,
  pagesWanted,
  type PagesAnswer,
} from '../../node/sandbox/chromium/pages-of-parent.ts';
import type { PythonPage, PythonPages } from '../../node/sandbox/chromium/python-pages.ts';

/** A page of Python's as Electron's main process has made it. */
export type PageWindow = {
  /** The operating system's number of its process. */
  readonly pid: number;
  /** The host's end of the channel to the page. */
  readonly port: PortMain;
  close(): void;
  readonly gone: Promise<void>;
};

/** What Electron's main process can do that nobody else can. */
export type PageWindows<Window extends PageWindow = PageWindow> = {
  /** @throws Failure `chromium-sandbox-off` where Chromium's own sandbox does not hold. */
  open(role: PageRole): Promise<Window>;
  connect(interpreter: Window, checker: Window): void;
};

/** What `open` throws where Chromium's sandbox does not hold; `why` is part of a sentence. */
export const chromiumSandboxOff = (why: string): Failure =>
  new Failure('chromium-sandbox-off', `Chromium's sandbox is not used, because ${why}.`);

/** Pages for sandboxes of the main process itself. */
export function pagesHere(windows: PageWindows): PythonPages {
  const made = new WeakMap<PythonPage, PageWindow>();
  return {
    version: process.versions['chrome'] ?? '',
    async open(role) {
      const window = await windows.open(role);
      const page = pageOver(window.port, window);
      made.set(page, window);
      return page;
    },
    connect(interpreter, checker) {
      const [programs, tests] = [made.get(interpreter), made.get(checker)];
      if (programs && tests) windows.connect(programs, tests);
    },
  };
}

/** Whether a message of a job's process asks for pages; it is then given a port by `lendPages`. */
export const asksForPages = (message: unknown): boolean => message === pagesWanted;
/** What goes with the port that such a process is sent. */
export const pagesGiven = pagesWanted;

/** Opens pages for another process, as it asks over `port`; they close when it is gone. */
export function lendPages(port: PortMain, windows: PageWindows): void {
  const lent = new Map<number, PageWindow>();
  let ended = false;
  const answer = (said: PagesAnswer, transfer: readonly PortMain[] = []): void => {
    if (!ended) port.postMessage(said, transfer);
  };
  const open = async (id: number, role: PageRole): Promise<void> => {
    try {
      const window = await windows.open(role);
      if (ended) {
        window.close();
        return;
      }
      lent.set(id, window);
      answer({ kind: 'opened', id, pid: window.pid }, [window.port]);
      await window.gone;
      lent.delete(id);
      answer({ kind: 'gone', id });
    } catch (error) {
      const { code, message } =
        error instanceof Failure ? error : chromiumSandboxOff(`its page did not open (${String(error)})`);
      answer({ kind: 'refused', id, code, message });
    }
  };
  port.on('message', ({ data }) => {
    const request = pagesRequest.safeParse(data);
    if (!request.success) return;
    const asked = request.data;
    if (asked.kind === 'open') void open(asked.id, asked.role);
    else if (asked.kind === 'close') lent.get(asked.id)?.close();
    else {
      const [programs, tests] = [lent.get(asked.interpreter), lent.get(asked.checker)];
      if (programs && tests) windows.connect(programs, tests);
    }
  });
  port.on('close', () => {
    ended = true;
    for (const window of lent.values()) window.close();
  });
  port.start();
}

/** Answers a page's own requests: its files under the rules that keep it in, and nothing else. */
export function pythonPageServer(bundle: string): (request: Request) => Response {
  return (request) => answerPage(bundle, request);
}
