import { Failure } from '../failure.ts';
import { paddedTime, type LanguageModel } from '../generation/language-model.ts';
import { buildEmbed } from '../model/embed.ts';

/** What embedding needs of a tokenizer. */
export type DocumentCodec = {
  /** Token ids of a text in which nothing is special. */
  encodeDocument(text: string): ArrayLike<number>;
  readonly endOfText: number;
};

/** A checkpoint that reads texts; `LoadedModel` is one. */
export type EmbeddingModel = { readonly model: LanguageModel; readonly codec: DocumentCodec };

export type EmbeddingOptions = {
  /**
   * A text longer than the model's context is read in this many windows at most, spread evenly over it; each stands at
   * the start of a context of its own, and every token that was read counts the same.
   */
  readonly windows?: number;
  readonly signal?: { readonly aborted: boolean; readonly reason: unknown };
  /** Texts whose vectors are done. */
  readonly onProgress?: (done: number, total: number) => void;
};

export const EMBEDDING_WINDOWS = 4;

/** Tokens that one run of a program reads, about: more saves nothing and costs memory. */
const TOKENS_PER_RUN = 4096;

/** One window of one text. */
type Window = { readonly text: number; readonly tokens: readonly number[]; readonly weights: Float32Array };

/**
 * The mean of the last hidden state over each text's tokens, [texts.length · d] row after row. Every text is read as in
 * training, behind `<|endoftext|>`, which does not count itself (but in an empty text, where there is nothing else).
 * A text's vector does not depend on the texts beside it, but for the last bits of its floats.
 *
 * @throws the signal's reason when it is aborted.
 */
export async function embedTexts(
  { model, codec }: EmbeddingModel,
  texts: readonly string[],
  { windows = EMBEDDING_WINDOWS, signal, onProgress }: EmbeddingOptions = {},
): Promise<Float32Array> {
  const { width, context } = model.config;
  if (!Number.isSafeInteger(windows) || windows < 1) {
    throw new Failure('usage', `A text cannot be read in ${String(windows)} windows; choose 1 or more.`);
  }
  if (context < 2) throw new Failure('usage', 'A model with a context of 1 token cannot read texts.');
  const vectors = new Float32Array(texts.length * width);
  const pending = texts.flatMap((text, index) => windowsOf(codec, text, index, context, windows));
  const left = new Int32Array(texts.length);
  for (const { text } of pending) left[text] = left[text]! + 1;
  let done = 0;
  // Windows of one length are read together: little is padded, and a few programs serve all.
  const order = pending.sort((one, other) => one.tokens.length - other.tokens.length);
  for (let at = 0; at < order.length;) {
    if (signal?.aborted === true) throw signal.reason;
    const time = paddedTime(order[at]!.tokens.length, context);
    const most = Math.max(1, Math.floor(TOKENS_PER_RUN / time));
    const batch: Window[] = [];
    while (batch.length < most && order[at] && paddedTime(order[at]!.tokens.length, context) === time) {
      batch.push(order[at++]!);
    }
    const pooled = await runBatch(model, batch, rowsFor(batch.length, most), time);
    batch.forEach(({ text }, row) => {
      for (let axis = 0; axis < width; axis++) {
        vectors[text * width + axis] = vectors[text * width + axis]! + pooled[row * width + axis]!;
      }
      left[text] = left[text]! - 1;
      if (left[text] === 0) done++;
    });
    onProgress?.(done, texts.length);
  }
  return vectors;
}

/** Powers of two, so that a last, smaller batch needs few programs; the most there may be otherwise. */
function rowsFor(count: number, most: number): number {
  return Math.min(most, 2 ** Math.ceil(Math.log2(count)));
}

function windowsOf(
  codec: DocumentCodec,
  text: string,
  index: number,
  context: number,
  most: number,
): Window[] {
  const ids = codec.encodeDocument(text);
  const room = context - 1;
  const count = Math.max(1, Math.min(most, Math.ceil(ids.length / room)));
  const read = Math.min(ids.length, count * room);
  return Array.from({ length: count }, (_, window) => {
    // Consecutive when the text fits its windows; else evenly spread from its beginning to its end.
    const length = Math.min(room, ids.length);
    const spread = count === 1 ? 0 : Math.round((window * (ids.length - length)) / (count - 1));
    const start = read === ids.length ? window * room : spread;
    const end = Math.min(ids.length, start + room);
    const tokens = [codec.endOfText];
    for (let at = start; at < end; at++) tokens.push(ids[at]!);
    const weights = new Float32Array(tokens.length).fill(1 / Math.max(1, read));
    weights[0] = read === 0 ? 1 : 0;
    return { text: index, tokens, weights };
  });
}

async function runBatch(
  model: LanguageModel,
  batch: readonly Window[],
  rows: number,
  time: number,
): Promise<Float32Array> {
  const program = await model.compiled(`embed ${String(rows)} ${String(time)}`, () =>
    buildEmbed(model.config, rows, time),
  );
  const tokens = new Int32Array(rows * time);
  const weights = new Float32Array(rows * time);
  batch.forEach((window, row) => {
    tokens.set(window.tokens, row * time);
    weights.set(window.weights, row * time);
  });
  const inputs = [
    model.engine.put(tokens, [rows, time], 'i32'),
    model.engine.put(weights, [rows, time], 'f32'),
  ];
  const [output] = await program.run([...model.parameters, ...inputs]);
  const pooled = ((await model.engine.read(output!)) as Float32Array).slice();
  model.engine.free([...inputs, output!]);
  return pooled;
}

/** Each row of [R · width] divided by its Euclidean norm, in place; a row of zeros stays one. */
export function normaliseRows(vectors: Float32Array, width: number): Float32Array {
  for (let row = 0; row < vectors.length; row += width) {
    let squares = 0;
    for (let axis = 0; axis < width; axis++) squares += vectors[row + axis]! ** 2;
    if (squares === 0) continue;
    const scale = 1 / Math.sqrt(squares);
    for (let axis = 0; axis < width; axis++) vectors[row + axis] = vectors[row + axis]! * scale;
  }
  return vectors;
}

/** Euclidean distance of row `one` of `a` and row `other` of `b`, both [· · width]. */
export function rowDistance(
  a: Float32Array,
  one: number,
  b: Float32Array,
  other: number,
  width: number,
): number {
  let squares = 0;
  for (let axis = 0; axis < width; axis++)
    squares += (a[one * width + axis]! - b[other * width + axis]!) ** 2;
  return Math.sqrt(squares);
}
