import type { Change } from '../../preload/contract/contract.ts';
import type { JobHost } from '../jobs/job-host.ts';
import { childProcessHost } from '../jobs/job-host.ts';
import type { Supervisor } from '../jobs/supervisor.ts';
import { openSupervisor } from '../jobs/supervisor.ts';
import type { JobKind } from '../jobs/protocol.ts';
import type { Project } from '../node/projects/project.ts';
import { openProject } from '../node/projects/project.ts';
import { chromiumPrinter } from '../node/reports/chromium-print.ts';
import type { Printer } from '../node/reports/pdf.ts';
import type { Store } from '../node/store/store.ts';
import { openStore } from '../node/store/store.ts';
import type { Calls } from './calls.ts';
import { makeCalls } from './calls.ts';
import type { Changes } from './changes.ts';
import { openChanges } from './changes.ts';
import { fillEvaluations } from './evaluation/fill-evaluations.ts';
import type { Follower } from './jobs/follow.ts';
import { openFollower } from './jobs/follow.ts';
import type { JobQueue } from './jobs/job-queue.ts';
import { openJobQueue } from './jobs/job-queue.ts';
import { saveJobs } from './jobs/jobs.ts';
import type { Keychain } from './machine/keychain.ts';
import { noKeychain } from './machine/keychain.ts';
import type { PythonPages } from '../node/sandbox/chromium/python-pages.ts';
import type { Playground } from './playground/playground.ts';
import { openPlayground } from './playground/playground.ts';
import { pagesHere, type PageWindows } from './evaluation/python-pages.ts';
import type { ProjectSwitch } from './project/projects.ts';
import type { LabSettings } from './machine/settings.ts';
import { jobEnvironment, openSettings } from './machine/settings.ts';

/** Who looks at the lab; it is shown, and changes nothing else. */
export type Door = 'electron' | 'browser';

export type LabOptions = {
  readonly projectPath: string;
  readonly door: Door;
  /** How job processes are made; detached Node children unless a door brings its own way. */
  readonly jobHost?: JobHost;
  /** Who opens pages for model-written Python inside Chromium's sandbox; only the desktop door does. */
  readonly pageWindows?: PageWindows;
  readonly jobEntry?: (kind: JobKind) => string;
  readonly stopGraceMs?: number;
  /** The person's settings; read from their usual place unless they are given. */
  readonly settings?: LabSettings;
  /** Where keys are kept; only the desktop door has one. */
  readonly keychain?: Keychain;
  /** How this lab is put on another project, where it can be. */
  readonly projects?: ProjectSwitch;
  /** Whether jobs that wait are started; a command that only looks starts none. */
  readonly startsJobs?: boolean;
  /** Who prints reports; a Chromium of this machine unless a door brings its own. */
  readonly printer?: Printer;
};

/** What the functions of the lab work on. */
export type LabParts = {
  readonly door: Door;
  readonly project: Project;
  readonly store: Store;
  readonly supervisor: Supervisor;
  readonly follower: Follower;
  readonly queue: JobQueue;
  readonly settings: LabSettings;
  readonly keychain: Keychain;
  readonly projects: ProjectSwitch | null;
  readonly changes: Changes;
  readonly playground: Playground;
  readonly printer: Printer;
  readonly pythonPages: PythonPages | null;
};

export type Lab = {
  readonly project: Project;
  /** One function for each call of the contract. */
  readonly calls: Calls;
  onChange(listener: (change: Change) => void): () => void;
  /** Asks all running jobs to save and stop and starts no more; returns when they have, or after `withinMs`. */
  saveJobs(withinMs: number): Promise<void>;
  /** Lets go of the project; running jobs go on and are found again at the next opening. */
  close(): Promise<void>;
};

export async function openLab(options: LabOptions): Promise<Lab> {
  const parts = await openLabParts(options);
  return {
    project: parts.project,
    calls: makeCalls(parts),
    onChange: (listener) => parts.changes.listen(listener),
    saveJobs: (withinMs) => saveJobs(parts, withinMs),
    close: () => closeLabParts(parts),
  };
}

/** The lab's insides, for commands that need more of a job than the contract shows. */
export async function openLabParts(options: LabOptions): Promise<LabParts> {
  const project = openProject(options.projectPath);
  const store = await openStore(project.store);
  await fillEvaluations(store, project);
  const changes = openChanges();
  const settings = options.settings ?? openSettings();
  const keychain = options.keychain ?? noKeychain;
  const supervisor = openSupervisor({
    jobsDir: project.jobs,
    environmentOf: ({ params }) => jobEnvironment(settings.read(), keychain, params),
    ...(options.jobHost ? { host: options.jobHost } : {}),
    ...(options.jobEntry ? { entryOf: options.jobEntry } : {}),
    ...(options.stopGraceMs === undefined ? {} : { graceMs: options.stopGraceMs }),
  });
  try {
    const queue = openJobQueue({ store, supervisor, changes }, () => settings.read().jobsAtOnce);
    const moved = options.startsJobs === false ? null : queue;
    const follower = await openFollower({ store, project, supervisor, changes, queue: moved });
    const playground = openPlayground(project, options.jobHost ?? childProcessHost);
    const printer = options.printer ?? chromiumPrinter();
    return {
      door: options.door,
      project,
      store,
      supervisor,
      follower,
      queue,
      settings,
      keychain,
      projects: options.projects ?? null,
      changes,
      playground,
      printer,
      pythonPages: options.pageWindows ? pagesHere(options.pageWindows) : null,
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

export async function closeLabParts(parts: LabParts): Promise<void> {
  parts.playground.close();
  await parts.follower.close();
  parts.supervisor.close();
  parts.changes.close();
  await parts.store.close();
}
