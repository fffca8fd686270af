import { CONNECTION_LOST, toLabError } from './lab-error.ts';

export type Toast = {
  readonly id: number;
  readonly kind: 'failure' | 'note';
  /** What happened. */
  readonly title: string;
  /** Why, and what to do. */
  readonly text: string;
  /** For 'copy details'; null where there is nothing more to know. */
  readonly details: string | null;
  /** What can be answered; one that asks stays until it is. */
  readonly answers?: readonly { readonly label: string; readonly choose: () => void }[];
};

const NOTE_MS = 5_000;

class Toasts {
  list = $state.raw<readonly Toast[]>([]);
  #next = 1;

  #add(toast: Omit<Toast, 'id'>): number {
    const id = this.#next++;
    // The newest five: a burst of the same failure must not bury the window.
    this.list = [...this.list.filter((old) => old.text !== toast.text), { ...toast, id }].slice(-5);
    return id;
  }

  /** Failures stay until they are dismissed. */
  failure(title: string, cause: unknown): void {
    const error = toLabError(cause);
    if (error.code === CONNECTION_LOST) {
      this.#add({ kind: 'failure', title, text: error.message, details: null });
      return;
    }
    const details = [
      title,
      `${error.code}: ${error.message}`,
      window.location.hash,
      new Date().toISOString(),
    ];
    this.#add({ kind: 'failure', title, text: error.message, details: details.join('\n') });
  }

  note(title: string, text = ''): void {
    const id = this.#add({ kind: 'note', title, text, details: null });
    setTimeout(() => {
      this.dismiss(id);
    }, NOTE_MS);
  }

  ask(title: string, text: string, answers: NonNullable<Toast['answers']>): void {
    const id = this.#add({
      kind: 'note',
      title,
      text,
      details: null,
      answers: answers.map(({ label, choose }) => ({
        label,
        choose: () => {
          this.dismiss(id);
          choose();
        },
      })),
    });
  }

  dismiss(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
