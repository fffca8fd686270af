import type { ModelConfig } from '../model/config.ts';
import { openCache, type KeyValueCache } from './cache.ts';
import { paddedTime, type LanguageModel } from './language-model.ts';
import { buildDecode, buildPrefill } from './programs.ts';

/** Sequences of one prefill. Fixed, so that no sequence's sums depend on how many came with it. */
const PREFILL_ROWS = 4;
/** Sequences decoded together: products of this many rows are as fast as larger ones, and three times 56 is HumanEval. */
const MOST_SLOTS = 56;
/** Bytes that a cache of all columns may take. */
const CACHE_LIMIT_BYTES = 2 ** 31;

/** A prompt and the slot it goes to. */
export type Placement = { readonly slot: number; readonly tokens: readonly number[] };

/** How many sequences are decoded together, fewer where the cache of a large model would not fit. */
export function slotCount(config: ModelConfig): number {
  const bytesOfOne = 2 * config.layers * config.width * config.context * 4;
  return Math.max(1, Math.min(MOST_SLOTS, Math.floor(CACHE_LIMIT_BYTES / bytesOfOne)));
}

/**
 * Columns for sequences of this many tokens. Attention costs what it looks at, so the cache grows in steps that are
 * small beside the context; for few sequences it costs little and the steps are larger.
 */
export function columnsFor(tokens: number, slots: number, context: number): number {
  const step = Math.max(64, Math.ceil(context / (slots > 4 ? 16 : 2) / 64) * 64);
  return Math.min(context, Math.ceil(tokens / step) * step);
}

/**
 * A fixed number of sequences side by side with their key/value cache. Each sequence has a row of its own in every
 * tensor, its columns stand where they would stand if it were alone, and masked columns have weight exactly 0: what a
 * sequence gives does not depend on what is in the other slots.
 */
export class Slots {
  readonly count: number;
  readonly prefillRows: number;
  private readonly model: LanguageModel;
  private readonly cache: KeyValueCache;
  /** Tokens that each slot has seen. */
  private readonly lengths: Int32Array;

  constructor(model: LanguageModel, count: number) {
    this.model = model;
    this.count = count;
    this.prefillRows = Math.min(PREFILL_ROWS, count);
    this.lengths = new Int32Array(count);
    this.cache = openCache(model, count, columnsFor(1, count, model.config.context));
  }

  /**
   * Reads at most `prefillRows` prompts into free slots. Returns logits [placements, V] after each prompt; rows of V
   * in the order given.
   */
  async place(placements: readonly Placement[]): Promise<Float32Array> {
    const { model, prefillRows } = this;
    const { config, engine } = model;
    const time = paddedTime(Math.max(...placements.map(({ tokens }) => tokens.length)), config.context);
    await this.makeRoom(time);
    const tokens = new Int32Array(prefillRows * time);
    const last = new Int32Array(prefillRows);
    placements.forEach((placement, row) => {
      tokens.set(placement.tokens, row * time);
      last[row] = row * time + placement.tokens.length - 1;
      this.lengths[placement.slot] = placement.tokens.length;
    });
    const prefill = await model.compiled(`prefill ${String(prefillRows)} ${String(time)}`, () =>
      buildPrefill(config, prefillRows, time),
    );
    const inputs = [engine.put(tokens, [prefillRows, time], 'i32'), engine.put(last, [prefillRows], 'i32')];
    const [logits, ...extra] = await prefill.run([...model.parameters, ...inputs]);
    const placed = placements.map(({ slot, tokens: read }) => ({ slot, length: read.length }));
    await this.cache.place(extra, placed, prefillRows, time);
    const values = (await engine.read(logits!)) as Float32Array;
    engine.free([...inputs, logits!, ...extra]);
    return values;
  }

  /**
   * Feeds `tokenOf[slot]` to each slot where it is not negative, at the place after what that slot holds. Returns
   * logits [S, V]; rows of other slots mean nothing.
   */
  async step(tokenOf: Int32Array): Promise<Float32Array> {
    const { model, count } = this;
    const { config, engine } = model;
    // An idle slot writes into its first column, which the next prompt writes over.
    const positions = Int32Array.from(tokenOf, (token, slot) => (token < 0 ? 0 : this.lengths[slot]!++));
    await this.makeRoom(Math.max(...positions) + 1);
    const size = { slots: count, columns: this.cache.columns };
    const decode = await model.compiled(`decode ${String(count)} ${String(size.columns)}`, () =>
      buildDecode(config, size),
    );
    const inputs = [
      engine.put(
        tokenOf.map((token) => Math.max(0, token)),
        [count, 1],
        'i32',
      ),
      engine.put(positions, [count, 1], 'i32'),
    ];
    const [logits, ...added] = await decode.run([...model.parameters, ...inputs, ...this.cache.tensors]);
    await this.cache.append(added, positions);
    const values = (await engine.read(logits!)) as Float32Array;
    engine.free([...inputs, logits!, ...added]);
    return values;
  }

  dispose(): void {
    this.cache.dispose();
  }

  private async makeRoom(tokens: number): Promise<void> {
    const columns = columnsFor(tokens, this.count, this.model.config.context);
    if (columns > this.cache.columns) await this.cache.grow(columns);
  }
}
