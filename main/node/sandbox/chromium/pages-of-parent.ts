import { z } from 'zod';
import { Failure } from '../../../core/failure.ts';
import type { PageRole } from './page-protocol.ts';
import { pageOver, type PortMain } from './page-port.ts';
import type { PythonPage, PythonPages } from './python-pages.ts';

/** What a job's process asks of Electron's main process; `id` numbers the pages of one process. */
export const pagesRequest = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('open'), id: z.number().int(), role: z.enum(['interpret', 'check']) }),
  z.object({ kind: z.literal('connect'), interpreter: z.number().int(), checker: z.number().int() }),
  z.object({ kind: z.literal('close'), id: z.number().int() }),
]);
export type PagesRequest = z.infer<typeof pagesRequest>;

/** What it answers; with `opened` comes the port to the page. */
export type PagesAnswer =
  | { readonly kind: 'opened'; readonly id: number; readonly pid: number | null }
  | { readonly kind: 'refused'; readonly id: number; readonly code: string; readonly message: string }
  | { readonly kind: 'gone'; readonly id: number };

/** A job's process says this to its parent to be given a port for the requests above. */
export const pagesWanted = 'python-pages';

export type ParentPort = {
  on(event: 'message', listener: (message: { data: unknown; ports: readonly PortMain[] }) => void): unknown;
  postMessage(message: unknown): void;
};

let ofThisProcess: PythonPages | null | undefined;

/** The pages that this process can have opened for it; null where it is no process of the desktop app's. */
export function pagesOfThisProcess(): PythonPages | null {
  const { parentPort } = process as { readonly parentPort?: ParentPort };
  ofThisProcess ??= parentPort === undefined ? null : pagesOf(parentPort);
  return ofThisProcess;
}

/** Pages that only the process at the other end can make. */
export function pagesOf(parent: ParentPort): PythonPages {
  const asked = new Map<number, (answer: PagesAnswer, port: PortMain | undefined) => void>();
  const numbers = new WeakMap<PythonPage, number>();
  let count = 0;
  const main = new Promise<PortMain>((resolve) => {
    parent.on('message', ({ data, ports: [port] }) => {
      if (data === pagesWanted && port !== undefined) resolve(port);
    });
    parent.postMessage(pagesWanted);
  }).then((port) => {
    port.on('message', ({ data, ports }) => {
      // It comes from the app's own main process.
      const answer = data as PagesAnswer;
      asked.get(answer.id)?.(answer, ports[0]);
    });
    port.start();
    return port;
  });
  const say = async (request: PagesRequest): Promise<void> => {
    (await main).postMessage(request);
  };

  const open = (role: PageRole): Promise<PythonPage> => {
    const id = (count += 1);
    const gone = Promise.withResolvers<undefined>();
    return new Promise((resolve, reject) => {
      asked.set(id, (answer, port) => {
        if (answer.kind === 'refused') reject(new Failure(answer.code, answer.message));
        else if (answer.kind === 'opened' && port !== undefined) {
          const close = (): void => {
            void say({ kind: 'close', id });
          };
          const page = pageOver(port, { pid: answer.pid, close, gone: gone.promise });
          numbers.set(page, id);
          resolve(page);
          return;
        } else gone.resolve(undefined);
        asked.delete(id);
      });
      void say({ kind: 'open', id, role });
    });
  };

  return {
    version: process.versions['chrome'] ?? '',
    open,
    connect(interpreter, checker) {
      const ends = { interpreter: numbers.get(interpreter)!, checker: numbers.get(checker)! };
      void say({ kind: 'connect', ...ends });
    },
  };
}
