/** What two texts must share to count as the same: all but trailing blanks, blank lines and the last newline. */
export function normalised(text: string): string {
  return text
    .replace(/[ \t\f\r]+$/gm, '')
    .replace(/\n{2,}/g, '\n')
    .trim();
}

/**
 * 53 bits of two FNV-1a hashes. Among a million texts a false match has odds of about 1 in 18,000, and then
 * costs one training text.
 */
export function textKey(text: string): number {
  let low = 0x811c9dc5;
  let high = 0x9e3779b9;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x85ebca6b) + (high >>> 15);
  }
  return (high >>> 11) * 2 ** 32 + (low >>> 0);
}

/** Finds texts that came before, exactly or but for blank space. Memory: one number and one id for each text. */
export class DuplicateIndex {
  private readonly firsts = new Map<number, string>();

  /** The id of the first text that equals this one; `undefined` where this is the first. */
  firstLike(id: string, text: string): string | undefined {
    const key = textKey(normalised(text));
    const first = this.firsts.get(key);
    if (first === undefined) this.firsts.set(key, id);
    return first;
  }
}
