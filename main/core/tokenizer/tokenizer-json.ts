import { Failure } from '../failure.ts';
import { bytesOfText, textOfBytes } from './byte-alphabet.ts';
import type { Merge } from './merges.ts';
import { SPLIT_PATTERN } from './pretokens.ts';
import { Tokenizer } from './tokenizer.ts';

const BYTE_LEVEL = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false };
const PRE_TOKENIZER = {
  type: 'Sequence',
  pretokenizers: [
    { type: 'Split', pattern: { Regex: SPLIT_PATTERN }, behavior: 'Isolated', invert: false },
    BYTE_LEVEL,
  ],
};

function tokenText(tokenizer: Tokenizer, id: number): string {
  const { specialTokens, tokens } = tokenizer.vocabulary;
  return specialTokens[id] ?? textOfBytes(tokens[id]!);
}

/**
 * The text of a `tokenizer.json` that Hugging Face `tokenizers` loads and that encodes identically there.
 * The same tokenizer always gives the same text. Merges are written as `left right`, the form that every
 * version of that library reads.
 */
export function writeTokenizerJson(tokenizer: Tokenizer): string {
  const { specialTokens, tokens, merges } = tokenizer.vocabulary;
  const document = {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: specialTokens.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: null,
    pre_tokenizer: PRE_TOKENIZER,
    post_processor: null,
    decoder: BYTE_LEVEL,
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      // Written apart, in the order of ids: an object would put tokens that look like array indexes ('7') first.
      vocab: '@vocab',
      merges: merges.map(({ left, right }) => `${tokenText(tokenizer, left)} ${tokenText(tokenizer, right)}`),
    },
  };
  const vocab = tokens.map((_, id) => `      ${JSON.stringify(tokenText(tokenizer, id))}: ${id}`).join(',\n');
  return JSON.stringify(document, null, 2).replace('"@vocab"', () => `{\n${vocab}\n    }`) + '\n';
}

type Loose = Record<string, unknown>;

function refuse(why: string): Failure {
  return new Failure(
    'tokenizer-file',
    `The tokenizer file cannot be used: ${why}; give a tokenizer.json that Hornbook wrote.`,
  );
}

function field(parent: unknown, name: string): unknown {
  if (typeof parent !== 'object' || parent === null) throw refuse(`there is no object to hold "${name}"`);
  return (parent as Loose)[name];
}

function readTokens(vocab: unknown, specialTokens: readonly string[]): Uint8Array[] {
  if (typeof vocab !== 'object' || vocab === null) throw refuse('"model.vocab" is missing');
  const tokens: Uint8Array[] = [];
  for (const [text, id] of Object.entries(vocab)) {
    if (typeof id !== 'number' || !Number.isInteger(id) || id < 0)
      throw refuse(`token ${JSON.stringify(text)} has no id`);
    if (tokens[id] !== undefined) throw refuse(`two tokens have the id ${id}`);
    const bytes = specialTokens[id] === text ? new TextEncoder().encode(text) : bytesOfText(text);
    if (bytes === undefined) throw refuse(`token ${JSON.stringify(text)} is not in the byte alphabet`);
    tokens[id] = bytes;
  }
  for (let id = 0; id < tokens.length; id++)
    if (tokens[id] === undefined) throw refuse(`no token has the id ${id}`);
  return tokens;
}

function readMerges(merges: unknown, tokens: readonly Uint8Array[], specialCount: number): Merge[] {
  if (!Array.isArray(merges)) throw refuse('"model.merges" is missing');
  const idOfText = new Map<string, number>();
  tokens.forEach((bytes, id) => {
    if (id >= specialCount) idOfText.set(textOfBytes(bytes), id);
  });
  return merges.map((entry: unknown, rank) => {
    const parts: unknown = typeof entry === 'string' ? entry.split(' ') : entry;
    const [leftText, rightText] = Array.isArray(parts) ? (parts as unknown[]) : [];
    const left = idOfText.get(String(leftText));
    const right = idOfText.get(String(rightText));
    const merged = idOfText.get(String(leftText) + String(rightText));
    if (left === undefined || right === undefined || merged === undefined) {
      throw refuse(`merge ${rank} (${JSON.stringify(entry)}) names a token that the vocabulary lacks`);
    }
    return { left, right, merged };
  });
}

/**
 * The tokenizer of a `tokenizer.json`.
 * @throws Failure `tokenizer-file` where the text is damaged, or cuts text in another way than Hornbook does
 * (encoding with it would be silently different).
 */
export function readTokenizerJson(text: string): Tokenizer {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    throw refuse(`it is not JSON (${cause instanceof Error ? cause.message : String(cause)})`);
  }
  const added = field(document, 'added_tokens');
  if (!Array.isArray(added)) throw refuse('"added_tokens" is missing');
  const specialTokens = added.map((token: unknown, id) => {
    const content = field(token, 'content');
    if (typeof content !== 'string' || field(token, 'id') !== id)
      throw refuse('its added tokens do not have the first ids');
    return content;
  });
  if (JSON.stringify(field(document, 'pre_tokenizer')) !== JSON.stringify(PRE_TOKENIZER)) {
    throw refuse('it cuts text into pre-tokens in another way');
  }
  if (field(document, 'normalizer') !== null) throw refuse('it normalises text');
  const model = field(document, 'model');
  const tokens = readTokens(field(model, 'vocab'), specialTokens);
  const merges = readMerges(field(model, 'merges'), tokens, specialTokens.length);
  const bytes = new Set(
    tokens.filter((token, id) => token.length === 1 && id >= specialTokens.length).map((token) => token[0]),
  );
  if (bytes.size !== 256) throw refuse(`it has tokens for only ${bytes.size} of the 256 bytes`);
  return new Tokenizer({ tokens, merges, specialTokens });
}
