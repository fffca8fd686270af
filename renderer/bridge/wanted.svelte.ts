/** What a command wants from the page it leads to: a dialog to open there. */
export type Wanted = 'new-evaluation' | 'new-training' | 'import';

class WantedBox {
  #what = $state<Wanted | null>(null);

  ask(what: Wanted): void {
    this.#what = what;
  }

  /** True once for each time it was asked; to be called in an effect of the page that can do it. */
  take(what: Wanted): boolean {
    if (this.#what !== what) return false;
    this.#what = null;
    return true;
  }
}

export const wanted = new WantedBox();
