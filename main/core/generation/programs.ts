/**
 * The programs that generation runs, all made from the one decoder that is trained. Axis letters as in the model, and
 * S slots (sequences decoded together), C columns of the cache, G sequences of a prefill, T its time.
 *
 * Keys are cached as [S, H, h, C] and values as [S, H, C, h]: so the products of one query with either read memory in
 * the order in which it lies. Column p holds position p of its slot's sequence; columns beyond a slot's length are
 * masked, and their weight is exactly 0. No program returns the cache it was given, for results are copied out of an
 * engine: a step returns the column that it adds.
 */
import { attention, causalMask, maskedScore, type Heads } from '../model/attention.ts';
import type { ModelConfig } from '../model/config.ts';
import { decoder, logits, sequentialPositions } from '../model/decoder.ts';
import { declareParameters } from '../model/parameters.ts';
import { Builder, type Value } from '../program/builder.ts';
import type { Program } from '../program/program.ts';

/**
 * Inputs: n parameters, `tokens` i32 [G, T]; outputs: `logits` f32 [G·T, V]. For looking at every position at once.
 */
export function buildForward(config: ModelConfig, rows: number, time: number): Program {
  const b = new Builder('forward');
  const parameters = declareParameters(b, config);
  const tokens = b.input('tokens', 'i32', [rows, time], ['G', 'T']);
  const mask = causalMask(b, time);
  const hidden = decoder(b, config, parameters, {
    tokens,
    positions: sequentialPositions(b, rows, time),
    attend: (heads) => attention(b, heads, mask),
  });
  return b.build({ logits: logits(b, parameters, hidden) });
}

/**
 * Reads prompts, padded at the end: a position sees only what is before it, so padding changes nothing.
 * Inputs: n parameters, `tokens` i32 [G, T], `last` i32 [G] (g·T + length − 1 of each row); outputs: `logits` [G, V]
 * after each prompt's last token, then keys [G, H, h, T] and values [G, H, T, h] of layer 0, of layer 1, …
 */
export function buildPrefill(config: ModelConfig, rows: number, time: number): Program {
  const b = new Builder('prefill');
  const parameters = declareParameters(b, config);
  const tokens = b.input('tokens', 'i32', [rows, time], ['G', 'T']);
  const last = b.input('last', 'i32', [rows], ['G']);
  const mask = causalMask(b, time);
  const seen: Record<string, Value> = {};
  const hidden = decoder(b, config, parameters, {
    tokens,
    positions: sequentialPositions(b, rows, time),
    rows: last,
    attend: (heads, layer) => {
      seen[`key ${String(layer)}`] = transposed(b, heads.key);
      seen[`value ${String(layer)}`] = heads.value;
      return attention(b, heads, mask);
    },
  });
  return b.build({ logits: logits(b, parameters, hidden), ...seen });
}

/** [·, ·, m, n] → [·, ·, n, m]. */
const transposed = (b: Builder, x: Value): Value => b.transpose(x, [0, 1, 3, 2]);

/** Slots and the columns that each has room for. */
export type CacheSize = { readonly slots: number; readonly columns: number };

/** Shape of the cached keys of one layer: [S, H, h, C]. */
export function keysShape({ heads, width }: ModelConfig, { slots, columns }: CacheSize): readonly number[] {
  return [slots, heads, width / heads, columns];
}

/** Shape of the cached values of one layer: [S, H, C, h]. */
export function valuesShape({ heads, width }: ModelConfig, { slots, columns }: CacheSize): readonly number[] {
  return [slots, heads, columns, width / heads];
}

/** Declares keys and values of every layer; in this order they cross the boundary of every program. */
function declareCache(b: Builder, config: ModelConfig, size: CacheSize, name: string): Value[] {
  return Array.from({ length: config.layers }, (_, layer) => [
    b.input(`${name} key ${String(layer)}`, 'f32', keysShape(config, size), ['S', 'H', 'h', 'C']),
    b.input(`${name} value ${String(layer)}`, 'f32', valuesShape(config, size), ['S', 'H', 'C', 'h']),
  ]).flat();
}

/** The axis of a cached tensor, by its place in the order above, that its columns lie along. */
const columnAxis = (index: number): number => (index % 2 === 0 ? 3 : 2);

/**
 * One token of every slot. Inputs: n parameters, `tokens` i32 [S, 1], `positions` i32 [S, 1] (columns before it hold
 * what the slot has seen), then keys and values of each layer; outputs: `logits` [S, V], then the new column of each
 * layer, keys [S, H, h, 1] and values [S, H, 1, h].
 */
export function buildDecode(config: ModelConfig, { slots, columns }: CacheSize): Program {
  const b = new Builder('decode');
  const headWidth = config.width / config.heads;
  const parameters = declareParameters(b, config);
  const tokens = b.input('tokens', 'i32', [slots, 1], ['S', 'T']);
  const positions = b.input('positions', 'i32', [slots, 1], ['S', 'T']);
  const cache = declareCache(b, config, { slots, columns }, 'cached');

  const seen = b.less(b.iota([1, 1, 1, columns], 3), b.reshape(positions, [slots, 1, 1, 1]));
  const mask = b.select(seen, b.constant(0), maskedScore);
  const added: Record<string, Value> = {};
  const attend = ({ query, key, value }: Heads, layer: number): Value => {
    const [keys, values] = [cache[2 * layer]!, cache[2 * layer + 1]!];
    added[`key ${String(layer)}`] = b.reshape(key, [slots, config.heads, headWidth, 1]);
    added[`value ${String(layer)}`] = value;
    // A product of one row reads the cache where it lies, unless it also scales: so the scores are scaled afterwards.
    const ownScore = b.reduceSum(b.mul(query, key), [3], { keepAxes: true });
    const scores = b.concat([b.add(b.matmul(query, keys), mask), ownScore], 3);
    const weights = b.softmax(b.mul(scores, 1 / Math.sqrt(headWidth)));
    const before = b.matmul(b.slice(weights, 3, 0, columns), values);
    return b.add(before, b.mul(b.slice(weights, 3, columns, columns + 1), value));
  };
  const hidden = decoder(b, config, parameters, { tokens, positions, attend });
  return b.build({ logits: logits(b, parameters, hidden), ...added });
}

/** Names for the tensors of a cache that replaces another. */
const replaced = (cache: readonly Value[]): Record<string, Value> =>
  Object.fromEntries(cache.map((value, index) => [`cached ${String(index)}`, value]));

/**
 * Puts what a prefill gave into slots. Inputs: `sources` i32 [S] (for each slot its own number, or S + g for row g of
 * the prefill), then cache, then the prefill's keys and values; outputs: the new cache.
 */
export function buildPlace(config: ModelConfig, size: CacheSize, prefill: CacheSize): Program {
  const b = new Builder('place');
  const sources = b.input('sources', 'i32', [size.slots], ['S']);
  const cache = declareCache(b, config, size, 'cached');
  const extra = declareCache(b, config, prefill, 'read');
  const placed = cache.map((old, index) =>
    b.gather(b.concat([old, widened(b, extra[index]!, index, size.columns)], 0), sources),
  );
  return b.build(replaced(placed));
}

/** Writes a column. Inputs: `positions` i32 [S], then cache, then the columns of a decoding step; outputs: the new cache. */
export function buildAppend(config: ModelConfig, size: CacheSize): Program {
  const b = new Builder('append');
  const positions = b.reshape(b.input('positions', 'i32', [size.slots], ['S']), [size.slots, 1, 1, 1]);
  const cache = declareCache(b, config, size, 'cached');
  const column = declareCache(b, config, { slots: size.slots, columns: 1 }, 'added');
  const written = cache.map((old, index) => {
    const shape = [1, 1, 1, 1].map((extent, axis) => (axis === columnAxis(index) ? size.columns : extent));
    return b.select(b.equal(b.iota(shape, columnAxis(index)), positions), column[index]!, old);
  });
  return b.build(replaced(written));
}

/** More columns for every slot. Inputs: cache; outputs: the same with columns of 0 behind it. */
export function buildGrow(config: ModelConfig, size: CacheSize, columns: number): Program {
  const b = new Builder('grow');
  const cache = declareCache(b, config, size, 'cached');
  return b.build(replaced(cache.map((old, index) => widened(b, old, index, columns))));
}

/** A cached tensor with columns of 0 behind its own, `columns` in all. */
function widened(b: Builder, x: Value, index: number, columns: number): Value {
  const more = columns - x.shape[columnAxis(index)]!;
  if (more === 0) return x;
  return b.pad(
    x,
    [0, 0, 0, 0],
    [0, 0, 0, 0].map((none, axis) => (axis === columnAxis(index) ? more : none)),
  );
}
