/**
 * The programs that generation runs, all made from the one decoder that is trained. Axis letters as in the model, and
 * S slots (sequences decoded together), C columns of the cache, G sequences of a prefill, T its time.
 *
 * The cache holds keys and values [S·H·C, h] of each layer, every slot's positions in the columns where they would
 * stand if it were alone. Columns that hold nothing are exactly 0, so writing is adding: a step adds one column to each
 * slot, which an engine does in place where the old cache is given up (`consume`). Columns beyond a slot's length are
 * masked: their weight is exactly 0.
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
 * after each prompt's last token, then keys and values [G, H, T, h] of layer 0, of layer 1, …
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
    attend: (heads, layer) => {
      seen[`key ${String(layer)}`] = heads.key;
      seen[`value ${String(layer)}`] = heads.value;
      return attention(b, heads, mask);
    },
  });
  return b.build({ logits: logits(b, parameters, b.gather(hidden, last)), ...seen });
}

/** Slots and the columns that each has room for. */
export type CacheSize = { readonly slots: number; readonly columns: number };

/** Shape of the cached keys, or values, of one layer: [S·H·C, h]. */
export function cacheShape(config: ModelConfig, { slots, columns }: CacheSize): readonly number[] {
  return [slots * config.heads * columns, config.width / config.heads];
}

/** Declares keys and values of every layer; in this order they cross the boundary of each program below. */
function declareCache(b: Builder, config: ModelConfig, size: CacheSize): Value[] {
  return Array.from({ length: 2 * config.layers }, (_, index) =>
    b.input(`cached ${String(index)}`, 'f32', cacheShape(config, size)),
  );
}

const replaced = (cache: readonly Value[]): Record<string, Value> =>
  Object.fromEntries(cache.map((value, index) => [`cached ${String(index)}`, value]));

/**
 * One token of every slot. Inputs: n parameters, `tokens` i32 [S, 1], `positions` i32 [S, 1] (columns before it hold
 * what the slot has seen, this step fills it), then keys and values of each layer; outputs: `logits` [S, V], then the
 * keys and values that replace the old.
 */
export function buildDecode(config: ModelConfig, { slots, columns }: CacheSize): Program {
  const b = new Builder('decode');
  const headWidth = config.width / config.heads;
  const parameters = declareParameters(b, config);
  const tokens = b.input('tokens', 'i32', [slots, 1], ['S', 'T']);
  const positions = b.input('positions', 'i32', [slots, 1], ['S', 'T']);
  const cache = declareCache(b, config, { slots, columns });

  const seen = b.less(b.iota([1, 1, 1, columns], 3), b.reshape(b.add(positions, 1), [slots, 1, 1, 1]));
  const mask = b.select(seen, b.constant(0), maskedScore);
  const rows = b.reshape(b.add(firstRows(b, config, { slots, columns }), positions), [slots * config.heads]);
  const append = (index: number, column: Value): Value => {
    const updates = b.reshape(column, [slots * config.heads, headWidth]);
    cache[index] = b.scatterAdd(cache[index]!, rows, updates, { uniqueIndices: true });
    return b.reshape(cache[index], [slots, config.heads, columns, headWidth]);
  };
  const attend = ({ query, key, value }: Heads, layer: number): Value => {
    const keys = append(2 * layer, key);
    const values = append(2 * layer + 1, value);
    // A product of one row with a plain factor of 1 reads the keys where they lie; any other copies them first.
    const scores = b.matmul(b.mul(query, 1 / Math.sqrt(headWidth)), keys, { transposeB: true });
    return b.matmul(b.softmax(b.add(scores, mask)), values);
  };
  const hidden = decoder(b, config, parameters, { tokens, positions, attend });
  return b.build({ logits: logits(b, parameters, hidden), ...replaced(cache) });
}

/** i32 [S, H]: the row of the cache that holds column 0 of each slot and head. */
function firstRows(b: Builder, { heads }: ModelConfig, { slots, columns }: CacheSize): Value {
  const rows = Int32Array.from({ length: slots * heads }, (_, index) => index * columns);
  return b.tensor(rows, [slots, heads], 'i32');
}

/**
 * Puts the keys and values of a prefill into slots whose columns are 0. Inputs: `rows` i32 [G·H·T] (where each column
 * goes, none twice), `lengths` i32 [G] (columns from there on add nothing), then cache, then keys and values
 * [G, H, T, h] of each layer; outputs: the cache.
 */
export function buildPlace(config: ModelConfig, size: CacheSize, prompts: number, time: number): Program {
  const b = new Builder('place');
  const rows = b.input('rows', 'i32', [prompts * config.heads * time]);
  const lengths = b.input('lengths', 'i32', [prompts], ['G']);
  const cache = declareCache(b, config, size);
  const valid = b.less(b.iota([1, 1, time, 1], 2), b.reshape(lengths, [prompts, 1, 1, 1]));
  const headWidth = config.width / config.heads;
  const placed = cache.map((old, index) => {
    const columns = b.input(`column ${String(index)}`, 'f32', [prompts, config.heads, time, headWidth]);
    const updates = b.reshape(b.select(valid, columns, 0), [-1, headWidth]);
    return b.scatterAdd(old, rows, updates, { uniqueIndices: true });
  });
  return b.build(replaced(placed));
}

/**
 * Makes rows of the cache exactly 0, as x − x is. Inputs: `rows` i32 [N], none twice; `signs` f32 [N, 1], −1 to clear a
 * row and 0 to leave it; then cache; outputs: the cache.
 */
export function buildClear(config: ModelConfig, size: CacheSize, count: number): Program {
  const b = new Builder('clear');
  const rows = b.input('rows', 'i32', [count]);
  const signs = b.input('signs', 'f32', [count, 1]);
  const cleared = declareCache(b, config, size).map((old) =>
    b.scatterAdd(old, rows, b.mul(b.gather(old, rows), signs), { uniqueIndices: true }),
  );
  return b.build(replaced(cleared));
}

/** More columns for every slot. Inputs: one tensor of the cache; outputs: the same with new columns of 0. */
export function buildGrow(config: ModelConfig, size: CacheSize, columns: number): Program {
  const b = new Builder('grow');
  const { slots } = size;
  const headWidth = config.width / config.heads;
  const old = b.input('cached', 'f32', cacheShape(config, size));
  const split = b.reshape(old, [slots * config.heads, size.columns, headWidth]);
  const grown = b.pad(split, [0, 0, 0], [0, columns - size.columns, 0]);
  return b.build({ cached: b.reshape(grown, cacheShape(config, { slots, columns })) });
}
