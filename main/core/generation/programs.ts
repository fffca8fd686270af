/**
 * The programs that generation runs, all made from the one decoder that is trained. Axis letters as in the model, and
 * S slots (sequences decoded together), C cached positions, R recent positions, G sequences of a prefill, T its time.
 *
 * The cache has two levels. `cached` holds each slot's positions 0 … length − 1 and is only read while tokens are
 * decoded; `recent` [S, H, R, h] takes one column a step. So a step copies R columns instead of C, and every R steps
 * one gather moves the recent columns into their slots' places. The cached level crosses programs' boundaries as
 * [S·H·C, h], the form that gather gives: to reshape a result is a copy, to reshape an input is not.
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

/** Slots and the two levels of their cache. */
export type CacheSize = { readonly slots: number; readonly cached: number; readonly recent: number };

/** Shape of the cached keys, or values, of one layer: [S·H·C, h]. */
export function cachedShape(
  config: ModelConfig,
  { slots, cached }: Omit<CacheSize, 'recent'>,
): readonly number[] {
  return [slots * config.heads * cached, config.width / config.heads];
}

/**
 * One token of every slot. Inputs: n parameters, `tokens` i32 [S, 1], `positions` i32 [S, 1], `lengths` i32 [S] (valid
 * cached positions), `cursor` i32 [] (recent columns before it are valid, this step writes it), then for each layer
 * cached keys, cached values, recent keys, recent values; outputs: `logits` [S, V], then for each layer the recent
 * keys and values that replace the old.
 */
export function buildDecode(config: ModelConfig, { slots, cached, recent }: CacheSize): Program {
  const b = new Builder('decode');
  const headWidth = config.width / config.heads;
  const parameters = declareParameters(b, config);
  const tokens = b.input('tokens', 'i32', [slots, 1], ['S', 'T']);
  const positions = b.input('positions', 'i32', [slots, 1], ['S', 'T']);
  const lengths = b.input('lengths', 'i32', [slots], ['S']);
  const cursor = b.input('cursor', 'i32', []);
  const cache = Array.from({ length: config.layers }, (_, layer) => {
    const shape = [slots, config.heads, cached, headWidth];
    const kept = (name: string): Value =>
      b.reshape(b.input(`${name} ${String(layer)}`, 'f32', cachedShape(config, { slots, cached })), shape);
    const latest = (name: string): Value =>
      b.input(
        `${name} ${String(layer)}`,
        'f32',
        [slots, config.heads, recent, headWidth],
        ['S', 'H', 'R', 'h'],
      );
    return {
      cachedKey: kept('cached key'),
      cachedValue: kept('cached value'),
      recentKey: latest('recent key'),
      recentValue: latest('recent value'),
    };
  });

  const cachedSeen = b.less(b.iota([1, 1, 1, cached], 3), b.reshape(lengths, [slots, 1, 1, 1]));
  const columns = b.iota([1, 1, 1, recent], 3);
  const recentMask = b.select(b.less(cursor, columns), maskedScore, b.constant(0));
  const mask = b.concat(
    [b.select(cachedSeen, b.constant(0), maskedScore), b.broadcast(recentMask, [slots, 1, 1, recent])],
    3,
  );
  const writes = b.equal(b.iota([1, 1, recent, 1], 2), cursor);

  const replaced: Record<string, Value> = {};
  const attend = ({ query, key, value }: Heads, layer: number): Value => {
    const own = cache[layer]!;
    const recentKey = b.select(writes, key, own.recentKey);
    const recentValue = b.select(writes, value, own.recentValue);
    replaced[`recent key ${String(layer)}`] = recentKey;
    replaced[`recent value ${String(layer)}`] = recentValue;
    const scale = 1 / Math.sqrt(headWidth);
    const scores = b.concat(
      [own.cachedKey, recentKey].map((keys) => b.matmul(query, keys, { transposeB: true, scale })),
      3,
    );
    const weights = b.softmax(b.add(scores, mask));
    return b.add(
      b.matmul(b.slice(weights, 3, 0, cached), own.cachedValue),
      b.matmul(b.slice(weights, 3, cached, cached + recent), recentValue),
    );
  };
  const hidden = decoder(b, config, parameters, { tokens, positions, attend });
  return b.build({ logits: logits(b, parameters, hidden), ...replaced });
}

/**
 * Moves columns of `extra` tensors [E, H, X, h] into the cached level. Inputs: `sources` i32 [S·H·C] (for each column of
 * the result, its row in the cached level followed by the extra, both as [·, h]), then for each key and value tensor
 * the cached and the extra one; outputs: the new cached level of each.
 */
export function buildMove(
  config: ModelConfig,
  { slots, cached }: CacheSize,
  extraRows: number,
  extraColumns: number,
): Program {
  const b = new Builder('move');
  const { heads, layers } = config;
  const width = config.width / heads;
  const sources = b.input('sources', 'i32', [slots * heads * cached]);
  const moved: Record<string, Value> = {};
  for (let index = 0; index < 2 * layers; index++) {
    const old = b.input(`cached ${String(index)}`, 'f32', cachedShape(config, { slots, cached }));
    const extra = b.input(`extra ${String(index)}`, 'f32', [extraRows, heads, extraColumns, width]);
    const columns = b.concat([old, b.reshape(extra, [-1, width])], 0);
    moved[`cached ${String(index)}`] = b.gather(columns, sources);
  }
  return b.build(moved);
}
