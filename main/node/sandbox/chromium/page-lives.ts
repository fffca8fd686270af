import { fromPage, type FromPage, type ToPage } from './page-protocol.ts';
import type { PythonPage } from './python-pages.ts';

/** A worker that was told to end is gone within this time, or its page goes. */
const endMs = 2000;

type Started = Extract<ToPage, { kind: 'start' }>;
/** How a Python in a page is started, whatever it is for. */
export type PageStart = Omit<Started, 'kind' | 'life' | 'task'>;
export type Said = FromPage['said'];

/** One page and the Pythons that live in it, one after another. */
export class PageLives {
  readonly page: PythonPage;
  /** How many have been started; the last is the one that lives, if any does. */
  count = 0;
  closed = false;
  #listener: ((said: Said) => void) | null = null;
  #ending: NodeJS.Timeout | null = null;

  constructor(page: PythonPage) {
    this.page = page;
    page.hear((raw) => {
      const heard = fromPage.safeParse(raw);
      if (!heard.success) page.close();
      else if (heard.data.life === this.count) this.#heard(heard.data.said);
    });
    void page.gone.then(() => {
      this.closed = true;
      this.#heard({ kind: 'ended' });
    });
  }

  /** Starts another, when the one before has ended. The last thing that `listener` hears is its end. */
  begin(start: PageStart & Pick<Started, 'task'>, listener: (said: Said) => void): void {
    this.#listener = listener;
    this.count += 1;
    this.page.say({ kind: 'start', life: this.count, ...start });
  }

  /** Ends the one that lives. */
  end(): void {
    this.page.say({ kind: 'end', life: this.count });
    this.#ending ??= setTimeout(() => {
      this.page.close();
    }, endMs);
  }

  #heard(said: Said): void {
    const listener = this.#listener;
    if (said.kind === 'ended') {
      if (this.#ending !== null) clearTimeout(this.#ending);
      this.#ending = null;
      this.#listener = null;
    }
    listener?.(said);
  }
}
