import { Failure } from '../failure.ts';
import { seededRandom } from '../training/random.ts';
import type { Random } from '../training/random.ts';

/** A source of a mixture: its documents by their lengths. */
export type MixtureSource = {
  readonly name: string;
  /** Above 0; only the ratios between sources count. */
  readonly weight: number;
  /** Tokens of each document, in its order; what closes a document counts. */
  readonly lengths: Uint32Array;
};

export type MixtureOptions = {
  /** Tokens of the whole mixture; null for as many as the passes allow. */
  readonly budget: number | null;
  /** Passes over a source that are not to be exceeded. */
  readonly maxEpochs: number;
  readonly seed: number;
};

/** What a mixture takes of one source. */
export type MixtureShare = {
  readonly name: string;
  /** Of the weights, in 0..1. */
  readonly share: number;
  /** Tokens and documents that the source has. */
  readonly tokens: number;
  readonly documents: number;
  /** Tokens and documents that are taken of it, repeats included. */
  readonly takenTokens: number;
  readonly takenDocuments: number;
  /** Passes over the source: `takenTokens / tokens`. */
  readonly epochs: number;
};

/** Documents in the order of the mixture: item i is `document[i]` of source `source[i]`, taken for the `epoch[i]`-th time from 0. */
export type MixturePlan = {
  readonly tokens: number;
  readonly shares: readonly MixtureShare[];
  readonly source: Uint16Array;
  readonly document: Uint32Array;
  readonly epoch: Uint16Array;
  /** The source whose passes keep the mixture below its budget; null where nothing does. */
  readonly limitedBy: string | null;
};

/**
 * Chooses documents so that each source has its weight's share of the tokens, and puts them in an order that the seed
 * decides. A source is taken whole as often as its share asks for, and of one more pass a random part; so every source
 * has its share within half a document, and no document is taken twice before all are taken once. Where a source would
 * have to be repeated more than `maxEpochs` times, the whole mixture is made smaller and the shares stay.
 *
 * @throws Failure `empty-source`, `mixture-weight`, `mixture-budget`.
 * @example planMixture([{ name: 'a', weight: 3, lengths: [10 × 10] }, { name: 'b', weight: 1, lengths: [10 × 10] }],
 *   { budget: 40, maxEpochs: 1, seed: 1 }) // three documents of a, one of b
 */
export function planMixture(sources: readonly MixtureSource[], options: MixtureOptions): MixturePlan {
  const totals = sources.map(totalOf);
  const weights = sources.reduce((sum, { weight }) => sum + weight, 0);
  const { tokens: target, limitedBy } = sizeOf(sources, totals, weights, options);
  const random = seededRandom(options.seed);
  const chosen: Chosen[] = sources.map((source, at) =>
    chooseDocuments(source, totals[at]!, (target * source.weight) / weights, random),
  );
  const count = chosen.reduce((sum, { documents }) => sum + documents.length, 0);
  const plan = {
    source: new Uint16Array(count),
    document: new Uint32Array(count),
    epoch: new Uint16Array(count),
  };
  let filled = 0;
  for (const [at, { documents, epochs }] of chosen.entries()) {
    plan.source.fill(at, filled, filled + documents.length);
    plan.document.set(documents, filled);
    plan.epoch.set(epochs, filled);
    filled += documents.length;
  }
  shuffle([plan.source, plan.document, plan.epoch], random);
  return {
    ...plan,
    limitedBy,
    tokens: chosen.reduce((sum, { tokens }) => sum + tokens, 0),
    shares: sources.map(({ name, weight, lengths }, at) => ({
      name,
      share: weight / weights,
      tokens: totals[at]!,
      documents: lengths.length,
      takenTokens: chosen[at]!.tokens,
      takenDocuments: chosen[at]!.documents.length,
      epochs: chosen[at]!.tokens / totals[at]!,
    })),
  };
}

function totalOf({ name, weight, lengths }: MixtureSource): number {
  if (!(weight > 0) || !Number.isFinite(weight)) {
    throw new Failure('mixture-weight', `The weight of ${name} is ${String(weight)}; it must be above 0.`);
  }
  const total = lengths.reduce((sum, length) => sum + length, 0);
  if (total === 0) {
    throw new Failure('empty-source', `The dataset ${name} is empty; leave it out of the mixture.`);
  }
  return total;
}

/** Tokens of the mixture: the budget, or less where a source's passes do not reach. */
function sizeOf(
  sources: readonly MixtureSource[],
  totals: readonly number[],
  weights: number,
  { budget, maxEpochs }: MixtureOptions,
): { readonly tokens: number; readonly limitedBy: string | null } {
  if (budget !== null && !(budget >= 1)) {
    throw new Failure('mixture-budget', `The budget is ${String(budget)} tokens; it must be at least 1.`);
  }
  let tokens = budget ?? Infinity;
  let limitedBy: string | null = null;
  for (const [at, { name, weight }] of sources.entries()) {
    const reach = (maxEpochs * totals[at]! * weights) / weight;
    if (reach >= tokens) continue;
    tokens = reach;
    limitedBy = name;
  }
  return { tokens, limitedBy };
}

type Chosen = { readonly documents: Uint32Array; readonly epochs: Uint16Array; readonly tokens: number };

function chooseDocuments({ lengths }: MixtureSource, total: number, target: number, random: Random): Chosen {
  // Rounding must not turn a whole pass into one that lacks a document.
  const whole = Math.floor(target / total + 1e-9);
  const part: number[] = [];
  let tokens = whole * total;
  for (const document of permutation(lengths.length, random)) {
    const length = lengths[document]!;
    // Taken as long as that brings the sum nearer to the target.
    if (tokens + length / 2 >= target) break;
    part.push(document);
    tokens += length;
  }
  const documents = new Uint32Array(whole * lengths.length + part.length);
  const epochs = new Uint16Array(documents.length);
  for (let epoch = 0; epoch < whole; epoch++) {
    for (let at = 0; at < lengths.length; at++) documents[epoch * lengths.length + at] = at;
    epochs.fill(epoch, epoch * lengths.length, (epoch + 1) * lengths.length);
  }
  documents.set(part, whole * lengths.length);
  epochs.fill(whole, whole * lengths.length);
  return { documents, epochs, tokens };
}

/** 0 … count − 1 in random order, made as far as it is asked for. */
function* permutation(count: number, random: Random): Generator<number> {
  const order = Uint32Array.from({ length: count }, (_, at) => at);
  for (let at = 0; at < count; at++) {
    const other = at + random.below(count - at);
    const taken = order[other]!;
    order[other] = order[at]!;
    yield taken;
  }
}

/** Fisher and Yates, the same exchange in each of the arrays. */
function shuffle(arrays: readonly (Uint16Array | Uint32Array)[], random: Random): void {
  const count = arrays[0]!.length;
  for (let at = count - 1; at > 0; at--) {
    const other = random.below(at + 1);
    for (const array of arrays) {
      const kept = array[at]!;
      array[at] = array[other]!;
      array[other] = kept;
    }
  }
}

/**
 * What a training sees of each source of a mixture: tokens, and passes over the source. Windows are drawn at random, so
 * it sees the mixture in its shares.
 * @param trainingTokens tokens of all steps together
 * @param mixtureTokens tokens that the mixture has, by the tokenizer that the training uses
 */
export function seenOfMixture(
  shares: readonly Pick<MixtureShare, 'name' | 'takenTokens' | 'epochs'>[],
  trainingTokens: number,
  mixtureTokens: number,
): { readonly name: string; readonly tokens: number; readonly epochs: number }[] {
  const all = shares.reduce((sum, { takenTokens }) => sum + takenTokens, 0);
  return shares.map(({ name, takenTokens, epochs }) => ({
    name,
    tokens: (trainingTokens * takenTokens) / all,
    epochs: (epochs * trainingTokens) / mixtureTokens,
  }));
}
