import { isUtf8 } from 'node:buffer';
import { textBytes } from './byte-stream.ts';
import { decode, decodeText } from './decode-text.ts';
import type { Broken, Entries, Entry, ReadOptions } from './entry.ts';
import type { FoundFile } from './find-files.ts';
import { pieces } from './pieces.ts';
import type { Piece } from './pieces.ts';
import type { Place } from './refusal.ts';
import { excerptOf, sizeOf } from './refusal.ts';
import { tooLarge } from './text-rules.ts';

/** Text between markers, as in TinyStories. */
export const DEFAULT_SEPARATOR = '<|endoftext|>';

/** JSON escapes make a line longer than its text, and rows have other columns: so much longer a line may be. */
const LINE_SLACK = 4;
const LEAST_LONGEST_LINE = 16 * 2 ** 20;

/** JSON lines: one object a line. Empty lines are nothing. */
export async function* readJsonLines(file: FoundFile, options: ReadOptions): Entries {
  const opened = await textBytes(file.path, options.onRead);
  if ('refused' in opened) {
    yield [{ at: null, ...opened.refused, excerpt: '' }];
    return;
  }
  const longest = Math.max(LEAST_LONGEST_LINE, LINE_SLACK * options.largestBytes);
  for await (const batch of pieces(opened.chunks, Buffer.from('\n'), longest)) {
    yield batch.flatMap((piece) => entryOfLine(piece, longest));
  }
}

function entryOfLine(piece: Piece, longest: number): readonly Entry[] {
  const at: Place = { unit: 'line', number: piece.number };
  if ('tooLong' in piece) return [tooLongPiece(piece, at, longest)];
  const { bytes } = piece;
  if (isBlank(bytes)) return [];
  const broken = (reason: 'invalid-utf8' | 'invalid-json', why: string): readonly Entry[] => [
    { at, reason, why, excerpt: excerptOf(bytes) },
  ];
  if (!isUtf8(bytes)) return broken('invalid-utf8', 'holds bytes that are not UTF-8');
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    return broken('invalid-json', `is not JSON (${jsonFault(error)})`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const got = value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`;
    return broken('invalid-json', `holds ${got} where an object belongs`);
  }
  return [{ row: value as Record<string, unknown>, at, excerpt: () => excerptOf(bytes) }];
}

const isBlank = (bytes: Buffer): boolean =>
  bytes.length < 4096 && bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);

/** The parser's words without the text it quotes, which the excerpt shows. */
function jsonFault(error: unknown): string {
  const said = error instanceof Error ? error.message : String(error);
  return said.replace(/,? ?(\.\.\.)?".*" is not valid JSON$/s, '').replace(/ in JSON(?= at )/, '');
}

function tooLongPiece(piece: Extract<Piece, { tooLong: number }>, at: Place, longest: number): Broken {
  return {
    at,
    reason: 'too-large',
    why: `has ${sizeOf(piece.tooLong)}, and ${sizeOf(longest)} is the longest that is read`,
    excerpt: excerptOf(piece.head),
  };
}

/** A whole JSON document: a list of objects, or one object. */
export function entriesOfJson(text: string): readonly Entry[] {
  const broken = (why: string): readonly Entry[] => [
    { at: null, reason: 'invalid-json', why, excerpt: excerptOf(text) },
  ];
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return broken(`is not JSON (${jsonFault(error)})`);
  }
  if (typeof value !== 'object' || value === null) return broken('holds no object and no list of objects');
  return (Array.isArray(value) ? value : [value]).map((row: unknown, index): Entry => {
    const at: Place = { unit: 'object', number: index + 1 };
    const excerpt = (): string => excerptOf(JSON.stringify(row) ?? '');
    return typeof row === 'object' && row !== null && !Array.isArray(row)
      ? { row: row as Record<string, unknown>, at, excerpt }
      : { at, reason: 'invalid-json', why: 'is no object', excerpt: excerpt() };
  });
}

/** Plain text: the texts between the separators, or all of it where there are none. */
export async function* readSeparatedText(file: FoundFile, options: ReadOptions): Entries {
  const opened = await textBytes(file.path, options.onRead);
  if ('refused' in opened) {
    yield [{ at: null, ...opened.refused, excerpt: '' }];
    return;
  }
  const { chunks, encoding } = opened;
  const inBytes = /^UTF-/.test(encoding) ? 'UTF-8' : encoding;
  const separator = options.separator ?? DEFAULT_SEPARATOR;
  for await (const batch of pieces(chunks, Buffer.from(separator), options.largestBytes)) {
    const entries: Entry[] = [];
    for (const piece of batch) {
      const at: Place = { unit: 'story', number: piece.number };
      if ('tooLong' in piece) {
        const excerpt = excerptOf(piece.head);
        entries.push({ at, ...tooLarge(piece.tooLong, options.largestBytes), excerpt });
        continue;
      }
      const excerpt = (): string => excerptOf(piece.bytes);
      if (inBytes === 'UTF-8' && !isUtf8(piece.bytes)) {
        entries.push({
          at,
          reason: 'invalid-utf8',
          why: 'holds bytes that are not UTF-8',
          excerpt: excerpt(),
        });
        continue;
      }
      const text = decode(piece.bytes, inBytes).replace(/\r\n?/g, '\n').trim();
      // Between the last separator and the end of the file there is often a line's end.
      if (text === '' && batch.at(-1) === piece) continue;
      entries.push({ text, at, encoding });
    }
    yield entries;
  }
}

/** A file that is one text. */
export function entryOfFile(file: Pick<FoundFile, 'name'>, bytes: Buffer): Entry {
  const decoded = decodeText(bytes, /\.pyi?$/i.test(file.name));
  return 'text' in decoded ? { ...decoded, at: null } : { ...decoded, at: null, excerpt: excerptOf(bytes) };
}
