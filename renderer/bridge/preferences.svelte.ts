import type { Settings } from '../../preload/contract/settings.ts';
import { THEMES } from '../../preload/contract/themes.ts';

export type Theme = Settings['theme'];

/** A browser may refuse storage (private windows); preferences then last as long as the window. */
function read(key: string): string | null {
  try {
    return window.localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    window.localStorage.setItem(key, value);
  } catch {
    // Kept in memory only; see read.
  }
}

/** Below the first the sidebar folds to icons, below the second it goes away, CSS pixels. */
const NARROW = 1100;
const TINY = 640;

class Preferences {
  theme = $state<Theme>(THEMES.find((theme) => theme === read('hornbook.theme')) ?? 'system');
  /** Ids of what was chosen last in the command palette, the newest first. */
  recent = $state.raw<readonly string[]>((read('hornbook.recent') ?? '').split('\n').filter(Boolean));
  #systemDark = $state(window.matchMedia('(prefers-color-scheme: dark)').matches);
  /** null: the width of the window decides. */
  #folded = $state<boolean | null>(
    read('hornbook.sidebar') === null ? null : read('hornbook.sidebar') === 'folded',
  );
  #width = $state(window.innerWidth);

  readonly dark = $derived(this.theme === 'dark' || (this.theme === 'system' && this.#systemDark));
  /** Too little room for a sidebar beside the page. */
  readonly away = $derived(this.#width < TINY);
  readonly folded = $derived(!this.away && (this.#folded ?? this.#width < NARROW));

  constructor() {
    window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', (event) => {
      this.#systemDark = event.matches;
    });
    window.addEventListener('resize', () => {
      this.#width = window.innerWidth;
    });
    this.#apply();
  }

  #apply(): void {
    const root = window.document.documentElement;
    if (this.theme === 'system') delete root.dataset['theme'];
    else root.dataset['theme'] = this.theme;
  }

  /** Where a choice is kept for the next window; the window's own storage only bridges the time until that answers. */
  keep: (change: Partial<Pick<Settings, 'theme' | 'sidebar'>>) => void = () => undefined;

  /** Takes over what the settings say, once the lab has answered. */
  adopt({ theme, sidebar }: Pick<Settings, 'theme' | 'sidebar'>): void {
    this.#showTheme(theme);
    this.#folded = sidebar === null ? null : sidebar === 'folded';
  }

  setTheme(theme: Theme): void {
    this.#showTheme(theme);
    this.keep({ theme });
  }

  #showTheme(theme: Theme): void {
    this.theme = theme;
    write('hornbook.theme', theme);
    this.#apply();
  }

  nextTheme(): void {
    this.setTheme(THEMES[(THEMES.indexOf(this.theme) + 1) % THEMES.length] ?? 'system');
  }

  setRecent(recent: readonly string[]): void {
    this.recent = recent;
    write('hornbook.recent', recent.join('\n'));
  }

  fold(): void {
    this.#folded = !this.folded;
    write('hornbook.sidebar', this.#folded ? 'folded' : 'open');
    this.keep({ sidebar: this.#folded ? 'folded' : 'open' });
  }
}

export const preferences = new Preferences();
