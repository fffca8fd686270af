import type { Change } from '../../preload/contract/contract.ts';
import type { LabConnection } from './lab.svelte.ts';
import { CONNECTION_LOST, toLabError, type LabError } from './lab-error.ts';

/** Between two loads of one subject; the lab pushes at most four changes a second. */
const REST_MS = 250;

/**
 * A value that the lab owns and this window shows: loaded once, then again whenever the lab says that its
 * subject changed or the connection came back. Loads never overlap, and changes that arrive meanwhile
 * lead to one more load, not to many.
 */
export class Live<T> {
  value = $state.raw<T | null>(null);
  error = $state.raw<LabError | null>(null);
  readonly #load: () => Promise<T>;
  #loading = false;
  #again = false;
  #stopped = false;

  constructor(load: () => Promise<T>) {
    this.#load = load;
  }

  async refresh(): Promise<void> {
    if (this.#loading) {
      this.#again = true;
      return;
    }
    this.#loading = true;
    try {
      do {
        this.#again = false;
        try {
          const value = await this.#load();
          if (this.#stopped) return;
          this.value = value;
          this.error = null;
        } catch (cause) {
          const error = toLabError(cause);
          // What is on the screen stays there; the reconnection will ask again.
          if (error.code !== CONNECTION_LOST) this.error = error;
        }
        if (this.#again) await new Promise((done) => setTimeout(done, REST_MS));
      } while (this.#again && !this.#stopped);
    } finally {
      this.#loading = false;
    }
  }

  stop(): void {
    this.#stopped = true;
  }
}

/** A value that concerns these subjects; none for one that never changes. */
export const whenChanged =
  (...subjects: readonly Change['subject'][]) =>
  (change: Change): boolean =>
    subjects.includes(change.subject);

/** To be called while a component is set up: loads now, follows `concerns`, stops with the component. */
export function live<T>(
  lab: LabConnection,
  load: (client: LabConnection['client']) => Promise<T>,
  concerns: (change: Change) => boolean,
): Live<T> {
  const state = new Live(() => load(lab.client));
  $effect(() => {
    const unsubscribe = lab.client.onChange((change) => {
      if (concerns(change)) void state.refresh();
    });
    return () => {
      unsubscribe();
      state.stop();
    };
  });
  $effect(() => {
    // Read to subscribe: a restored connection asks again for everything on the screen.
    void lab.restored;
    void state.refresh();
  });
  return state;
}
