import type { Change } from '../../preload/contract/contract.ts';
import { Failure } from '../core/failure.ts';
import { moveProject } from '../node/projects/move-project.ts';
import { starterProject } from '../node/projects/project.ts';
import { listJobsInState } from '../node/store/queries/jobs.ts';
import type { Calls } from './calls.ts';
import { makeCalls } from './calls.ts';
import type { Lab, LabOptions, LabParts } from './lab.ts';
import { closeLabParts, openLabParts } from './lab.ts';
import { saveJobs } from './jobs/jobs.ts';
import { afterMoving, afterOpening, type ProjectSwitch } from './project/projects.ts';
import { openSettings } from './machine/settings.ts';

/** How long calls under way may take before a project is let go of over them, milliseconds. */
const DRAIN_MS = 3_000;

/**
 * A lab for a window: open on one project, and able to change it. Doors use it as any lab; calls that come while one
 * project is exchanged for another wait for it.
 */
export async function openDesk(options: LabOptions): Promise<Lab> {
  const settings = options.settings ?? openSettings();
  const listeners = new Set<(change: Change) => void>();
  let busy = 0;
  let ready: Promise<void> = Promise.resolve();

  const open = async (projectPath: string): Promise<LabParts> => {
    const parts = await openLabParts({
      ...options,
      projectPath,
      settings,
      projects,
    });
    parts.changes.listen((change) => {
      for (const listener of listeners) listener(change);
    });
    settings.change((old) => afterOpening(old, parts.project.path, Date.now()));
    return parts;
  };

  /** Runs alone: new calls wait, those under way get a moment to end. */
  const exclusively = async (work: () => Promise<void>): Promise<void> => {
    const turn = ready.then(async () => {
      const deadline = Date.now() + DRAIN_MS;
      // The call that asks for the exchange is itself under way.
      while (busy > 1 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
      await work();
    });
    ready = turn.catch(() => undefined);
    await turn;
    for (const listener of listeners) listener({ subject: 'project' });
  };

  const projects: ProjectSwitch = {
    open: (path) =>
      exclusively(async () => {
        // The new one first: where it cannot be opened, the old one stays.
        const next = path === current.project.path ? current : await open(path);
        const old = current;
        current = next;
        calls = makeCalls(next);
        if (old !== next) await closeLabParts(old);
      }),
    move: (to) =>
      exclusively(async () => {
        const from = current.project.path;
        const running = await listJobsInState(current.store.db, ['running', 'stopping']);
        if (running.length > 0) {
          throw new Failure(
            'project-busy',
            `${running[0]!.title} is running; stop or pause it before the project is moved.`,
          );
        }
        current.queue.hold();
        await closeLabParts(current);
        let moved = false;
        try {
          await moveProject(from, to);
          moved = true;
          settings.change((old) => afterMoving(old, from, to, starterProject(old.starter)));
        } finally {
          current = await open(moved ? to : from);
          calls = makeCalls(current);
        }
      }),
  };

  let current: LabParts = await open(options.projectPath);
  let calls = makeCalls(current);

  const waiting = new Proxy({} as Calls, {
    get: (_target, name: keyof Calls) => async (input: never) => {
      await ready;
      busy += 1;
      try {
        return await (calls[name] as (input: never) => Promise<unknown>)(input);
      } finally {
        busy -= 1;
      }
    },
  });

  return {
    get project() {
      return current.project;
    },
    calls: waiting,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    saveJobs: (withinMs) => saveJobs(current, withinMs),
    close: async () => {
      await ready;
      await closeLabParts(current);
    },
  };
}
