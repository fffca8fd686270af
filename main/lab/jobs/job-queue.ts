import type { JobFile } from '../../jobs/job-folder.ts';
import type { Supervisor } from '../../jobs/supervisor.ts';
import type { JobId } from '../../node/store/ids.ts';
import { jobId } from '../../node/store/ids.ts';
import { claimNextJob, moveQueuedJob, queueJob } from '../../node/store/queries/job-queue.ts';
import { insertJob, updateJob } from '../../node/store/queries/jobs.ts';
import type { JobRow } from '../../node/store/schema.ts';
import type { Store } from '../../node/store/store.ts';
import type { Changes } from '../changes.ts';
import { errorView } from '../errors.ts';

/**
 * The line in which a project's jobs wait. Each wants all of the machine, so one runs at a time unless the settings
 * say otherwise. The line is in the store: it outlives the lab, and any lab on the project moves it on.
 */
export type JobQueue = {
  /** Puts a new job at the end of the line; it has started by the time this returns when nothing is before it. */
  add(file: JobFile): Promise<void>;
  /** Puts a job that ended, or waits, at the head of the line. */
  resume(file: JobFile): Promise<void>;
  /** Moves a waiting job before another, or to the end. */
  move(id: JobId, before: JobId | null): Promise<void>;
  /** Starts as many as there is room for. */
  advance(): Promise<void>;
  /** Starts no more: the lab is being closed over its jobs. */
  hold(): void;
};

type Parts = { readonly store: Store; readonly supervisor: Supervisor; readonly changes: Changes };

export function openJobQueue(parts: Parts, jobsAtOnce: () => number): JobQueue {
  const { store, supervisor, changes } = parts;
  let held = false;
  const tell = (kind: string): void => {
    changes.announce({ subject: 'jobs' });
    if (kind === 'recipe') changes.announce({ subject: 'recipe' });
    if (kind === 'evaluation') changes.announce({ subject: 'evaluations' });
  };

  /** The process is started before the claim is committed, so no other lab sees a running job without one. */
  const startNext = async (): Promise<JobRow | null> => {
    let claimed: JobRow | undefined;
    try {
      await store.db.transaction().execute(async (db) => {
        claimed = await claimNextJob(db, jobsAtOnce());
        if (claimed !== undefined) supervisor.launch(claimed.id);
      });
    } catch (error) {
      if (claimed === undefined) throw error;
      await updateJob(store.db, claimed.id, {
        state: 'failed',
        queue_position: null,
        ended_at: Date.now(),
        error: JSON.stringify(errorView(error)),
      });
    }
    return claimed ?? null;
  };

  const advance = async (): Promise<void> => {
    while (!held) {
      const started = await startNext();
      if (started === null) return;
      tell(started.kind);
    }
  };

  return {
    async add(file) {
      const id = jobId(file.id);
      await store.db.transaction().execute(async (db) => {
        await insertJob(db, {
          id,
          kind: file.kind,
          title: file.title,
          params: JSON.stringify(file.params),
          started_at: file.createdAt,
          state: 'queued',
        });
        await queueJob(db, id, 'back');
      });
      await advance();
      tell(file.kind);
    },
    async resume(file) {
      await untilGone(supervisor, file.id);
      await queueJob(store.db, jobId(file.id), 'front');
      await advance();
      tell(file.kind);
    },
    async move(id, before) {
      await moveQueuedJob(store.db, id, before);
      changes.announce({ subject: 'jobs' });
    },
    advance,
    hold() {
      held = true;
    },
  };
}

/** A job's process that has said its last word still takes a moment to be gone. */
const LEAVING_MS = 5_000;
const LOOK_MS = 20;

async function untilGone(supervisor: Supervisor, id: string): Promise<void> {
  const deadline = Date.now() + LEAVING_MS;
  while (supervisor.isAlive(id) && Date.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
}
