import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Failure } from '../core/failure.ts';
import { jobPaths, projectOfJob, readJobFile } from './job-folder.ts';
import type { Journal } from './journal.ts';
import { openJournal } from './journal.ts';
import type { Heartbeat } from './liveness.ts';
import type { ProgressReport } from './progress-meter.ts';
import { progressMeter } from './progress-meter.ts';
import type { JobEvent } from './protocol.ts';

type WithoutTime<Event> = Event extends { readonly at: number } ? Omit<Event, 'at'> : never;

/** What a body may write of its own; the runtime writes `started`, `progress` and `ended`. */
export type BodyEvent = WithoutTime<Exclude<JobEvent, { type: 'started' | 'progress' | 'ended' }>>;

export type JobContext = {
  readonly id: string;
  readonly jobDir: string;
  /** The project folder, in which `datasets/`, `runs/`, `reports/` … lie. */
  readonly projectDir: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Aborted when the job is asked to save and stop: save, then `signal.throwIfAborted()`. */
  readonly signal: AbortSignal;
  emit(event: BodyEvent): void;
  /** May be called as often as is handy: it is thinned to four a second. */
  progress(report: ProgressReport): void;
};

/** Does the work and returns the job's result. Stopped: throws the signal's reason. Failed: throws. */
export type JobBody = (context: JobContext) => Promise<unknown>;

const HEARTBEAT_MS = 1_000;

/** The whole life of a job's process: `node ENTRY JOB_FOLDER`. Called once, at the top of a job's entry. */
export async function runJob(body: JobBody): Promise<void> {
  // The last argument in every host: utility processes have fewer before it.
  const jobDir = resolve(process.argv.at(-1) ?? '');
  const job = readJobFile(jobDir);
  const paths = jobPaths(jobDir);
  rmSync(paths.stop, { force: true });
  const journal = openJournal(paths.events);
  const emit = (event: WithoutTime<JobEvent>): void => {
    journal.append({ at: Date.now(), ...event } as JobEvent);
  };
  const meter = progressMeter(() => Date.now());

  const stopping = new AbortController();
  const stop = (): void => {
    if (!stopping.signal.aborted)
      stopping.abort(new DOMException('The job was asked to stop.', 'AbortError'));
  };
  listenForStop(stop);
  const beat = (): void => {
    const { user, system } = process.cpuUsage();
    const heartbeat: Heartbeat = {
      pid: process.pid,
      at: Date.now(),
      memoryBytes: process.memoryUsage.rss(),
      cpuMs: (user + system) / 1_000,
    };
    writeFileSync(paths.heartbeat, JSON.stringify(heartbeat));
    if (existsSync(paths.stop)) stop();
  };
  const heart = setInterval(beat, HEARTBEAT_MS);

  const finish = (ending: WithoutTime<Extract<JobEvent, { type: 'ended' }>>, code: number): never => {
    clearInterval(heart);
    emit(ending);
    journal.close();
    process.exit(code);
  };
  const fail = (error: unknown): never => {
    console.error(error);
    return finish(failure(error, job.title, paths.log), 1);
  };
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);

  emit({ type: 'started', pid: process.pid });
  beat();
  try {
    const result = await body({
      id: job.id,
      jobDir,
      projectDir: projectOfJob(jobDir),
      params: job.params,
      signal: stopping.signal,
      emit,
      progress: (report) => {
        append(journal, meter(report));
      },
    });
    finish({ type: 'ended', outcome: 'done', result }, 0);
  } catch (error) {
    if (stopping.signal.aborted && isAbort(error)) finish({ type: 'ended', outcome: 'stopped' }, 0);
    fail(error);
  }
}

function append(journal: Journal, event: JobEvent | null): void {
  if (event) journal.append(event);
}

/** A signal, a message from a parent Node process, or a message from Electron: all mean the same. */
function listenForStop(stop: () => void): void {
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('message', (message) => {
    if (message === 'stop') stop();
  });
  const { parentPort } = process as {
    parentPort?: { on(event: 'message', listener: (message: { data: unknown }) => void): void };
  };
  parentPort?.on('message', ({ data }) => {
    if (data === 'stop') stop();
  });
}

const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError';

function failure(
  error: unknown,
  title: string,
  log: string,
): WithoutTime<Extract<JobEvent, { type: 'ended' }>> {
  if (error instanceof Failure) {
    return { type: 'ended', outcome: 'failed', error: { code: error.code, message: error.message } };
  }
  const said = error instanceof Error ? error.message : String(error);
  const sentence = said.split('\n')[0]!.replace(/\.$/, '');
  return {
    type: 'ended',
    outcome: 'failed',
    error: {
      code: 'unexpected',
      message: `${title} failed unexpectedly: ${sentence}. Details are in ${log}.`,
    },
  };
}
