/** Single letters are shortcuts only while nobody is writing. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  if (document.querySelector('dialog[open]') !== null) return true;
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
}

export const SHORTCUTS: readonly { readonly keys: readonly string[]; readonly does: string }[] = [
  { keys: ['g', 'r'], does: 'Recipe' },
  { keys: ['g', 'u'], does: 'Runs' },
  { keys: ['g', 's'], does: 'Samples' },
  { keys: ['g', 'v'], does: 'Evaluate' },
  { keys: ['g', 'p'], does: 'Playground' },
  { keys: ['g', 'e'], does: 'Report' },
  { keys: ['g', 'n'], does: 'Engines' },
  { keys: ['j'], does: 'Next row, record or problem' },
  { keys: ['k'], does: 'Previous row, record or problem' },
  { keys: ['Enter'], does: 'Open the row in focus' },
  { keys: ['Space'], does: 'Select the run in focus for comparison' },
  { keys: ['/'], does: 'Search' },
  { keys: ['Esc'], does: 'Close the panel' },
  { keys: ['t'], does: 'Theme: system, light, dark' },
  { keys: ['['], does: 'Fold the sidebar' },
  { keys: ['?'], does: 'This list' },
];
