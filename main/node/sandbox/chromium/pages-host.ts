import { createHash } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../../core/failure.ts';
import { cacheFolder } from '../../files/user-folders.ts';
import type { Launch } from '../launch.ts';
import type { PythonHost } from '../running-python.ts';
import { isIntact } from '../checked-file.ts';
import { PageLives } from './page-lives.ts';
import type { PageRole } from './page-protocol.ts';
import { PagePython } from './page-python.ts';
import type { PythonPages } from './python-pages.ts';

/** A page that so many Pythons have lived and died in is closed, and its process with it. */
const livesPerPage = 16;
/** A first pair that is not ready after so long, on however slow a machine, never will be. */
const startMs = 60_000;
/** Making a snapshot takes some seconds; on a machine that takes longer than this, interpreters start without. */
const makeMs = 120_000;

/**
 * Interpreters in workers of pages inside Chromium's own sandbox, programs and tests in pages of their own. A first pair is
 * started and joined before anything is promised.
 * @throws Failure `chromium-sandbox-off` where that sandbox does not hold, or Python does not start in it.
 */
export async function openPagesHost(
  pages: PythonPages,
  launch: Launch,
  memoryBytes: number,
  hasSnapshot: boolean,
): Promise<PythonHost> {
  // The first page shows whether there can be any.
  const first = new PageLives(await pages.open('interpret'));
  const name = hasSnapshot ? await findSnapshot(first, launch, pages.version, memoryBytes) : null;
  const open = new Set<PageLives>();
  const free: Record<PageRole, PageLives[]> = { interpret: [], check: [] };
  let closed = false;

  const keep = (page: PageLives): PageLives => {
    open.add(page);
    void page.page.gone.then(() => {
      open.delete(page);
    });
    return page;
  };
  if (!first.closed) free.interpret.push(keep(first));

  const start = (role: PageRole, joined: boolean): PagePython => {
    const kept = free[role].find((page) => !page.closed);
    free[role] = free[role].filter((page) => !page.closed && page !== kept);
    const page = kept ? Promise.resolve(kept) : pages.open(role).then((made) => keep(new PageLives(made)));
    const python = new PagePython(role, page, { snapshot: name, joined, memoryBytes });
    void Promise.all([python.page, python.exited]).then(([used]) => {
      if (used === null || used.closed) return;
      if (closed || used.count >= livesPerPage) used.page.close();
      else free[role].push(used);
    });
    return python;
  };

  const startJoined = (checker: PagePython | null): PagePython => {
    const python = start('interpret', checker !== null);
    void Promise.all([python.page, checker?.page ?? null]).then(([programs, tests]) => {
      if (programs !== null && tests !== null) pages.connect(programs.page, tests.page);
    });
    return python;
  };
  const close = (): void => {
    closed = true;
    for (const page of open) page.page.close();
  };

  const checker = start('check', false);
  const pair = { checker, interpreter: startJoined(checker) };
  const why = await whyNotReady(pair);
  if (why !== null) {
    close();
    throw new Failure(
      'chromium-sandbox-off',
      `Chromium's sandbox is not used, because Python did not start in its pages (${why}).`,
    );
  }
  let tried: typeof pair | null = pair;

  return {
    isolation: 'chromium',
    isolationNote: '',
    clock: 'wall',
    startChecker: () => tried?.checker ?? start('check', false),
    startInterpreter(asked) {
      const ready = tried;
      tried = null;
      if (ready === null) return startJoined(asked instanceof PagePython ? asked : null);
      if (asked !== ready.checker) ready.checker.kill();
      return ready.interpreter;
    },
    close,
  };
}

/** Why a first interpreter and a first checker do not come to work together here; null when they do. */
async function whyNotReady(pair: Record<'checker' | 'interpreter', PagePython>): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => {
      resolve('they did not answer');
    }, startMs);
  });
  const both = Promise.all([pair.checker.ready, pair.interpreter.ready]).then((ready) =>
    ready.every(Boolean)
      ? null
      : pair.checker.complaint || pair.interpreter.complaint || 'they ended at once',
  );
  // One that fails alone leaves the other waiting for it.
  const failed = Promise.race(
    [pair.checker, pair.interpreter].map((python) =>
      python.exited.then(() => python.complaint || 'one of them ended at once'),
    ),
  );
  const why = await Promise.race([both, failed, late]);
  clearTimeout(timer);
  return why;
}

/** The name of a saved start-up that this Chromium can begin from; made at first use. Null where none can be kept. */
async function findSnapshot(
  page: PageLives,
  launch: Launch,
  version: string,
  memoryBytes: number,
): Promise<string | null> {
  const name = `${launch.key}-chromium-${version.replace(/[^\w.]/g, '')}.snapshot`;
  const path = join(cacheFolder(), name);
  if (await isIntact(path)) return name;
  const making = `${path}.${String(process.pid)}-${String(performance.now())}`;
  try {
    const bytes = await make(page, memoryBytes);
    if (bytes === null) return null;
    await mkdir(cacheFolder(), { recursive: true });
    await writeFile(making, Buffer.concat([createHash('sha256').update(bytes).digest(), bytes]));
    await rename(making, path);
    return name;
  } catch {
    return null;
  } finally {
    await rm(making, { force: true }).catch(() => undefined);
  }
}

async function make(page: PageLives, memoryBytes: number): Promise<Uint8Array | null> {
  let bytes: Uint8Array | null = null;
  const { promise: ended, resolve: end } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => {
    page.page.close();
  }, makeMs);
  page.begin({ task: 'make', snapshot: null, joined: false, memoryBytes }, (said) => {
    if (said.kind === 'made') {
      ({ bytes } = said);
      page.end();
    } else if (said.kind === 'ended') end(undefined);
  });
  await ended;
  clearTimeout(timer);
  return bytes;
}
