import { createContext, untrack } from 'svelte';
import type { JobView } from '../../preload/contract/jobs.ts';
import type { LabConnection } from './lab.svelte.ts';
import { live, whenChanged, type Live } from './live.svelte.ts';
import { pulse } from './pulse.svelte.ts';

/**
 * The project's jobs, asked for once for the whole window: the tray, the status bar and the notices share them. Notices
 * come also while the window is out of sight.
 */
export type Jobs = Live<readonly JobView[]>;

/** To be called while the window is set up. */
export function followJobs(lab: LabConnection): Jobs {
  const jobs = live(lab, (client) => client.call('jobs.list'), whenChanged('jobs'), { behind: true });
  let known = false;
  $effect(() => {
    if (jobs.value === null) return;
    if (known)
      untrack(() => {
        pulse.beat();
      });
    known = true;
  });
  return jobs;
}

export const [getJobs, setJobs] = createContext<Jobs>();
