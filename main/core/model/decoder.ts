import type { Builder, Value } from '../program/builder.ts';
import { causalAttention, causalMask } from './attention.ts';
import { block, type Attend } from './block.ts';
import type { ModelConfig } from './config.ts';
import { linear, norm, parameter, type Parameters } from './parameters.ts';
import { rotaryTables } from './rotary.ts';

/**
 * The phi decoder up to its final LayerNorm: tokens i32 [B, T] at positions i32 [B, T] → hidden [B·T, d], or [R, d].
 * `attend` decides what each layer looks at (see `Attend`), which is all that training, prefill and decoding differ in.
 * Every block is marked as a segment.
 */
export function decoder(
  b: Builder,
  config: ModelConfig,
  parameters: Parameters,
  {
    tokens,
    positions,
    attend,
    rows,
  }: {
    readonly tokens: Value;
    readonly positions: Value;
    readonly attend: Attend;
    /** i32 [R]: rows of [B·T, d] to give; all of them without it. */
    readonly rows?: Value;
  },
): Value {
  const [batch, time] = tokens.shape as [number, number];
  const embedded = b.gather(
    parameter(parameters, 'model.embed_tokens.weight'),
    b.reshape(tokens, [batch * time]),
  );
  const context = { config, parameters, tables: rotaryTables(b, config), positions, attend };
  let x = b.named(embedded, ['B·T', 'd']);
  for (let layer = 0; layer < config.layers; layer++) {
    const input = x;
    const last = layer === config.layers - 1;
    x = b.segment('block', () => block(b, context, layer, input, last ? rows : undefined));
  }
  return norm(b, parameters, 'model.final_layernorm', x, config.layerNormEpsilon);
}

/** The untied head: hidden [N, d] → logits [N, V]. Separate, so that prefill can ask for the last position alone. */
export function logits(b: Builder, parameters: Parameters, hidden: Value): Value {
  return linear(b, parameters, 'lm_head', hidden);
}

/** Attention in which every position of a sequence sees itself and what came before; one mask for all layers. */
export function causalAttend(b: Builder, time: number): Attend {
  const mask = causalMask(b, time);
  return (heads) => causalAttention(b, heads, mask);
}

/** i32 [B, T] with 0..T-1 in every row: the positions of sequences that start at their first token. */
export function sequentialPositions(b: Builder, batch: number, time: number): Value {
  return b.named(b.iota([batch, time], 1), ['B', 'T']);
}
