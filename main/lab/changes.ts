import type { Change } from '../../preload/contract/contract.ts';

/** Tells listeners what changed, at most once in `intervalMs` for each subject, and never not at all. */
export type Changes = {
  announce(change: Change): void;
  listen(listener: (change: Change) => void): () => void;
  close(): void;
};

export function openChanges(intervalMs = 250): Changes {
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
    }, intervalMs);
    resting.set(key, timer.unref());
  };

  return {
    announce(change) {
      const key = change.subject === 'run' ? `run ${change.id}` : change.subject;
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
