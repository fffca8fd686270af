import { Failure } from '../failure.ts';
import type { Merge, MergeTable } from './merges.ts';
import { applyMerges, mergeTable } from './merges.ts';
import { endOfPretoken, ownCopy } from './pretokens.ts';

/** Separates documents in a token file and ends a generated text. */
export const END_OF_TEXT = '<|endoftext|>';

/** What a trained tokenizer is made of. */
export type Vocabulary = {
  /** The bytes of every token, by id; a special token's are those of its name. */
  readonly tokens: readonly Uint8Array[];
  readonly merges: readonly Merge[];
  /** Names of the special tokens; they take the first ids in this order. */
  readonly specialTokens: readonly string[];
};

/** Pieces of code recur: this many distinct ones are remembered before the memory starts afresh. */
const CACHE_ENTRIES = 1 << 17;
const CACHED_LENGTH = 64;

/**
 * Byte-level BPE. `decode(encode(text)) === text` for every text that is valid UTF-16 (so every text that
 * came from valid UTF-8); a lone surrogate becomes U+FFFD.
 */
export class Tokenizer {
  readonly vocabulary: Vocabulary;
  readonly vocabularySize: number;
  /** Id of `<|endoftext|>`. */
  readonly endOfText: number;
  private readonly table: MergeTable;
  private readonly idOfByte = new Int32Array(256);
  private readonly specialPattern: RegExp;
  private readonly cache = new Map<string, readonly number[]>();
  private readonly encoder = new TextEncoder();
  private scratch = new Int32Array(1 << 12);

  constructor(vocabulary: Vocabulary) {
    this.vocabulary = vocabulary;
    this.vocabularySize = vocabulary.tokens.length;
    this.endOfText = vocabulary.specialTokens.indexOf(END_OF_TEXT);
    if (this.endOfText < 0) {
      throw new Failure(
        'tokenizer-special',
        `The tokenizer has no ${END_OF_TEXT} token; train it with ${END_OF_TEXT} among its special tokens.`,
      );
    }
    vocabulary.tokens.forEach((bytes, id) => {
      if (bytes.length === 1 && id >= vocabulary.specialTokens.length) this.idOfByte[bytes[0]!] = id;
    });
    this.table = mergeTable(vocabulary.merges, this.vocabularySize);
    const names = vocabulary.specialTokens.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    this.specialPattern = new RegExp(names.join('|'), 'g');
  }

  /**
   * Ids of a text in which the name of a special token stands for that token, as in Hugging Face
   * `tokenizers`. For prompts.
   */
  encode(text: string): Int32Array {
    let used = 0;
    let start = 0;
    for (const match of text.matchAll(this.specialPattern)) {
      used = this.append(text, start, match.index, used);
      used = this.push(this.vocabulary.specialTokens.indexOf(match[0]), used);
      start = match.index + match[0].length;
    }
    used = this.append(text, start, text.length, used);
    return this.scratch.slice(0, used);
  }

  /**
   * Ids of a text that is data: a special token's name in it is only characters, so no document can forge
   * a boundary. For training texts. Without such names it equals {@link encode}.
   */
  encodeDocument(text: string): Int32Array {
    const used = this.append(text, 0, text.length, 0);
    return this.scratch.slice(0, used);
  }

  /**
   * The text of the ids; special tokens give their names unless `special` is `drop`. Bytes that are no
   * UTF-8 (a generation cut inside a character) become U+FFFD.
   */
  decode(ids: Iterable<number>, special: 'keep' | 'drop' = 'keep'): string {
    const { specialTokens } = this.vocabulary;
    const pieces: Uint8Array[] = [];
    let length = 0;
    for (const id of ids) {
      const bytes = this.tokenBytes(id);
      if (special === 'drop' && id < specialTokens.length) continue;
      pieces.push(bytes);
      length += bytes.length;
    }
    const all = new Uint8Array(length);
    let offset = 0;
    for (const bytes of pieces) {
      all.set(bytes, offset);
      offset += bytes.length;
    }
    // Without ignoreBOM a text that begins with U+FEFF would come back without it.
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(all);
  }

  /** The bytes of one token, which may be part of a character; a special token's are those of its name. */
  tokenBytes(id: number): Uint8Array {
    const bytes = this.vocabulary.tokens[id];
    if (bytes === undefined) {
      throw new Failure(
        'token-range',
        `Token ${id} is outside the vocabulary of ${this.vocabularySize}; decode with the tokenizer that encoded it.`,
      );
    }
    return bytes;
  }

  private append(text: string, from: number, to: number, used: number): number {
    const piece = from === 0 && to === text.length ? text : text.slice(from, to);
    let start = 0;
    while (start < piece.length) {
      const end = endOfPretoken(piece, start);
      const ids = this.encodePretoken(piece.slice(start, end));
      for (const id of ids) used = this.push(id, used);
      start = end;
    }
    return used;
  }

  private push(id: number, used: number): number {
    if (used === this.scratch.length) {
      const larger = new Int32Array(2 * used);
      larger.set(this.scratch);
      this.scratch = larger;
    }
    this.scratch[used] = id;
    return used + 1;
  }

  private encodePretoken(pretoken: string): readonly number[] {
    const known = this.cache.get(pretoken);
    if (known !== undefined) return known;
    const bytes = this.encoder.encode(pretoken);
    const ids = applyMerges(
      Int32Array.from(bytes, (byte) => this.idOfByte[byte]!),
      this.table,
    );
    if (pretoken.length <= CACHED_LENGTH) {
      if (this.cache.size >= CACHE_ENTRIES) this.cache.clear();
      this.cache.set(ownCopy(pretoken), ids);
    }
    return ids;
  }
}
