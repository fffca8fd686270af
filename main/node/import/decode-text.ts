import { isUtf8 } from 'node:buffer';
import chardet from 'chardet';
import iconv from 'iconv-lite';
import type { Refused } from './text-rules.ts';

export type Decoded = { readonly text: string; readonly encoding: string };

const BYTE_ORDER_MARKS: readonly (readonly [string, readonly number[]])[] = [
  ['UTF-8', [0xef, 0xbb, 0xbf]],
  ['UTF-32LE', [0xff, 0xfe, 0, 0]],
  ['UTF-32BE', [0, 0, 0xfe, 0xff]],
  ['UTF-16LE', [0xff, 0xfe]],
  ['UTF-16BE', [0xfe, 0xff]],
];

/** PEP 263: a comment in one of the first two lines. */
const CODING_LINE = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/;

/** Bytes that a guess looks at. */
const SAMPLE_BYTES = 64 * 2 ** 10;
/** So few bytes say nothing about themselves. */
const LEAST_SAMPLE = 8;
/** Below this (of 100) a guess is no better than the most usual encoding of Western text. */
const LEAST_CONFIDENCE = 30;
const MOST_USUAL = 'windows-1252';
/** Western text has few letters beyond ASCII; with more of them it is no Western text. */
const MOST_HIGH = 0.25;
/** A guess from fewer of them is no better than a throw of dice. */
const LEAST_HIGH = 24;
/** More control characters than this, as a share, and it is no text whatever it was decoded from. */
const MOST_CONTROLS = 0.01;

/**
 * The text of a file and the encoding that it was in: a byte order mark says it first, then (in Python) a coding line,
 * then whether it is UTF-8, then a guess by letter frequencies. `\r\n` becomes `\n`.
 */
export function decodeText(bytes: Buffer, isPython: boolean): Decoded | Refused {
  const encoding = encodingOf(bytes, isPython);
  if (typeof encoding !== 'string') return encoding;
  const text = decode(bytes, encoding).replace(/\r\n?/g, '\n');
  if (share(text, /[\u0000-\u0008\u000e-\u001a\u001c-\u001f\u007f]/g) > MOST_CONTROLS) {
    return { reason: 'binary', why: 'is full of control characters, so it is no text' };
  }
  return { text, encoding };
}

/** The encoding of a whole file, or of the beginning of one. */
export function encodingOf(bytes: Buffer, isPython: boolean): string | Refused {
  const marked = BYTE_ORDER_MARKS.find(([, mark]) => mark.every((byte, at) => bytes[at] === byte));
  if (marked !== undefined) return marked[0];
  if (bytes.includes(0)) {
    return utf16Without(bytes) ?? { reason: 'binary', why: 'holds null bytes, so it is no text' };
  }
  const declared = isPython ? declaredEncoding(bytes) : null;
  if (declared !== null && fits(bytes, declared)) return declared;
  if (isUtf8(bytes)) return 'UTF-8';
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  const high = sample.reduce((count, byte) => count + (byte >= 0x80 ? 1 : 0), 0);
  const isWestern = high / sample.length < MOST_HIGH && fits(bytes, MOST_USUAL);
  if (isWestern && high < LEAST_HIGH) return MOST_USUAL;
  for (const { name, confidence } of chardet.analyse(sample)) {
    if (confidence < LEAST_CONFIDENCE) break;
    if (name !== 'UTF-8' && iconv.encodingExists(name) && fits(bytes, name)) return name;
  }
  if (isWestern) return MOST_USUAL;
  return { reason: 'encoding', why: 'is not UTF-8, and no other encoding fits it' };
}

/** Text in an encoding that `encodingOf` named, without its byte order mark. */
export function decode(bytes: Buffer, encoding: string): string {
  if (encoding !== 'UTF-8') return iconv.decode(bytes, encoding);
  const text = bytes.toString('utf8');
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}

function declaredEncoding(bytes: Buffer): string | null {
  const head = bytes
    .subarray(0, 512)
    .toString('latin1')
    .split(/\r\n?|\n/, 2);
  for (const line of head) {
    const name = CODING_LINE.exec(line)?.[1];
    if (name === undefined) continue;
    if (/^utf[-_]?8([-_]|$)/i.test(name)) return 'UTF-8';
    // Python's names are iconv's but for underscores: `latin_1`, `iso_8859_15`, `euc_jp`.
    return [name, name.replaceAll('_', '-')].find((one) => iconv.encodingExists(one)) ?? null;
  }
  return null;
}

/** Whether the bytes can be of this encoding: every one has a character, and none is a control character of C1. */
function fits(bytes: Buffer, encoding: string): boolean {
  if (encoding === 'UTF-8') return isUtf8(bytes);
  return !/[\u0080-\u009f\ufffd]/.test(iconv.decode(bytes, encoding));
}

/** UTF-16 of mostly Western text has a null in every second byte, and hardly any in the others. */
function utf16Without(bytes: Buffer): string | null {
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  if (sample.length < LEAST_SAMPLE) return null;
  const nulls = [0, 0];
  for (const [at, byte] of sample.entries()) if (byte === 0) nulls[at % 2]! += 1;
  const half = sample.length / 2;
  const [even, odd] = nulls as [number, number];
  if (odd > 0.4 * half && even < 0.05 * half) return 'UTF-16LE';
  if (even > 0.4 * half && odd < 0.05 * half) return 'UTF-16BE';
  return null;
}

function share(text: string, characters: RegExp): number {
  return (text.match(characters)?.length ?? 0) / Math.max(1, text.length);
}
