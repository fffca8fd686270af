/** Why something that was read did not become a record. Each is counted and shown; none ends an import. */
export const REFUSALS = [
  'empty',
  'too-large',
  'binary',
  'minified',
  'generated',
  'encoding',
  'unreadable',
  'link',
  'invalid-json',
  'invalid-row',
  'invalid-utf8',
  'no-text',
  'duplicate-id',
] as const;
export type Refusal = (typeof REFUSALS)[number];

/** Where in a file something stands; a file itself has no place in it. */
export type Place = { readonly unit: 'line' | 'row' | 'story' | 'object'; readonly number: number };

/** One line of `rejects.jsonl`. */
export type Reject = {
  readonly file: string;
  readonly at: Place | null;
  readonly reason: Refusal;
  /** One sentence: what was wrong, and where it helps what to do. */
  readonly why: string;
  /** The beginning of what was refused; empty where there is nothing to show. */
  readonly excerpt: string;
};

/** `stories.txt`, `Line 3 of data.jsonl`. */
export function nameOf(file: string, at: Place | null): string {
  if (at === null) return file;
  const unit = at.unit.charAt(0).toUpperCase() + at.unit.slice(1);
  return `${unit} ${at.number.toLocaleString('en-US')} of ${file}`;
}

const EXCERPT_CHARACTERS = 200;

/** The beginning of a text in one line, with what cannot be shown left out. */
export function excerptOf(text: string | Uint8Array): string {
  const head =
    typeof text === 'string'
      ? text.slice(0, EXCERPT_CHARACTERS)
      : new TextDecoder('utf-8').decode(text.subarray(0, EXCERPT_CHARACTERS));
  return head.replace(/[\u0000-\u001f\u007f-\u009f\ufffd]+/g, ' ').trim();
}

/** `1.4 MB`, `820 bytes`: sizes as a person reads them, in powers of 1024. */
export function sizeOf(bytes: number): string {
  if (bytes < 1024) return `${String(bytes)} bytes`;
  const [value, unit] = bytes < 2 ** 20 ? [bytes / 1024, 'KB'] : [bytes / 2 ** 20, 'MB'];
  return `${value.toFixed(value < 10 && value % 1 !== 0 ? 1 : 0)} ${unit}`;
}
