import type { Refusal } from './refusal.ts';
import { sizeOf } from './refusal.ts';

/** What a text must be to become a record. */
export type TextRules = {
  /** UTF-8 bytes of one record. */
  readonly largestBytes: number;
  /** Code is refused when it looks minified; prose has long lines by right. */
  readonly refuseMinified: boolean;
  /** Refuses what says of itself that a program wrote it. */
  readonly refuseGenerated: boolean;
};

/** The limits of The Stack and of Codex for minified code and data: mean and longest line, in characters. */
export const LONGEST_MEAN_LINE = 100;
export const LONGEST_LINE = 1000;

/** As StarCoder looked for it: words in the first lines. */
const GENERATED = /auto-?generated|automatically generated|generated automatically|do not edit|@generated/i;
const GENERATED_LINES = 5;

/** Ends a sentence that begins with what was refused. */
export type Refused = { readonly reason: Refusal; readonly why: string };

/** Why a text is refused, or null. */
export function refusedText(text: string, rules: TextRules): Refused | null {
  if (text.trim() === '') return { reason: 'empty', why: 'is empty' };
  // A character is at most three bytes of UTF-8 for each unit of UTF-16, so short texts need no measuring.
  if (text.length * 3 > rules.largestBytes) {
    const bytes = Buffer.byteLength(text);
    if (bytes > rules.largestBytes) return tooLarge(bytes, rules.largestBytes);
  }
  if (text.includes('\0')) return { reason: 'binary', why: 'holds null bytes, so it is no text' };
  if (!text.isWellFormed()) {
    return { reason: 'invalid-utf8', why: 'holds half a surrogate pair, which is no valid Unicode' };
  }
  if (rules.refuseMinified) {
    const minified = minifiedBy(text);
    if (minified !== null) return minified;
  }
  if (rules.refuseGenerated) {
    const said = GENERATED.exec(text.split('\n', GENERATED_LINES).join('\n'));
    if (said !== null) {
      const where = `in its first ${String(GENERATED_LINES)} lines`;
      return { reason: 'generated', why: `says that it was generated (“${said[0]}” ${where})` };
    }
  }
  return null;
}

export function tooLarge(bytes: number, limit: number): Refused {
  return {
    reason: 'too-large',
    why: `has ${sizeOf(bytes)}, and ${sizeOf(limit)} is the limit; raise it to take it`,
  };
}

function minifiedBy(text: string): Refused | null {
  let longest = 0;
  let lines = 0;
  for (let start = 0; start <= text.length; lines++) {
    const end = text.indexOf('\n', start);
    const stop = end < 0 ? text.length : end;
    longest = Math.max(longest, stop - start);
    start = stop + 1;
  }
  if (longest > LONGEST_LINE) {
    const found = longest.toLocaleString('en-US');
    const why = `looks minified: its longest line has ${found} characters, and 1,000 is the limit`;
    return { reason: 'minified', why };
  }
  const mean = text.length / lines;
  if (mean > LONGEST_MEAN_LINE) {
    const why = `looks minified: its lines have ${mean.toFixed(0)} characters on average, and 100 is the limit`;
    return { reason: 'minified', why };
  }
  return null;
}
