import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { once } from 'node:events';
import { jaccard, NEAR_DUPLICATES, shingles } from '../../core/corpus/minhash.ts';
import { duplicateGroups, NearDuplicateIndex, similarPairs } from '../../core/corpus/near-duplicates.ts';
import type { Random } from '../../core/training/random.ts';
import { seededRandom } from '../../core/training/random.ts';
import { importStandardLibrary, newImportCounts } from '../corpus/import-python.ts';

/**
 * What a written text is, as its id says: a `head` resembles nothing before it; `near` has a Jaccard similarity of 0.82
 * or more with its head, `far` one of 0.4 to 0.75; `exact` is the head with other blank space.
 */
export type Planted = 'head' | 'near' | 'far' | 'exact';

export type WrittenCorpus = {
  readonly files: readonly string[];
  readonly records: number;
  readonly bytes: number;
  readonly planted: Readonly<Record<Planted, number>>;
};

const NEAR_FROM = 0.82;
const FAR = [0.4, 0.75] as const;
/** Bytes of text in a file: several, so that whoever reads can read them side by side. */
const FILE_BYTES = 48 * 2 ** 20;
/** Two files of the library alike by this much would be near duplicates that nobody planted. */
const UNLIKE = 0.3;
const SHORTEST = 1_000;

const KEYWORDS = new Set(
  (
    'False None True assert async await break class continue elif else except finally from global import lambda nonlocal ' +
    'pass raise return while with yield self print __init__'
  ).split(' '),
);

/** What planted texts are, and whose copies: `python/…/12/near` is a copy of `python/…/12/head`. */
export const plantedKind = (id: string): Planted => id.slice(id.lastIndexOf('/') + 1) as Planted;
export const headOf = (id: string): string => `${id.slice(0, id.lastIndexOf('/'))}/head`;

/**
 * Writes JSON lines of real Python, again and again with other names, until there is so much of it: each round over the
 * standard library renames every word of four letters or more, so that a file resembles none before it but the copies
 * that are planted. Same seed, same bytes.
 */
export async function writePerturbedPython(
  folder: string,
  bytes: number,
  seed: number,
  first: readonly { readonly id: string; readonly text: string }[] = [],
): Promise<WrittenCorpus> {
  mkdirSync(folder, { recursive: true });
  const library: Source[] = [];
  for await (const { id, text } of importStandardLibrary(newImportCounts())) library.push({ id, text });
  const sources = unlike(library).map(splitText);
  const random = seededRandom(seed);
  const out = new LineFiles(folder);
  const planted: Record<Planted, number> = { head: 0, near: 0, far: 0, exact: 0 };
  for (const record of first) await out.write(record);
  for (let round = 0; out.bytes < bytes; round++) {
    for (const source of sources) {
      if (out.bytes >= bytes) break;
      const place = `python/${source.id}/${String(round)}`;
      const pieces = renamed(source, round);
      const head = pieces.join('');
      const put = async (kind: Planted, text: string): Promise<void> => {
        await out.write({ id: `${place}/${kind}`, text });
        planted[kind]++;
      };
      await put('head', head);
      const draw = random.uniform();
      if (draw < 0.25) {
        const copy = edited(source, pieces, head, 0.85 + 0.13 * random.uniform(), random);
        if (copy.similarity >= NEAR_FROM) await put('near', copy.text);
      } else if (draw < 0.35) {
        const copy = edited(source, pieces, head, 0.5 + 0.2 * random.uniform(), random);
        if (copy.similarity >= FAR[0] && copy.similarity <= FAR[1]) await put('far', copy.text);
      } else if (draw < 0.45) await put('exact', head.replaceAll('\n', ' \n'));
    }
  }
  await out.end();
  return { files: out.files, records: out.records, bytes: out.bytes, planted };
}

type Source = { readonly id: string; readonly text: string };

/** The texts that no other is alike. */
function unlike(texts: readonly Source[]): Source[] {
  const long = texts.filter(({ text }) => text.length >= SHORTEST);
  const index = new NearDuplicateIndex({ ...NEAR_DUPLICATES, bands: 42, rows: 3 });
  for (const { text } of long) index.add(text);
  const groups = duplicateGroups(similarPairs(index.candidates(), (at) => long[at]!.text, UNLIKE));
  const alike = new Set(groups.flatMap(({ dropped }) => dropped.map(({ text }) => text)));
  return long.filter((_, at) => !alike.has(at));
}

/** A text as its pieces: every second one is a word, by its number among the text's words. */
type SplitText = {
  readonly id: string;
  readonly pieces: readonly string[];
  readonly words: readonly string[];
  readonly wordOfPiece: Int32Array;
  readonly shingles: number;
};

function splitText({ id, text }: Source): SplitText {
  const pieces = text.split(/([A-Za-z_]\w{3,})/);
  const numbers = new Map<string, number>();
  const wordOfPiece = Int32Array.from(pieces, (piece, at) => {
    if (at % 2 === 0 || KEYWORDS.has(piece)) return -1;
    let number = numbers.get(piece);
    if (number === undefined) numbers.set(piece, (number = numbers.size));
    return number;
  });
  const count = shingles(text, NEAR_DUPLICATES.ngram).length;
  return { id, pieces, words: [...numbers.keys()], wordOfPiece, shingles: count };
}

/** Letters only: datatrove takes all numbers for one, and would find the rounds alike that are not. */
const roundMark = (round: number): string =>
  `x${round.toString(26).replace(/[0-9a-p]/g, (digit) => String.fromCharCode(97 + parseInt(digit, 26)))}`;

function renamed({ pieces, words, wordOfPiece }: SplitText, round: number): string[] {
  // The first round is the library as it is.
  const names = round === 0 ? words : words.map((word) => `${word}${roundMark(round)}`);
  return pieces.map((piece, at) => (wordOfPiece[at]! < 0 ? piece : names[wordOfPiece[at]!]!));
}

/** A copy with single words replaced here and there, about as many as the similarity allows, and what it came to. */
function edited(
  { wordOfPiece, shingles: count }: SplitText,
  pieces: readonly string[],
  head: string,
  similarity: number,
  random: Random,
): { readonly text: string; readonly similarity: number } {
  const { ngram } = NEAR_DUPLICATES;
  // Each replaced word takes n shingles away and brings n others.
  const replaced = Math.max(1, Math.round((count * (1 - similarity)) / (ngram * (1 + similarity))));
  const places = [...wordOfPiece.keys()].filter((at) => wordOfPiece[at]! >= 0);
  const copy = [...pieces];
  for (let edit = 0; edit < replaced && places.length > 0; edit++) {
    const at = places[random.below(places.length)]!;
    copy[at] = `edited${roundMark(random.below(2 ** 30))}`;
  }
  const text = copy.join('');
  return { text, similarity: jaccard(shingles(head, ngram), shingles(text, ngram)) };
}

/** JSON lines over several files. */
class LineFiles {
  readonly files: string[] = [];
  records = 0;
  bytes = 0;
  private readonly folder: string;
  private stream: ReturnType<typeof createWriteStream> | null = null;
  private inFile = 0;

  constructor(folder: string) {
    this.folder = folder;
  }

  async write(record: Source): Promise<void> {
    if (this.stream === null || this.inFile >= FILE_BYTES) {
      await this.end();
      const path = join(this.folder, `part-${String(this.files.length).padStart(4, '0')}.jsonl`);
      this.files.push(path);
      this.stream = createWriteStream(path);
      this.inFile = 0;
    }
    const bytes = Buffer.byteLength(record.text);
    this.records++;
    this.bytes += bytes;
    this.inFile += bytes;
    if (!this.stream.write(`${JSON.stringify(record)}\n`)) await once(this.stream, 'drain');
  }

  async end(): Promise<void> {
    if (this.stream === null) return;
    this.stream.end();
    await once(this.stream, 'close');
    this.stream = null;
  }
}
