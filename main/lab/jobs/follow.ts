import type { JobExit } from '../../jobs/job-host.ts';
import type { JobFile } from '../../jobs/job-folder.ts';
import { jobPaths, readJobFile } from '../../jobs/job-folder.ts';
import { readJournal } from '../../jobs/journal.ts';
import type { JobEvent } from '../../jobs/protocol.ts';
import type { Supervisor } from '../../jobs/supervisor.ts';
import type { Project } from '../../node/projects/project.ts';
import type { JobId } from '../../node/store/ids.ts';
import { jobId } from '../../node/store/ids.ts';
import { findJob, insertJob, listJobIds, listJobsInState, updateJobIn } from '../../node/store/queries/jobs.ts';
import { journalOffset } from '../../node/store/queries/journal-offsets.ts';
import { closeRunningRuns } from '../../node/store/queries/runs.ts';
import { closeRunningStages } from '../../node/store/queries/stages.ts';
import type { Store } from '../../node/store/store.ts';
import type { Changes } from '../changes.ts';
import type { ErrorView } from '../errors.ts';
import type { JobQueue } from './job-queue.ts';
import { takeIn } from './take-in.ts';

/** Reads the journals of running jobs into the store for as long as the lab is open. */
export type Follower = {
  /** One round now, of all that is there; tests and commands need not wait for the clock. */
  round(): Promise<void>;
  close(): Promise<void>;
};

type Parts = {
  readonly store: Store;
  readonly project: Project;
  readonly supervisor: Supervisor;
  readonly changes: Changes;
  /** Moved on with every round of the clock, for a lab that is there for longer; null for one that only looks. */
  readonly queue: JobQueue | null;
};

const POLL_MS = 200;
/** Numbers that only move are taken in together, once in so long: each time costs a transaction, a push and a redraw. */
const REST_MS = 1_500;
const MOVING: ReadonlySet<JobEvent['type']> = new Set(['metric', 'progress', 'judged', 'log']);
/** Jobs that another door started on this project are looked for less often. */
const DISCOVER_EVERY = 5;

/** When each job's moving numbers were last taken in, milliseconds of `performance.now()`. */
type Rest = Map<JobId, number>;

export async function openFollower(parts: Parts): Promise<Follower> {
  const takenAt: Rest = new Map();
  let closed = false;
  let rounds = 0;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  const once = async (rest: Rest | null): Promise<void> => {
    if (rounds++ % DISCOVER_EVERY === 0) await discover(parts);
    for (const job of await listJobsInState(parts.store.db, ['running', 'stopping'])) {
      if (closed) return;
      await followJob(parts, job.id, rest);
    }
  };
  /** Rounds never overlap: each waits for the one before. */
  const next = (rest: Rest | null): Promise<void> => (running = running.then(() => once(rest)));
  const round = (): Promise<void> => next(null);
  const tick = (): void => {
    void next(takenAt)
      .then(() => (closed ? undefined : parts.queue?.advance()))
      .catch((error: unknown) => {
        console.error('Reading the jobs failed:', error);
        running = Promise.resolve();
      })
      .finally(() => {
        if (!closed) timer = setTimeout(tick, POLL_MS);
      });
  };

  await round();
  timer = setTimeout(tick, POLL_MS);

  return {
    round,
    async close() {
      closed = true;
      clearTimeout(timer);
      await running.catch(() => undefined);
    },
  };
}

/** Job folders that the store does not know: from another door, or from before a lost store. */
async function discover(parts: Parts): Promise<void> {
  const known = new Set<string>(await listJobIds(parts.store.db));
  for (const id of parts.supervisor.list()) {
    if (known.has(id)) continue;
    try {
      await register(parts, readJobFile(parts.supervisor.jobDir(id)));
    } catch (error) {
      console.error(`The job folder ${id} is left out:`, error);
      continue;
    }
    await followJob(parts, jobId(id));
    parts.changes.announce({ subject: 'jobs' });
  }
  // A job that another door resumed is known here as ended; its journal has grown since.
  for (const { id } of await listJobsInState(parts.store.db, ['interrupted', 'stopped', 'failed', 'paused'])) {
    await drain(parts, id);
  }
}

async function register(parts: Parts, file: JobFile): Promise<void> {
  await insertJob(parts.store.db, {
    id: jobId(file.id),
    kind: file.kind,
    title: file.title,
    params: JSON.stringify(file.params),
    started_at: file.createdAt,
    state: 'running',
  });
}

/** Takes in what a job has written, and finds out when it is gone without a last word. */
async function followJob(parts: Parts, id: JobId, rest: Rest | null = null): Promise<void> {
  const { store, supervisor, changes } = parts;
  // Asked before the journal is read: what a process wrote before it went is then surely seen.
  const alive = supervisor.isAlive(id);
  await drain(parts, id, alive ? rest : null);
  if (alive) return;
  rest?.delete(id);
  const job = await findJob(store.db, id);
  if (job?.state !== 'running' && job?.state !== 'stopping') return;
  const at = Date.now();
  const error = lastWords(job.title, supervisor.lastExit(id), jobPaths(supervisor.jobDir(id)).log);
  const meant = job.intent === null ? null : goneAsMeant[job.intent];
  await store.db.transaction().execute(async (db) => {
    const change = { intent: null, ended_at: at };
    const ended = await updateJobIn(
      db,
      id,
      ['running', 'stopping'],
      meant === null
        ? { ...change, state: 'interrupted', error: JSON.stringify(error) }
        : { ...change, state: meant, error: null },
    );
    if (!ended) return;
    await closeRunningRuns(db, id, meant === null ? 'interrupted' : 'stopped', at);
    await closeRunningStages(db, id, 'stopped');
  });
  for (const subject of ['jobs', 'runs', 'recipe'] as const) changes.announce({ subject });
}

/** How a job stands whose process was ended, or had to be, as a person wanted. */
const goneAsMeant = { pause: 'paused', kill: 'stopped' } as const;

/** Takes in what stands in a journal; where numbers rest, those that only move wait until they have. */
async function drain(parts: Parts, id: JobId, rest: Rest | null = null): Promise<void> {
  const { store, project, supervisor, changes } = parts;
  const path = jobPaths(supervisor.jobDir(id)).events;
  // What is behind the first slice of many is not waited for.
  for (let waits = rest; ; waits = null) {
    const from = await journalOffset(store.db, id);
    const slice = readJournal(path, from);
    if (slice.malformed > 0) console.error(`${path}: ${slice.malformed} damaged lines were skipped.`);
    if (slice.offset === from) return;
    if (waits !== null && slice.events.every(({ type }) => MOVING.has(type))) {
      const now = performance.now();
      if (now - (waits.get(id) ?? -Infinity) < REST_MS) return;
      waits.set(id, now);
    }
    const changed = await takeIn(store, project, id, { events: slice.events, from, to: slice.offset });
    for (const change of changed ?? []) changes.announce(change);
  }
}

/** What can be said of a process that is gone and said nothing itself. */
function lastWords(title: string, exit: JobExit | null, log: string): ErrorView {
  if (exit !== null && exit.code !== null) {
    const message = `${title} ended unexpectedly with exit code ${exit.code}; its log is ${log}.`;
    return { code: 'job-crashed', message };
  }
  const message = `${title} was interrupted: its process was killed or the machine went down. What it finished is kept; resume it to go on.`;
  return { code: 'job-killed', message };
}
