import type { ModelConfig } from '../model/config.ts';
import type { Engine, Tensor } from '../training/engine.ts';
import type { LanguageModel } from './language-model.ts';
import { buildAppend, buildGrow, buildPlace, keysShape, valuesShape, type CacheSize } from './programs.ts';

/** A prompt that was read: the slot it goes to, and its length. */
export type Placed = { readonly slot: number; readonly length: number };

/**
 * Keys and values of everything that the slots have seen: for each layer keys [S, H, h, C], then values [S, H, C, h].
 * Column p of a slot belongs to position p of its sequence. What stands beyond a slot's length is finite and never
 * looked at.
 */
export interface KeyValueCache {
  readonly columns: number;
  /** Keys of layer 0, its values, keys of layer 1, … */
  readonly tensors: readonly Tensor[];
  /** Takes the prefill's keys [G, H, h, T] and values [G, H, T, h]; row g of them is `placed[g]`. */
  place(extra: readonly Tensor[], placed: readonly Placed[], rows: number, time: number): Promise<void>;
  /** Writes each slot's next column, keys [S, H, h, 1] and values [S, H, 1, h], at its position. */
  append(columns: readonly Tensor[], positions: Int32Array): Promise<void>;
  /** Gives every slot this many columns. */
  grow(columns: number): Promise<void>;
  dispose(): void;
}

/** The cache that suits the engine: written in place where tensors can be reached, else replaced by programs. */
export function openCache(model: LanguageModel, slots: number, columns: number): KeyValueCache {
  const tensors = emptyCache(model, { slots, columns });
  return model.engine.copyRuns
    ? new WrittenCache(model, model.engine.copyRuns.bind(model.engine), slots, columns, tensors)
    : new ReplacedCache(model, slots, columns, tensors);
}

function emptyCache({ config, engine }: LanguageModel, size: CacheSize): Tensor[] {
  const [keys, values] = [keysShape(config, size), valuesShape(config, size)];
  const zeros = new Float32Array(keys.reduce((product, axis) => product * axis, 1));
  return Array.from({ length: config.layers }, () => [
    engine.put(zeros, keys, 'f32'),
    engine.put(zeros, values, 'f32'),
  ]).flat();
}

type CopyRuns = NonNullable<Engine['copyRuns']>;

/** Elements to copy: `length` of them from each of `from` to the same index of `to`. */
type Runs = { readonly to: Int32Array; readonly from: Int32Array; readonly length: number };

/** Writes columns where they belong: nothing else is touched. */
class WrittenCache implements KeyValueCache {
  columns: number;
  tensors: Tensor[];
  private readonly model: LanguageModel;
  private readonly copyRuns: CopyRuns;
  private readonly slots: number;

  constructor(model: LanguageModel, copyRuns: CopyRuns, slots: number, columns: number, tensors: Tensor[]) {
    this.model = model;
    this.copyRuns = copyRuns;
    this.slots = slots;
    this.columns = columns;
    this.tensors = tensors;
  }

  place(extra: readonly Tensor[], placed: readonly Placed[], _: number, time: number): Promise<void> {
    const { heads, headWidth } = headsOf(this.model.config);
    for (const [row, { slot, length }] of placed.entries()) {
      const keys = runs(heads * headWidth, length, (at) => ({
        to: (slot * heads * headWidth + at) * this.columns,
        from: (row * heads * headWidth + at) * time,
      }));
      const values = runs(heads, length * headWidth, (head) => ({
        to: (slot * heads + head) * this.columns * headWidth,
        from: (row * heads + head) * time * headWidth,
      }));
      this.copy(extra, keys, values);
    }
    return Promise.resolve();
  }

  append(columns: readonly Tensor[], positions: Int32Array): Promise<void> {
    const { heads, headWidth } = headsOf(this.model.config);
    const perSlot = heads * headWidth;
    const keys = runs(this.slots * perSlot, 1, (at) => ({
      to: at * this.columns + positions[Math.floor(at / perSlot)]!,
      from: at,
    }));
    const values = runs(this.slots * heads, headWidth, (at) => ({
      to: (at * this.columns + positions[Math.floor(at / heads)]!) * headWidth,
      from: at * headWidth,
    }));
    this.copy(columns, keys, values);
    return Promise.resolve();
  }

  grow(columns: number): Promise<void> {
    const { model, slots } = this;
    const { heads, headWidth } = headsOf(model.config);
    const before = this.tensors;
    const keys = runs(slots * heads * headWidth, this.columns, (at) => ({
      to: at * columns,
      from: at * this.columns,
    }));
    const values = runs(slots * heads, this.columns * headWidth, (at) => ({
      to: at * columns * headWidth,
      from: at * this.columns * headWidth,
    }));
    this.tensors = emptyCache(model, { slots, columns });
    this.copy(before, keys, values);
    // The narrower tensors will not be asked for again.
    model.engine.free(before, { forget: true });
    this.columns = columns;
    return Promise.resolve();
  }

  dispose(): void {
    this.model.engine.free(this.tensors);
    this.tensors = [];
  }

  private copy(from: readonly Tensor[], keys: Runs, values: Runs): void {
    this.tensors.forEach((tensor, index) => {
      const { to, from: starts, length } = index % 2 === 0 ? keys : values;
      this.copyRuns(tensor, to, from[index]!, starts, length);
    });
  }
}

/** Makes a new cache from the old one each time, which any engine can. */
class ReplacedCache implements KeyValueCache {
  columns: number;
  tensors: readonly Tensor[];
  private readonly model: LanguageModel;
  private readonly slots: number;

  constructor(model: LanguageModel, slots: number, columns: number, tensors: readonly Tensor[]) {
    this.model = model;
    this.slots = slots;
    this.columns = columns;
    this.tensors = tensors;
  }

  async place(
    extra: readonly Tensor[],
    placed: readonly Placed[],
    rows: number,
    time: number,
  ): Promise<void> {
    // Row s of the result is row s of the old cache, or a row of the prefill, which stand behind it.
    const sources = Int32Array.from({ length: this.slots }, (_, slot) => slot);
    for (const [row, { slot }] of placed.entries()) sources[slot] = this.slots + row;
    const input = this.model.engine.put(sources, [this.slots], 'i32');
    const name = `place ${this.sizeName} ${String(rows)} ${String(time)}`;
    await this.replace(name, [input], extra, () =>
      buildPlace(this.model.config, this.size, { slots: rows, columns: time }),
    );
  }

  async append(columns: readonly Tensor[], positions: Int32Array): Promise<void> {
    const input = this.model.engine.put(positions, [this.slots], 'i32');
    await this.replace(`append ${this.sizeName}`, [input], columns, () =>
      buildAppend(this.model.config, this.size),
    );
  }

  async grow(columns: number): Promise<void> {
    await this.replace(`grow ${this.sizeName} ${String(columns)}`, [], [], () =>
      buildGrow(this.model.config, this.size, columns),
    );
    this.columns = columns;
  }

  dispose(): void {
    this.model.engine.free(this.tensors);
    this.tensors = [];
  }

  private get size(): CacheSize {
    return { slots: this.slots, columns: this.columns };
  }

  private get sizeName(): string {
    return `${String(this.slots)} ${String(this.columns)}`;
  }

  private async replace(
    name: string,
    inputs: readonly Tensor[],
    extra: readonly Tensor[],
    build: () => ReturnType<typeof buildPlace>,
  ): Promise<void> {
    const program = await this.model.compiled(name, build);
    const replaced = await program.run([...inputs, ...this.tensors, ...extra]);
    this.model.engine.free([...inputs, ...this.tensors]);
    this.tensors = replaced;
  }
}

const headsOf = ({ heads, width }: ModelConfig): { heads: number; headWidth: number } => ({
  heads,
  headWidth: width / heads,
});

function runs(count: number, length: number, at: (index: number) => { to: number; from: number }): Runs {
  const to = new Int32Array(count);
  const from = new Int32Array(count);
  for (let index = 0; index < count; index++) {
    const run = at(index);
    to[index] = run.to;
    from[index] = run.from;
  }
  return { to, from, length };
}
