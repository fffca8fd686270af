/**
 * Cuts text into pre-tokens, the pieces that merges never cross.
 *
 * GPT-2's idea (a space belongs to the word after it), changed for code that a small model must copy:
 * - a run of newlines is a piece of its own and so is the indent after it. A prompt that ends in a newline
 *   is therefore cut exactly as in the training text, where the body follows;
 * - a run of two or more spaces (or tabs) is one piece, so merges make tokens of 2, 4, 8 … spaces, which
 *   CodeGen's tokenizer has as added tokens;
 * - digits stand alone: a number that was never seen is copied digit by digit;
 * - `_` belongs to the word after it: `count_even` is `count`, `_even`.
 *
 * Every class is a range of ASCII, and whatever is not ASCII counts as a letter: regular expression engines
 * disagree on `\s` and on the letters of each Unicode version, and encodings must not.
 */
export const SPLIT_PATTERN =
  '[ _]?(?:[A-Za-z]|[^\\x00-\\x7F])+| ?[0-9]| ?_+| ?[!-/:-@\\[-^`{-~]+|[\\r\\n]+|[ \\t\\x0B\\x0C]+|[\\x00-\\x08\\x0E-\\x1F\\x7F]+';

const LETTER = 1;
const DIGIT = 2;
const UNDERSCORE = 3;
const SYMBOL = 4;
const NEWLINE = 5;
const BLANK = 6;
const CONTROL = 7;

const SPACE = 0x20;

const classOfAscii = new Uint8Array(128);
for (let code = 0; code < 128; code++) {
  const char = String.fromCharCode(code);
  if (/[A-Za-z]/.test(char)) classOfAscii[code] = LETTER;
  else if (/[0-9]/.test(char)) classOfAscii[code] = DIGIT;
  else if (char === '_') classOfAscii[code] = UNDERSCORE;
  else if (/[\r\n]/.test(char)) classOfAscii[code] = NEWLINE;
  else if (/[ \t\v\f]/.test(char)) classOfAscii[code] = BLANK;
  else if (code > SPACE && code < 0x7f) classOfAscii[code] = SYMBOL;
  else classOfAscii[code] = CONTROL;
}

/** Both halves of a surrogate pair are beyond ASCII, so a pair is never cut. */
function classAt(text: string, index: number): number {
  const code = text.charCodeAt(index);
  return code < 128 ? classOfAscii[code]! : LETTER;
}

/**
 * The end of the pre-token that starts at `start`, in UTF-16 units; `start < text.length`.
 * Equal to matching {@link SPLIT_PATTERN} there, several times as fast.
 */
export function endOfPretoken(text: string, start: number): number {
  const length = text.length;
  let index = start;
  let kind = classAt(text, index);
  const leadsWithSpace = text.charCodeAt(index) === SPACE;
  if (leadsWithSpace || kind === UNDERSCORE) {
    const next = index + 1 < length ? classAt(text, index + 1) : 0;
    const joins = leadsWithSpace
      ? next === LETTER || next === DIGIT || next === UNDERSCORE || next === SYMBOL
      : next === LETTER;
    if (joins) {
      kind = next;
      index++;
    }
  }
  index++;
  if (kind === DIGIT) return index;
  while (index < length && classAt(text, index) === kind) index++;
  return index;
}

/** Calls `visit` with every pre-token in order; joined they are the text. */
export function forEachPretoken(text: string, visit: (pretoken: string) => void): void {
  let start = 0;
  while (start < text.length) {
    const end = endOfPretoken(text, start);
    visit(text.slice(start, end));
    start = end;
  }
}

/** The same by the regular expression itself: the reference for {@link forEachPretoken}. */
export function pretokensByPattern(text: string): string[] {
  return text.match(new RegExp(SPLIT_PATTERN, 'g')) ?? [];
}

/**
 * The same text with memory of its own. A piece cut from a text keeps all of the text alive (V8 stores where it lies in it), so
 * that whoever remembers pieces would remember every text that they are from.
 */
export const ownCopy = (piece: string): string => ` ${piece}`.slice(1);
