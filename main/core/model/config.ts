/**
 * The sizes of a phi decoder. Axis letters used throughout the model:
 * B batch, T time, N = B·T, d width, H heads, h = d/H head width, F feed-forward width, V vocabulary, P positions.
 */
export type ModelConfig = {
  /** V: rows of the embedding and of the head. */
  readonly vocabulary: number;
  /** d */
  readonly width: number;
  readonly layers: number;
  /** H */
  readonly heads: number;
  /** F */
  readonly feedForward: number;
  /** P: the longest sequence that the rotary tables cover. */
  readonly context: number;
  /** Share of each head that is rotated; phi-1 rotates half. */
  readonly rotaryFraction: number;
  /** θ of the rotary embedding. */
  readonly rotaryBase: number;
  readonly layerNormEpsilon: number;
  /** Standard deviation of the initial weights. */
  readonly initialDeviation: number;
};

const phi = { rotaryFraction: 0.5, rotaryBase: 10_000, layerNormEpsilon: 1e-5, initialDeviation: 0.02 };

/** Sizes by name. `small` and `phi-1` are the paper's two models; the others repeat their proportions at desk scale. */
export const presets = {
  nano: { vocabulary: 512, width: 128, layers: 4, heads: 4, feedForward: 512, context: 256, ...phi },
  micro: { vocabulary: 1024, width: 256, layers: 6, heads: 4, feedForward: 1024, context: 512, ...phi },
  mini: { vocabulary: 4096, width: 512, layers: 7, heads: 8, feedForward: 2048, context: 1024, ...phi },
  small: { vocabulary: 51_200, width: 1024, layers: 20, heads: 16, feedForward: 4096, context: 2048, ...phi },
  'phi-1': {
    vocabulary: 51_200,
    width: 2048,
    layers: 24,
    heads: 32,
    feedForward: 8192,
    context: 2048,
    ...phi,
  },
} as const satisfies Record<string, ModelConfig>;

export type PresetName = keyof typeof presets;

/**
 * Says what is wrong with a configuration, in one sentence for a person, or undefined when nothing is.
 */
export function configProblem(config: ModelConfig): string | undefined {
  for (const key of ['vocabulary', 'width', 'layers', 'heads', 'feedForward', 'context'] as const) {
    if (!Number.isSafeInteger(config[key]) || config[key] < 1) {
      return `The model's ${key} is ${String(config[key])}; it must be a whole number of at least 1.`;
    }
  }
  if (config.width % config.heads !== 0) {
    return `Width ${String(config.width)} does not divide into ${String(config.heads)} heads; choose a multiple of the heads.`;
  }
  const rotated = rotaryWidth(config);
  if (rotated < 2 || rotated % 2 !== 0 || rotated > config.width / config.heads) {
    const head = String(config.width / config.heads);
    return `Heads of ${head} elements would rotate ${String(rotated)} of them; it must be an even number from 2 to ${head}.`;
  }
  return undefined;
}

/** Number of rotated elements at the start of each head. */
export function rotaryWidth(config: ModelConfig): number {
  return Math.floor(config.rotaryFraction * (config.width / config.heads));
}
