/** Single letters are shortcuts only while nobody is writing. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  if (document.querySelector('dialog[open]') !== null) return true;
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
}

/** What the keyboard does within a page; the commands have keys of their own. */
export const LIST_KEYS: readonly { readonly keys: string; readonly does: string }[] = [
  { keys: 'j', does: 'Next row, record or problem' },
  { keys: 'k', does: 'Previous row, record or problem' },
  { keys: 'Enter', does: 'Open the row in focus' },
  { keys: 'Space', does: 'Select the run in focus for comparison' },
  { keys: '/', does: 'Search' },
  { keys: 'Esc', does: 'Close the panel' },
];
