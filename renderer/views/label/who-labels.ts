const KEY = 'hornbook.labels-by';

/** The name that was entered last, so that one says it once. A browser may refuse to keep it. */
export const whoLabels = {
  last(): string {
    try {
      return window.localStorage.getItem(KEY) ?? '';
    } catch {
      return '';
    }
  },
  remember(name: string): void {
    try {
      window.localStorage.setItem(KEY, name);
    } catch {
      // It is asked for again next time.
    }
  },
};
