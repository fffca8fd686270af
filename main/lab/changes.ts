import type { Change } from '../../preload/contract/contract.ts';

/** Tells listeners what changed, each subject at most once in its rest, and never not at all. */
export type Changes = {
  announce(change: Change): void;
  listen(listener: (change: Change) => void): () => void;
  close(): void;
};

/** What moves with every step of a training would otherwise be asked for and drawn without end, and read by nobody. */
const REST_MS: Readonly<Partial<Record<Change['subject'], number>>> = { run: 1_000, recipe: 1_000, jobs: 500 };
const SHORTEST_MS = 250;

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
    }, REST_MS[change.subject] ?? SHORTEST_MS);
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
