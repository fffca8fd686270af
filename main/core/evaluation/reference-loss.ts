import type { CodeModel } from '../generation/generate.ts';
import { bootstrapInterval } from './intervals.ts';

/** A problem's prompt and a solution of it by hand. */
export type ReferenceText = { readonly prompt: string; readonly canonicalSolution: string };

/**
 * How well a model foresees the reference solutions, in bits per byte: a measure with a slope where pass@1 is still
 * flat at zero. Means over problems, with 95 % bootstrap intervals.
 */
export type ReferenceLoss = {
  readonly bitsPerByte: number;
  readonly ci95: readonly [number, number];
};

/**
 * Bits that the model spends on each byte of the reference solution after its prompt, for one problem. The text is
 * tokenised whole, as in training, and starts with `<|endoftext|>`; a token that begins in the prompt is the prompt's.
 * A text longer than the context loses its beginning.
 */
export async function solutionBitsPerByte(
  { model, codec }: CodeModel,
  { prompt, canonicalSolution }: ReferenceText,
): Promise<number> {
  const tokens = [codec.endOfText, ...Array.from(codec.encode(prompt + canonicalSolution))];
  const promptBytes = new TextEncoder().encode(prompt).length;
  let start = 1;
  let seen = 0;
  while (start < tokens.length && seen < promptBytes) seen += codec.tokenBytes(tokens[start++]!).length;
  // The last token is predicted and never read.
  const cut = Math.max(0, tokens.length - 1 - model.config.context);
  const { vocabulary } = model.config;
  const logits = await model.logits(tokens.slice(cut, -1));
  let bits = 0;
  let bytes = 0;
  for (let at = Math.max(start, cut + 1); at < tokens.length; at++) {
    const row = (at - 1 - cut) * vocabulary;
    bits += surprisal(logits.subarray(row, row + vocabulary), tokens[at]!);
    bytes += codec.tokenBytes(tokens[at]!).length;
  }
  return bytes === 0 ? 0 : bits / bytes;
}

/** −log₂ of the softmax of `logits` [V] at `token`. */
function surprisal(logits: Float32Array, token: number): number {
  let highest = -Infinity;
  for (const logit of logits) if (logit > highest) highest = logit;
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - highest);
  return (Math.log(sum) + highest - logits[token]!) / Math.LN2;
}

/** Mean and interval of the values of {@link solutionBitsPerByte}, one for each problem. */
export function referenceLoss(bitsPerByte: readonly number[], random: () => number): ReferenceLoss {
  const { low, high } = bootstrapInterval(bitsPerByte, random);
  const mean = bitsPerByte.reduce((sum, bits) => sum + bits, 0) / bitsPerByte.length;
  return { bitsPerByte: mean, ci95: [low, high] };
}

/**
 * The same of the difference `better − base` over the same problems: paired, so that what makes a problem long or
 * hard for both cancels. Negative where `better` foresees the solutions better.
 */
export function referenceLossDifference(
  base: readonly number[],
  better: readonly number[],
  random: () => number,
): ReferenceLoss {
  return referenceLoss(
    better.map((bits, index) => bits - base[index]!),
    random,
  );
}
