export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

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

const NARROW = 1100;

class Preferences {
  theme = $state<Theme>(THEMES.find((theme) => theme === read('hornbook.theme')) ?? 'system');
  /** Ids of what was chosen last in the command palette, the newest first. */
  recent = $state.raw<readonly string[]>((read('hornbook.recent') ?? '').split('\n').filter(Boolean));
  #systemDark = $state(window.matchMedia('(prefers-color-scheme: dark)').matches);
  /** null: the width of the window decides. */
  #folded = $state<boolean | null>(
    read('hornbook.sidebar') === null ? null : read('hornbook.sidebar') === 'folded',
  );
  #narrow = $state(window.innerWidth < NARROW);

  readonly dark = $derived(this.theme === 'dark' || (this.theme === 'system' && this.#systemDark));
  readonly folded = $derived(this.#folded ?? this.#narrow);

  constructor() {
    window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', (event) => {
      this.#systemDark = event.matches;
    });
    window.addEventListener('resize', () => {
      this.#narrow = window.innerWidth < NARROW;
    });
    this.#apply();
  }

  #apply(): void {
    const root = window.document.documentElement;
    if (this.theme === 'system') delete root.dataset['theme'];
    else root.dataset['theme'] = this.theme;
  }

  setTheme(theme: Theme): void {
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
  }
}

export const preferences = new Preferences();
