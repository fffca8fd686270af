import type { Change } from '../../preload/contract/contract.ts';

/** Tells listeners what changed, each subject at most once in its rest, and never not at all. */
export type Changes = {
  announce(change: Change): void;
  listen(listener: (change: Change) => void): () => void;
  close(): void;
};

/** Longer rests would part what the follower of jobs takes in together, and so have each drawn by itself. */
const REST_MS = 250;

/** The same for all changes that say the same. */
export const changeKey = (change: Change): string =>
  'id' in change ? `${change.subject} ${change.id}` : change.subject;

export function openChanges(): Changes {
  const listeners = new Set<(change: Change) => void>();
  const resting = new Map<string, NodeJS.Timeout>();
  const waiting = new Map<string, Change>();

  const send = (key: string, change: Change): void => {
    for (const listener of listeners) listener(change);
    const timer = setTimeout(() => {
      resting.delete(key);
      const next = waiting.get(key);
      waiting.delete(key);
      if (next) send(key, next);
    }, REST_MS);
    resting.set(key, timer.unref());
  };

  return {
    announce(change) {
      const key = changeKey(change);
      if (resting.has(key)) waiting.set(key, change);
      else send(key, change);
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      for (const timer of resting.values()) clearTimeout(timer);
      resting.clear();
      waiting.clear();
      listeners.clear();
    },
  };
}
