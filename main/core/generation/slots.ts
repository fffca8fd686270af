import type { ModelConfig } from '../model/config.ts';
import type { Executable, Tensor } from '../training/engine.ts';
import { paddedTime, type LanguageModel } from './language-model.ts';
import { buildDecode, buildMove, buildPrefill, cachedShape, type CacheSize } from './programs.ts';

/** Sequences of one prefill. Fixed, so that no sequence's sums depend on how many came with it. */
const PREFILL_ROWS = 8;
/** Bytes that the cache may take. */
const CACHE_LIMIT_BYTES = 2 ** 30;

/** Decode steps between two moves of the recent columns; a sequence starts only at such a boundary. */
export const STEPS_PER_ROUND = 8;

/** A prompt and the slot it goes to. */
export type Placement = { readonly slot: number; readonly tokens: readonly number[] };

/** How many sequences are decoded together: 32, or fewer where the cache of a large model would not fit. */
export function slotCount(config: ModelConfig): number {
  const bytesOfOne = 2 * config.layers * config.width * config.context * 4;
  return Math.max(1, Math.min(32, Math.floor(CACHE_LIMIT_BYTES / bytesOfOne)));
}

/**
 * A fixed number of sequences side by side with their key/value cache. Each sequence has a row of its own in every
 * tensor, its columns stand where they would stand if it were alone, and masked columns have weight exactly 0: what a
 * sequence gives does not depend, to the last bit, on what is in the other slots.
 */
export class Slots {
  readonly count: number;
  readonly prefillRows: number;
  private readonly model: LanguageModel;
  private readonly size: CacheSize;
  private readonly lengths: Int32Array;
  private cursor = 0;
  /** Keys and values of layer 0, of layer 1, … */
  private cached: Tensor[];
  private recent: Tensor[];
  private readonly tokens: Int32Array;
  private readonly positions: Int32Array;

  constructor(model: LanguageModel, count: number) {
    this.model = model;
    const { config, engine } = model;
    this.count = count;
    this.prefillRows = Math.min(PREFILL_ROWS, this.count);
    this.size = { slots: this.count, cached: config.context, recent: STEPS_PER_ROUND };
    this.lengths = new Int32Array(this.count);
    this.tokens = new Int32Array(this.count);
    this.positions = new Int32Array(this.count);
    const zeros = (shape: readonly number[]): Tensor[] => {
      const data = new Float32Array(shape.reduce((product, axis) => product * axis, 1));
      return Array.from({ length: 2 * config.layers }, () => engine.put(data, shape, 'f32'));
    };
    this.cached = zeros(cachedShape(config, this.size));
    this.recent = zeros([this.count, config.heads, STEPS_PER_ROUND, config.width / config.heads]);
  }

  /** Whether sequences may be placed now: between rounds. */
  get atBoundary(): boolean {
    return this.cursor === 0;
  }

  /**
   * Reads at most `prefillRows` prompts of one `paddedTime` into free slots. Returns logits [placements, V] after
   * each prompt; rows of V in the order given.
   */
  async place(placements: readonly Placement[]): Promise<Float32Array> {
    const { model, prefillRows } = this;
    const { config, engine } = model;
    const time = paddedTime(Math.max(...placements.map(({ tokens }) => tokens.length)), config.context);
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
    const rowOfSlot = new Int32Array(this.count).fill(-1);
    placements.forEach(({ slot }, row) => (rowOfSlot[slot] = row));
    await this.move(extra, prefillRows, time, (slot, column) => {
      const row = rowOfSlot[slot]!;
      return row >= 0 && column < this.lengths[slot]! ? [row, column] : null;
    });
    const values = (await engine.read(logits!)) as Float32Array;
    engine.free([...inputs, logits!, ...extra]);
    return values;
  }

  /**
   * Feeds `tokenOf[slot]` to each slot where it is not negative, at the place after what that slot holds. Returns
   * logits [S, V]; rows of other slots mean nothing. After `STEPS_PER_ROUND` steps the slots are at a boundary again.
   */
  async step(tokenOf: Int32Array): Promise<Float32Array> {
    const { model, cursor } = this;
    const { config, engine } = model;
    for (let slot = 0; slot < this.count; slot++) {
      const idle = tokenOf[slot]! < 0;
      this.tokens[slot] = idle ? 0 : tokenOf[slot]!;
      this.positions[slot] = idle ? 0 : this.lengths[slot]! + cursor;
    }
    const decode = await model.compiled(`decode ${String(this.count)}`, () => buildDecode(config, this.size));
    const inputs = [
      engine.put(this.tokens, [this.count, 1], 'i32'),
      engine.put(this.positions, [this.count, 1], 'i32'),
      engine.put(this.lengths, [this.count], 'i32'),
      engine.put(Int32Array.of(cursor), [], 'i32'),
    ];
    const cache = this.cached.flatMap((_, index) =>
      index % 2 === 0
        ? [this.cached[index]!, this.cached[index + 1]!, this.recent[index]!, this.recent[index + 1]!]
        : [],
    );
    const [logits, ...recent] = await decode.run([...model.parameters, ...inputs, ...cache]);
    engine.free(this.recent);
    this.recent = recent;
    const values = (await engine.read(logits!)) as Float32Array;
    engine.free([...inputs, logits!]);
    this.cursor = cursor + 1;
    if (this.cursor === STEPS_PER_ROUND) await this.keepRecent();
    return values;
  }

  /** Empties a slot. Its columns are masked from now on. */
  release(slot: number): void {
    this.lengths[slot] = 0;
  }

  /** Ends a round early, when no slot is in use. */
  reset(): void {
    this.lengths.fill(0);
    this.cursor = 0;
  }

  dispose(): void {
    this.model.engine.free([...this.cached, ...this.recent]);
    this.cached = [];
    this.recent = [];
  }

  private async keepRecent(): Promise<void> {
    await this.move(this.recent, this.count, STEPS_PER_ROUND, (slot, column) => {
      const length = this.lengths[slot]!;
      return length > 0 && column >= length && column < length + STEPS_PER_ROUND
        ? [slot, column - length]
        : null;
    });
    for (let slot = 0; slot < this.count; slot++)
      if (this.lengths[slot]! > 0) this.lengths[slot]! += STEPS_PER_ROUND;
    this.cursor = 0;
  }

  /** Replaces columns of the cached level; `from` names row and column of `extra`, or null for what is there. */
  private async move(
    extra: readonly Tensor[],
    rows: number,
    columns: number,
    from: (slot: number, column: number) => readonly [number, number] | null,
  ): Promise<void> {
    const { config, engine } = this.model;
    const { cached } = this.size;
    const sources = new Int32Array(this.count * config.heads * cached);
    const extraStart = sources.length;
    for (let slot = 0; slot < this.count; slot++) {
      for (let column = 0; column < cached; column++) {
        const source = from(slot, column);
        for (let head = 0; head < config.heads; head++) {
          const at = (slot * config.heads + head) * cached + column;
          sources[at] =
            source === null ? at : extraStart + (source[0] * config.heads + head) * columns + source[1];
        }
      }
    }
    const program: Executable = await this.model.compiled(
      `move ${String(this.count)} ${String(rows)} ${String(columns)}`,
      () => buildMove(config, this.size, rows, columns),
    );
    const input = engine.put(sources, [sources.length], 'i32');
    const pairs = this.cached.flatMap((tensor, index) => [tensor, extra[index]!]);
    const moved = await program.run([input, ...pairs]);
    engine.free([input, ...this.cached]);
    this.cached = moved;
  }
}
