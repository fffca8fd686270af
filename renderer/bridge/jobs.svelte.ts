import { createContext } from 'svelte';
import type { JobView } from '../../preload/contract/jobs.ts';
import type { LabConnection } from './lab.svelte.ts';
import { live, whenChanged, type Live } from './live.svelte.ts';

/** The project's jobs, asked for once for the whole window: the tray, the status bar and the notices share them. */
export type Jobs = Live<readonly JobView[]>;

/** To be called while the window is set up. */
export const followJobs = (lab: LabConnection): Jobs =>
  live(lab, (client) => client.call('jobs.list'), whenChanged('jobs'));

export const [getJobs, setJobs] = createContext<Jobs>();
