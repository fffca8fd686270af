import { Failure } from '../failure.ts';
import { seededRandom } from '../training/random.ts';
import type { Random } from '../training/random.ts';

/**
 * A regression forest (Breiman, 'Random Forests', 2001): trees over bootstrap samples, each split chosen
 * among a random third of the features by how much it lowers the squared error. With targets 0 and 1 the
 * prediction is a probability, and the criterion equals Gini's.
 *
 * Axes: R rows, F features, N nodes of one tree. Plain arrays, so `JSON.stringify` stores it whole.
 */
export type RandomForest = {
  readonly features: number;
  readonly trees: readonly Tree[];
  /** [F] Share of all error removed that each feature's splits removed; sums to 1, or to 0 without a split. */
  readonly importance: readonly number[];
};

type Tree = {
  /** [N] Feature that the node asks about; −1 in a leaf. */
  readonly feature: readonly number[];
  /** [N] A row goes left where its value is at most this. */
  readonly threshold: readonly number[];
  /** [N] Left child; the right one follows it. */
  readonly left: readonly number[];
  /** [N] Mean target of the training rows here. */
  readonly value: readonly number[];
  /** [N] Share of the training rows here whose target is worthwhile; where the forest was asked to count them. */
  readonly share?: readonly number[];
};

export type ForestOptions = {
  readonly seed: number;
  readonly trees?: number;
  readonly leastLeaf?: number;
  readonly deepest?: number;
  /** Targets from here up are worthwhile: their share in each leaf makes {@link predictShare}'s probability. */
  readonly worthwhile?: number;
};

/** Rows of up to this width have a third of their features tried at each split, as regression forests do. */
const NARROW = 64;

/** Values are binned once: a split then costs one pass over the node's rows, not a sort. */
const BINS = 64;

type Binned = { readonly bins: Uint8Array; readonly edges: readonly Float64Array[] };

/**
 * Fits a forest. The same rows, targets and seed give the same forest.
 *
 * @param rows [R][F]
 * @param targets [R]
 * @throws Failure `forest` without rows, or with rows of different length.
 */
export function trainForest(
  rows: readonly Float64Array[],
  targets: ArrayLike<number>,
  options: ForestOptions,
): RandomForest {
  const width = rows[0]?.length ?? 0;
  if (rows.length === 0 || rows.length !== targets.length || rows.some((row) => row.length !== width)) {
    throw new Failure(
      'forest',
      `A forest needs rows of one length with a target each; got ${rows.length} rows and ${targets.length} targets.`,
    );
  }
  const random = seededRandom(options.seed);
  const binned = binRows(rows, width);
  const importance = new Float64Array(width);
  const grow = {
    leastLeaf: options.leastLeaf ?? 3,
    deepest: options.deepest ?? 12,
    // An embedding's numbers are many and alike, so that twice the root of them is enough, as in classification.
    tried: Math.max(1, Math.ceil(width <= NARROW ? width / 3 : 2 * Math.sqrt(width))),
    worthwhile: options.worthwhile,
  };
  const trees = Array.from({ length: options.trees ?? 100 }, () => {
    const sample = Int32Array.from(rows, () => random.below(rows.length));
    return growTree(binned, width, targets, sample, grow, random, importance);
  });
  const total = importance.reduce((sum, gain) => sum + gain, 0);
  return {
    features: width,
    trees,
    importance: Array.from(importance, (gain) => (total > 0 ? gain / total : 0)),
  };
}

/** The mean over the trees for one row [F]. */
export function predict(forest: RandomForest, row: Float64Array): number {
  return forest.trees.reduce((sum, tree) => sum + tree.value[leafOf(tree, row)]!, 0) / forest.trees.length;
}

/**
 * The probability that the target of one row [F] is worthwhile: the mean over the trees of its share in the leaf.
 * NaN of a forest that was not asked to count.
 */
export function predictShare(forest: RandomForest, row: Float64Array): number {
  const shareOf = (tree: Tree): number => tree.share?.[leafOf(tree, row)] ?? NaN;
  return forest.trees.reduce((sum, tree) => sum + shareOf(tree), 0) / forest.trees.length;
}

function leafOf({ feature, threshold, left }: Tree, row: Float64Array): number {
  let node = 0;
  while (feature[node]! >= 0) node = left[node]! + (row[feature[node]!]! <= threshold[node]! ? 0 : 1);
  return node;
}

/** Edges lie midway between neighbouring values, at quantiles where there are more values than bins. */
function binRows(rows: readonly Float64Array[], width: number): Binned {
  const bins = new Uint8Array(rows.length * width);
  const edges: Float64Array[] = [];
  for (let feature = 0; feature < width; feature++) {
    const sorted = Float64Array.from(rows, (row) => row[feature]!).sort();
    const distinct = sorted.filter((value, index) => index === 0 || value !== sorted[index - 1]);
    const source = distinct.length <= BINS ? distinct : sorted;
    const chosen = new Set<number>();
    const steps = Math.min(BINS, source.length);
    for (let step = 1; step < steps; step++) {
      const index = Math.floor((step * source.length) / steps);
      const [below, above] = [source[index - 1]!, source[index]!];
      if (below < above) chosen.add((below + above) / 2);
    }
    const edge = Float64Array.from(chosen).sort();
    edges.push(edge);
    rows.forEach((row, index) => {
      let bin = 0;
      while (bin < edge.length && row[feature]! > edge[bin]!) bin++;
      bins[index * width + feature] = bin;
    });
  }
  return { bins, edges };
}

type Grow = {
  readonly leastLeaf: number;
  readonly deepest: number;
  readonly tried: number;
  readonly worthwhile: number | undefined;
};
type Split = { readonly feature: number; readonly bin: number; readonly gain: number };

function growTree(
  { bins, edges }: Binned,
  width: number,
  targets: ArrayLike<number>,
  sample: Int32Array,
  grow: Grow,
  random: Random,
  importance: Float64Array,
): Tree {
  const { worthwhile } = grow;
  const tree = {
    feature: [-1],
    threshold: [0],
    left: [0],
    value: [0],
    ...(worthwhile === undefined ? {} : { share: [0] }),
  };
  const order = Int32Array.from({ length: width }, (_, feature) => feature);
  const binCount = new Float64Array(BINS);
  const binSum = new Float64Array(BINS);
  const pending = [{ node: 0, from: 0, to: sample.length, depth: 0 }];
  for (let task = pending.pop(); task !== undefined; task = pending.pop()) {
    const { node, from, to, depth } = task;
    const count = to - from;
    let sum = 0;
    for (let index = from; index < to; index++) sum += targets[sample[index]!]!;
    tree.value[node] = sum / count;
    if (worthwhile !== undefined && tree.share !== undefined) {
      let worth = 0;
      for (let index = from; index < to; index++) if (targets[sample[index]!]! >= worthwhile) worth++;
      tree.share[node] = worth / count;
    }
    if (depth >= grow.deepest || count < 2 * grow.leastLeaf) continue;
    const split = bestSplit(from, to, sum);
    if (split === undefined) continue;
    const middle = partition(from, to, split);
    const left = tree.feature.length;
    for (const side of ['left', 'right']) {
      tree.feature.push(-1);
      tree.threshold.push(0);
      tree.left.push(0);
      tree.value.push(0);
      tree.share?.push(0);
      const child = side === 'left' ? { node: left, from, to: middle } : { node: left + 1, from: middle, to };
      pending.push({ ...child, depth: depth + 1 });
    }
    tree.feature[node] = split.feature;
    tree.threshold[node] = edges[split.feature]![split.bin]!;
    tree.left[node] = left;
    importance[split.feature] = importance[split.feature]! + split.gain;
  }
  return tree;

  /** Gain is the drop in squared error: Σ²left/nleft + Σ²right/nright − Σ²/n. */
  function bestSplit(from: number, to: number, sum: number): Split | undefined {
    const count = to - from;
    let best: Split | undefined;
    // Features that offer no split here do not count as tried, or constant ones would end a tree.
    for (let tried = 0; tried < width && (tried < grow.tried || best === undefined); tried++) {
      const swap = tried + random.below(width - tried);
      const feature = order[swap]!;
      order[swap] = order[tried]!;
      order[tried] = feature;
      binCount.fill(0);
      binSum.fill(0);
      for (let index = from; index < to; index++) {
        const row = sample[index]!;
        const bin = bins[row * width + feature]!;
        binCount[bin] = binCount[bin]! + 1;
        binSum[bin] = binSum[bin]! + targets[row]!;
      }
      let leftCount = 0;
      let leftSum = 0;
      for (let bin = 0; bin < edges[feature]!.length; bin++) {
        leftCount += binCount[bin]!;
        leftSum += binSum[bin]!;
        const rightCount = count - leftCount;
        if (leftCount < grow.leastLeaf || rightCount < grow.leastLeaf) continue;
        const rightSum = sum - leftSum;
        const gain =
          (leftSum * leftSum) / leftCount + (rightSum * rightSum) / rightCount - (sum * sum) / count;
        // Rounding leaves a trace of gain where all targets are equal; that is no reason to split.
        if (gain > 1e-9 && (best === undefined || gain > best.gain)) best = { feature, bin, gain };
      }
    }
    return best;
  }

  function partition(from: number, to: number, { feature, bin }: Split): number {
    let write = from;
    for (let index = from; index < to; index++) {
      const row = sample[index]!;
      if (bins[row * width + feature]! > bin) continue;
      sample[index] = sample[write]!;
      sample[write++] = row;
    }
    return write;
  }
}
