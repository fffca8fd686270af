import { Failure } from '../failure.ts';
import { uniformAt } from '../training/uniform.ts';

/** How the next token is chosen from the model's distribution. */
export type Sampling =
  | { readonly kind: 'greedy' }
  | {
      readonly kind: 'sample';
      /** Above 0; below 1 sharpens, above 1 flattens. */
      readonly temperature: number;
      /** The smallest set of likeliest tokens whose probabilities reach this, in (0, 1]; 1 keeps all. */
      readonly topP?: number;
      /** Only the k likeliest tokens; 0 keeps all. */
      readonly topK?: number;
    };

/** A token that may come next, with its log-probability in nats. */
export type Alternative = { readonly token: number; readonly logProbability: number };

export type Choice = Alternative & {
  /** The likeliest tokens, likeliest first; as many as were asked for. */
  readonly alternatives: readonly Alternative[];
};

/** Throws a Failure for a setting outside its range. */
export function requireSampling(sampling: Sampling): void {
  if (sampling.kind === 'greedy') return;
  const { temperature, topP = 1, topK = 0 } = sampling;
  if (!(temperature > 0 && Number.isFinite(temperature))) {
    throw new Failure(
      'bad-sampling',
      `A temperature of ${String(temperature)} cannot be sampled at; give one above 0, or choose greedy.`,
    );
  }
  if (!(topP > 0 && topP <= 1))
    throw new Failure('bad-sampling', `top-p is ${String(topP)}; give a share above 0 and up to 1.`);
  if (!(Number.isInteger(topK) && topK >= 0)) {
    throw new Failure('bad-sampling', `top-k is ${String(topK)}; give a whole number, 0 for all tokens.`);
  }
}

/**
 * Chooses tokens from rows of logits. `logProbability` is always the model's own (temperature 1, nothing cut off),
 * so that numbers compare across settings. Cut-offs apply in the order of Hugging Face: temperature, top-k, top-p.
 * Draw number `index` of a sequence with seed `seed` is `uniformAt(seed, index)`: independent of all other sequences.
 */
export class Sampler {
  private readonly sampling: Sampling;
  private readonly weights: Float64Array;
  private readonly candidates: number[] = [];

  constructor(sampling: Sampling, vocabularySize: number) {
    requireSampling(sampling);
    this.sampling = sampling;
    this.weights = new Float64Array(vocabularySize);
  }

  /** `logits` [V]: one row. Of equal logits the first wins. `alternatives` is how many of the likeliest to name. */
  choose(logits: Float32Array, seed: number, index: number, alternatives = 0): Choice {
    const likeliest = argMax(logits);
    const top = logits[likeliest]!;
    if (!Number.isFinite(top)) {
      throw new Failure(
        'non-finite-logits',
        'The model gave a logit that is not a finite number; its weights are damaged or training diverged.',
      );
    }
    let total = 0;
    for (const logit of logits) total += Math.exp(logit - top);
    const logTotal = Math.log(total);
    const token =
      this.sampling.kind === 'greedy' ? likeliest : this.draw(logits, top, uniformAt(seed, index, 0, 0));
    const logProbability = (of: number): number => logits[of]! - top - logTotal;
    return {
      token,
      logProbability: logProbability(token),
      alternatives: likeliestTokens(logits, alternatives).map((of) => ({
        token: of,
        logProbability: logProbability(of),
      })),
    };
  }

  private draw(logits: Float32Array, top: number, uniform: number): number {
    if (this.sampling.kind === 'greedy') throw new Error('A greedy choice draws nothing.');
    const { temperature, topP = 1, topK = 0 } = this.sampling;
    const { weights, candidates } = this;
    let total = 0;
    for (let token = 0; token < logits.length; token++) {
      const weight = Math.exp((logits[token]! - top) / temperature);
      weights[token] = weight;
      total += weight;
    }
    candidates.length = 0;
    // Tokens this unlikely have less than 1 − topP together, so the nucleus never needs them: few are left to sort.
    const floor = topK > 0 ? 0 : ((1 - topP) * total) / logits.length;
    for (let token = 0; token < logits.length; token++) if (weights[token]! >= floor) candidates.push(token);
    if (topK > 0 || topP < 1) {
      candidates.sort((a, b) => weights[b]! - weights[a]! || a - b);
      if (topK > 0 && topK < candidates.length) {
        candidates.length = topK;
        total = 0;
        for (const token of candidates) total += weights[token]!;
      }
      if (topP < 1) this.cutNucleus(topP * total);
    }
    let kept = 0;
    for (const token of candidates) kept += weights[token]!;
    let rest = uniform * kept;
    for (const token of candidates) {
      rest -= weights[token]!;
      if (rest < 0) return token;
    }
    // Rounding can leave a sliver beyond the last weight.
    return candidates.at(-1)!;
  }

  /** Shortens the sorted candidates to the first whose weights sum to `mass`. */
  private cutNucleus(mass: number): void {
    let sum = 0;
    for (let rank = 0; rank < this.candidates.length; rank++) {
      sum += this.weights[this.candidates[rank]!]!;
      if (sum >= mass) {
        this.candidates.length = rank + 1;
        return;
      }
    }
  }
}

/** The `count` tokens of greatest logit, greatest first, of equals the first. `count` is small beside V. */
function likeliestTokens(logits: Float32Array, count: number): number[] {
  const best: number[] = [];
  for (let token = 0; count > 0 && token < logits.length; token++) {
    if (best.length === count && logits[token]! <= logits[best.at(-1)!]!) continue;
    let place = best.length;
    while (place > 0 && logits[best[place - 1]!]! < logits[token]!) place--;
    best.splice(place, 0, token);
    if (best.length > count) best.pop();
  }
  return best;
}

function argMax(logits: Float32Array): number {
  let best = 0;
  for (let token = 1; token < logits.length; token++) if (logits[token]! > logits[best]!) best = token;
  return best;
}
