import type { ModelConfig } from '../model/config.ts';
import type { Program } from '../program/program.ts';
import type { Executable, Tensor } from '../training/engine.ts';
import { paddedTime, type LanguageModel } from './language-model.ts';
import {
  buildClear,
  buildDecode,
  buildGrow,
  buildPlace,
  buildPrefill,
  cacheShape,
  type CacheSize,
} from './programs.ts';

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
  private readonly lengths: Int32Array;
  /** Whether a slot's columns may hold something. */
  private readonly used: boolean[];
  private readonly tokens: Int32Array;
  private readonly positions: Int32Array;
  private columns: number;
  /** Keys and values of layer 0, of layer 1, … */
  private cache: Tensor[];

  constructor(model: LanguageModel, count: number) {
    this.model = model;
    const { config, engine } = model;
    this.count = count;
    this.prefillRows = Math.min(PREFILL_ROWS, this.count);
    this.lengths = new Int32Array(this.count);
    this.used = new Array<boolean>(this.count).fill(false);
    this.tokens = new Int32Array(this.count);
    this.positions = new Int32Array(this.count);
    this.columns = columnsFor(1, count, config.context);
    const shape = cacheShape(config, this.size);
    const zeros = new Float32Array(shape[0]! * shape[1]!);
    this.cache = Array.from({ length: 2 * config.layers }, () => engine.put(zeros, shape, 'f32'));
  }

  private get size(): CacheSize {
    return { slots: this.count, columns: this.columns };
  }

  /**
   * Reads at most `prefillRows` prompts into free slots. Returns logits [placements, V] after each prompt; rows of V
   * in the order given.
   */
  async place(placements: readonly Placement[]): Promise<Float32Array> {
    const { model, prefillRows } = this;
    const { config, engine } = model;
    const longest = Math.max(...placements.map(({ tokens }) => tokens.length));
    const time = paddedTime(longest, config.context);
    await this.makeRoom(time);
    await this.clear(placements.map(({ slot }) => slot));
    const tokens = new Int32Array(prefillRows * time);
    const last = new Int32Array(prefillRows);
    const lengths = new Int32Array(prefillRows);
    placements.forEach((placement, row) => {
      tokens.set(placement.tokens, row * time);
      last[row] = row * time + placement.tokens.length - 1;
      lengths[row] = placement.tokens.length;
      this.lengths[placement.slot] = placement.tokens.length;
      this.used[placement.slot] = true;
    });
    const prefill = await this.program(`prefill ${String(prefillRows)} ${String(time)}`, () =>
      buildPrefill(config, prefillRows, time),
    );
    const inputs = [engine.put(tokens, [prefillRows, time], 'i32'), engine.put(last, [prefillRows], 'i32')];
    const [logits, ...columns] = await prefill.run([...model.parameters, ...inputs]);

    const rows = this.rowsOf(this.filledUp(placements.map(({ slot }) => slot)), time);
    const place = await this.program(`place ${this.sizeName} ${String(prefillRows)} ${String(time)}`, () =>
      buildPlace(config, this.size, prefillRows, time),
    );
    const where = [engine.put(rows, [rows.length], 'i32'), engine.put(lengths, [prefillRows], 'i32')];
    await this.replaceCache(place, where, columns);
    const values = (await engine.read(logits!)) as Float32Array;
    engine.free([...inputs, ...where, logits!, ...columns]);
    return values;
  }

  /**
   * Feeds `tokenOf[slot]` to each slot where it is not negative, at the place after what that slot holds. Returns
   * logits [S, V]; rows of other slots mean nothing.
   */
  async step(tokenOf: Int32Array): Promise<Float32Array> {
    const { model } = this;
    const { config, engine } = model;
    let longest = 0;
    for (let slot = 0; slot < this.count; slot++) {
      const idle = tokenOf[slot]! < 0;
      this.tokens[slot] = idle ? 0 : tokenOf[slot]!;
      // An idle slot writes into a column of its own, which is cleared before it is used again.
      this.positions[slot] = idle ? 0 : this.lengths[slot]!++;
      longest = Math.max(longest, this.positions[slot]! + 1);
      this.used[slot] = true;
    }
    await this.makeRoom(longest);
    const decode = await this.program(`decode ${this.sizeName}`, () => buildDecode(config, this.size));
    const inputs = [
      engine.put(this.tokens, [this.count, 1], 'i32'),
      engine.put(this.positions, [this.count, 1], 'i32'),
    ];
    const [logits] = await this.replaceCache(decode, [...model.parameters, ...inputs], []);
    const values = (await engine.read(logits!)) as Float32Array;
    engine.free([...inputs, logits!]);
    return values;
  }

  dispose(): void {
    this.model.engine.free(this.cache);
    this.cache = [];
  }

  private get sizeName(): string {
    return `${String(this.count)} ${String(this.columns)}`;
  }

  private program(name: string, build: () => Program): Promise<Executable> {
    return this.model.compiled(name, build);
  }

  /** Runs a program of (…before, cache, …after) → (…, cache) and takes its cache; returns its other results. */
  private async replaceCache(
    program: Executable,
    before: readonly Tensor[],
    after: readonly Tensor[],
  ): Promise<readonly Tensor[]> {
    const consume = this.cache.map((_, index) => before.length + index);
    const results = await program.run([...before, ...this.cache, ...after], { consume });
    const split = results.length - this.cache.length;
    this.cache = results.slice(split);
    return results.slice(0, split);
  }

  /** These slots and as many others as make them `prefillRows`: a program writes to a fixed number of them. */
  private filledUp(slots: readonly number[]): number[] {
    const all = [...slots];
    for (let slot = 0; all.length < this.prefillRows; slot++) if (!slots.includes(slot)) all.push(slot);
    return all;
  }

  /** Rows of the cache of the first `columns` columns of slots, head by head. */
  private rowsOf(slots: readonly number[], columns: number): Int32Array {
    const { heads } = this.model.config;
    const rows = new Int32Array(slots.length * heads * columns);
    let at = 0;
    for (const slot of slots) {
      for (let head = 0; head < heads; head++) {
        const first = (slot * heads + head) * this.columns;
        for (let column = 0; column < columns; column++) rows[at++] = first + column;
      }
    }
    return rows;
  }

  /** Makes all columns of these slots 0; there are at most `prefillRows`. */
  private async clear(slots: readonly number[]): Promise<void> {
    if (!slots.some((slot) => this.used[slot])) return;
    const { config, engine } = this.model;
    const rows = this.rowsOf(this.filledUp(slots), this.columns);
    const signs = new Float32Array(rows.length).fill(-1, 0, slots.length * config.heads * this.columns);
    const program = await this.program(`clear ${this.sizeName} ${String(this.prefillRows)}`, () =>
      buildClear(config, this.size, rows.length),
    );
    const inputs = [engine.put(rows, [rows.length], 'i32'), engine.put(signs, [signs.length, 1], 'f32')];
    await this.replaceCache(program, inputs, []);
    engine.free(inputs);
  }

  /** Gives every slot room for this many tokens. */
  private async makeRoom(tokens: number): Promise<void> {
    if (tokens <= this.columns) return;
    const { config, engine } = this.model;
    const columns = columnsFor(tokens, this.count, config.context);
    const grow = await this.program(`grow ${this.sizeName} ${String(columns)}`, () =>
      buildGrow(config, this.size, columns),
    );
    for (const [index, old] of this.cache.entries()) {
      const [grown] = await grow.run([old]);
      this.cache[index] = grown!;
      engine.free([old], { forget: true });
    }
    this.columns = columns;
  }
}
