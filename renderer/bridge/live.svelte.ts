import type { Change } from '../../preload/contract/contract.ts';
import { keepEqual } from './keep-equal.ts';
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

  /** `together`: what comes is shown with all else that comes about now, as nobody in particular waits for it. */
  async refresh({ together = false }: { readonly together?: boolean } = {}): Promise<void> {
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
          if (together && this.value !== null) await drawnTogether();
          if (this.#stopped) return;
          this.value = keepEqual(this.value, value);
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

/** The lab tells of a step of a training in several changes at once; what they move is asked for and drawn together. */
const GATHER_MS = 20;

/** Long enough for the lab's answers to one such question, one after the other. */
const ANSWERS_MS = 30;
let answers: Promise<void> | null = null;

/** The next moment to show what came anew: the same for all that comes about now, so that the page is drawn once. */
export function drawnTogether(): Promise<void> {
  answers ??= new Promise((resolve) => {
    setTimeout(() => {
      answers = null;
      resolve();
    }, ANSWERS_MS);
  });
  return answers;
}

export type Watch = {
  /** What was said until now has been looked at: nothing is to come of it. */
  looked(): void;
  stop(): void;
};

/**
 * Calls `look` soon after a change that concerns it, once for several that come together. While nobody sees the window
 * it waits until somebody does, unless it is to look `behind` other windows as well.
 */
export function onChanges(
  client: LabConnection['client'],
  concerns: (change: Change) => boolean,
  look: () => void,
  behind = false,
): Watch {
  let soon: ReturnType<typeof setTimeout> | undefined;
  let missed = false;
  const unsubscribe = client.onChange((change) => {
    if (!concerns(change)) return;
    if (document.hidden && !behind) missed = true;
    else
      soon ??= setTimeout(() => {
        soon = undefined;
        look();
      }, GATHER_MS);
  });
  const seen = (): void => {
    if (document.hidden || !missed) return;
    missed = false;
    look();
  };
  document.addEventListener('visibilitychange', seen);
  const looked = (): void => {
    clearTimeout(soon);
    soon = undefined;
  };
  return {
    looked,
    stop() {
      unsubscribe();
      looked();
      document.removeEventListener('visibilitychange', seen);
    },
  };
}

/** A value that concerns these subjects; none for one that never changes. */
export const whenChanged =
  (...subjects: readonly Change['subject'][]) =>
  (change: Change): boolean =>
    subjects.includes(change.subject);

/**
 * To be called while a component is set up: loads now, follows `concerns`, stops with the component. `behind`: also
 * while nobody sees the window.
 */
export function live<T>(
  lab: LabConnection,
  load: (client: LabConnection['client']) => Promise<T>,
  concerns: (change: Change) => boolean,
  { behind = false }: { readonly behind?: boolean } = {},
): Live<T> {
  let watch: Watch | null = null;
  const state = new Live(() => {
    watch?.looked();
    return load(lab.client);
  });
  $effect(() => {
    const own = onChanges(lab.client, concerns, () => void state.refresh({ together: true }), behind);
    watch = own;
    return () => {
      own.stop();
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
