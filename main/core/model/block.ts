import type { Builder, Value } from '../program/builder.ts';
import { mergeHeads, splitHeads, type Heads } from './attention.ts';
import type { ModelConfig } from './config.ts';
import { linear, norm, type Parameters } from './parameters.ts';
import type { RotaryTables } from './rotary.ts';

/**
 * How a layer attends: from its heads to the attended values [B, H, T, h]. Training attends causally within the
 * sequence; generation also reads and writes a key/value cache here, layer by layer.
 */
export type Attend = (heads: Heads, layer: number) => Value;

/** What every block of one program shares. */
export type BlockContext = {
  readonly config: ModelConfig;
  readonly parameters: Parameters;
  readonly tables: RotaryTables;
  /** i32 [B, T]: the place of each token in its own sequence. */
  readonly positions: Value;
  readonly attend: Attend;
};

/**
 * One decoder block: x + attention(n) + mlp(n) with n = LayerNorm(x), the parallel form of phi-1.
 * x [B·T, d] → [B·T, d], or [R, d] where `rows` i32 [R] names those that are
 * wanted: the last block of a prefill needs one of each sequence. Its attention is marked as a segment, so that training may compute it twice instead of
 * keeping the probabilities of every layer.
 */
export function block(b: Builder, context: BlockContext, layer: number, x: Value, rows?: Value): Value {
  const { config, parameters } = context;
  const prefix = `model.layers.${String(layer)}`;
  const normal = norm(b, parameters, `${prefix}.input_layernorm`, x, config.layerNormEpsilon);

  const heads = projectHeads(b, context, layer, normal);
  const attended = b.segment('attention', () => context.attend(heads, layer));
  const wanted = (all: Value): Value => (rows === undefined ? all : b.gather(all, rows));
  const attention = linear(b, parameters, `${prefix}.self_attn.dense`, wanted(mergeHeads(b, attended)));

  const hidden = b.gelu(linear(b, parameters, `${prefix}.mlp.fc1`, wanted(normal)));
  const mlp = linear(b, parameters, `${prefix}.mlp.fc2`, hidden);
  return b.add(b.add(wanted(x), attention), mlp);
}

/** Queries, keys and values of layer `layer` from its normalised input [B·T, d]. */
function projectHeads(b: Builder, context: BlockContext, layer: number, normal: Value): Heads {
  const { config, parameters, tables, positions } = context;
  const prefix = `model.layers.${String(layer)}.self_attn`;
  const project = (name: string): Value =>
    splitHeads(b, linear(b, parameters, `${prefix}.${name}`, normal), positions.shape[0]!, config.heads);
  const rotate = (x: Value): Value => b.rotary(x, tables.cos, tables.sin, positions);
  return { query: rotate(project('q_proj')), key: rotate(project('k_proj')), value: project('v_proj') };
}
