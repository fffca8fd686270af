import type { CodeModel } from '../generation/generate.ts';
import { bootstrapInterval } from './intervals.ts';

/** A problem's prompt and a solution of it by hand. */
export type SolvedProblem = { readonly prompt: string; readonly canonicalSolution: string };

/** A mean over problems in bits per byte, with its 95 % bootstrap interval. */
export type MeanBits = { readonly bitsPerByte: number; readonly ci95: readonly [number, number] };

/**
 * How well a model foresees the reference solutions: a measure with a slope where pass@1 is still flat at zero.
 * `versusRaw` is the paired difference to the model that was trained on raw code, negative where this one is better.
 */
export type SolutionLoss = MeanBits & { readonly versusRaw?: MeanBits };

/**
 * Bits that the model spends on each byte of the reference solution after its prompt, for one problem. The text is
 * tokenised whole, as in training, and starts with `<|endoftext|>`; a token that begins in the prompt is the prompt's.
 * A text longer than the context loses its beginning.
 */
export async function solutionBitsPerByte(
  { model, codec }: CodeModel,
  { prompt, canonicalSolution }: SolvedProblem,
): Promise<number> {
  const tokens = [codec.endOfText, ...Array.from(codec.encode(prompt + canonicalSolution))];
  const promptBytes = new TextEncoder().encode(prompt).length;
  let start = 1;
  for (let seen = 0; start < tokens.length && seen < promptBytes; start++)
    seen += codec.tokenBytes(tokens[start]!).length;
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

/**
 * The loss from the values of {@link solutionBitsPerByte}, one for each problem; with those of the model trained on raw
 * code, the difference too. It is paired: what makes a problem long or hard for both models cancels.
 */
export function solutionLoss(
  bitsPerByte: readonly number[],
  random: () => number,
  raw?: readonly number[],
): SolutionLoss {
  const loss = meanBits(bitsPerByte, random);
  if (raw === undefined) return loss;
  const differences = bitsPerByte.map((bits, index) => bits - raw[index]!);
  return { ...loss, versusRaw: meanBits(differences, random) };
}

function meanBits(values: readonly number[], random: () => number): MeanBits {
  const { low, high } = bootstrapInterval(values, random);
  const mean = values.reduce((sum, bits) => sum + bits, 0) / values.length;
  return { bitsPerByte: mean, ci95: [low, high] };
}
