import type { Builder, Value } from '../program/builder.ts';

/** Queries, keys and values of one layer, each [B, H, T, h]; queries and keys already rotated. */
export type Heads = { readonly query: Value; readonly key: Value; readonly value: Value };

/**
 * Scaled dot-product attention (Vaswani et al. 2017): softmax(Q·Kᵀ/√h + mask)·V.
 * query [B, H, T, h]; key and value [B, H, S, h]; `mask` is added to the scores [B, H, T, S] and may broadcast
 * to them: 0 where a query may look, `maskedScore` where it may not. → [B, H, T, h].
 */
export function attention(b: Builder, { query, key, value }: Heads, mask: Value): Value {
  const scale = 1 / Math.sqrt(query.shape.at(-1)!);
  return b.attention(query, key, value, mask, scale);
}

/** Added to a score that must not count: its exponential is 0 in f32, and unlike −∞ it gives no NaN. */
export const maskedScore = -1e9;

/** [T, T] mask under which position t sees positions 0..t. */
export function causalMask(b: Builder, time: number): Value {
  const data = new Float32Array(time * time);
  for (let at = 0; at < data.length; at++) data[at] = at % time > Math.floor(at / time) ? maskedScore : 0;
  return b.named(b.tensor(data, [time, time], 'f32'), ['T', 'T']);
}

/** Queries that attend together: from two such blocks on, leaving out what they cannot see is worth the cuts. */
const causalBlock = 128;

/** More blocks than this cut more than they leave out. */
const mostCausalBlocks = 4;

/**
 * `attention` in which position t of the queries sees positions 0..t of the keys, under the mask of `causalMask`. The
 * queries are cut into blocks, and each block is set against the keys up to its own end only: of the scores above the
 * diagonal, which are all masked, half (two blocks) to three quarters (four) are never computed or kept. Heads of
 * T positions, all [B, H, T, h] → [B, H, T, h].
 */
export function causalAttention(b: Builder, { query, key, value }: Heads, mask: Value): Value {
  const time = query.shape[2]!;
  const count = Math.max(1, Math.min(mostCausalBlocks, Math.floor(time / causalBlock)));
  const cuts = Array.from({ length: count + 1 }, (_, index) => Math.round((index * time) / count));
  const part = (x: Value, axis: number, from: number, to: number): Value =>
    from === 0 && to === x.shape[axis] ? x : b.slice(x, axis, from, to);
  const blocks = cuts.slice(1).map((end, index) => {
    const start = cuts[index]!;
    const heads = {
      query: part(query, 2, start, end),
      key: part(key, 2, 0, end),
      value: part(value, 2, 0, end),
    };
    return attention(b, heads, part(part(mask, 0, start, end), 1, 0, end));
  });
  return blocks.length === 1 ? blocks[0]! : b.concat(blocks, 2);
}

/** [B·T, H·h] → [B, H, T, h]. */
export function splitHeads(b: Builder, x: Value, batch: number, heads: number): Value {
  const [rows, width] = x.shape as [number, number];
  const split = b.reshape(x, [batch, rows / batch, heads, width / heads], ['B', 'T', 'H', 'h']);
  return b.transpose(split, [0, 2, 1, 3]);
}

/** [B, H, T, h] → [B·T, H·h]. */
export function mergeHeads(b: Builder, x: Value): Value {
  const [batch, heads, time, width] = x.shape as [number, number, number, number];
  return b.reshape(b.transpose(x, [0, 2, 1, 3]), [batch * time, heads * width], ['B·T', 'd']);
}
