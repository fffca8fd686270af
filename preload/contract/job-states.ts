// Apart from the calls' schemas, so that a window which only shows states need not load what checks inputs.

/** `queued`: waits for others to end. `paused`: saved and stopped by a person who means to go on. */
export type JobState =
  'queued' | 'running' | 'stopping' | 'paused' | 'done' | 'stopped' | 'failed' | 'interrupted';

/** Whether a job still has something before it. */
export const isOpen = ({ state }: { readonly state: JobState }): boolean =>
  state === 'queued' || state === 'running' || state === 'stopping';

/** Whether a job can be gone on with. */
export const isResumable = ({ state }: { readonly state: JobState }): boolean =>
  state === 'paused' || state === 'stopped' || state === 'failed' || state === 'interrupted';
