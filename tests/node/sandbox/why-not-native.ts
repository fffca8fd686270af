import { findLaunch } from '../../../main/node/sandbox/launch.ts';

/** Null where programs can run in this machine's own Python, else why they cannot. */
export function whyNotNative(): string | null {
  try {
    findLaunch({ native: true });
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}
