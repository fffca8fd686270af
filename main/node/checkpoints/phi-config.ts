import { z } from 'zod';
import { Failure } from '../../core/failure.ts';
import { configProblem } from '../../core/model/config.ts';
import type { ModelConfig } from '../../core/model/config.ts';

/** What a checkpoint says about itself besides its sizes. */
export type SpecialTokens = { readonly endOfText: number };

const size = z.number().int().positive();
const rope = z.object({
  partial_rotary_factor: z.number().positive().max(1).optional(),
  rope_theta: z.number().positive().optional(),
  rope_type: z.string().optional(),
});

/** The parts of a Hugging Face phi `config.json` that decide what is computed. Defaults are `PhiConfig`'s own. */
const phiSchema = z.object({
  model_type: z.string(),
  vocab_size: size,
  hidden_size: size,
  intermediate_size: size,
  num_hidden_layers: size,
  num_attention_heads: size,
  num_key_value_heads: size.nullish(),
  max_position_embeddings: size.default(2048),
  hidden_act: z.string().default('gelu_new'),
  layer_norm_eps: z.number().positive().default(1e-5),
  initializer_range: z.number().positive().default(0.02),
  tie_word_embeddings: z.boolean().default(false),
  qk_layernorm: z.boolean().default(false),
  partial_rotary_factor: z.number().positive().max(1).optional(),
  rope_theta: z.number().positive().optional(),
  rope_scaling: z.record(z.string(), z.unknown()).nullish(),
  /** Where transformers 5 keeps what the three keys above hold in transformers 4. */
  rope_parameters: rope.nullish(),
  bos_token_id: z.number().int().nullish(),
  eos_token_id: z.union([z.number().int(), z.array(z.number().int())]).nullish(),
});

/** `config.json` of a phi checkpoint, in the words of transformers 4, which transformers 5 reads as well. */
export function phiConfigJson(config: ModelConfig, { endOfText }: SpecialTokens): Record<string, unknown> {
  return {
    architectures: ['PhiForCausalLM'],
    attention_dropout: 0,
    bos_token_id: endOfText,
    embd_pdrop: 0,
    eos_token_id: endOfText,
    hidden_act: 'gelu_new',
    hidden_size: config.width,
    initializer_range: config.initialDeviation,
    intermediate_size: config.feedForward,
    layer_norm_eps: config.layerNormEpsilon,
    max_position_embeddings: config.context,
    model_type: 'phi',
    num_attention_heads: config.heads,
    num_hidden_layers: config.layers,
    num_key_value_heads: config.heads,
    partial_rotary_factor: config.rotaryFraction,
    qk_layernorm: false,
    resid_pdrop: 0,
    rope_scaling: null,
    rope_theta: config.rotaryBase,
    tie_word_embeddings: false,
    torch_dtype: 'float32',
    use_cache: true,
    vocab_size: config.vocabulary,
  };
}

/** Reads `config.json`, from Hornbook or from anywhere; refuses in one sentence a model that is not phi as built here. */
export function parsePhiConfig(
  raw: unknown,
  path: string,
): { readonly config: ModelConfig; readonly endOfText: number | null } {
  const parsed = phiSchema.safeParse(raw);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw new Failure(
      'bad-config',
      `${path} is not a phi configuration at ${issue.path.join('.') || 'its top'}: ${issue.message}.`,
    );
  }
  const phi = parsed.data;
  const unsupported = unsupportedPart(phi);
  if (unsupported !== undefined) {
    throw new Failure(
      'unsupported-model',
      `${path} describes a model with ${unsupported}; only phi as in phi-1 can be opened.`,
    );
  }
  const config: ModelConfig = {
    vocabulary: phi.vocab_size,
    width: phi.hidden_size,
    layers: phi.num_hidden_layers,
    heads: phi.num_attention_heads,
    feedForward: phi.intermediate_size,
    context: phi.max_position_embeddings,
    rotaryFraction: phi.rope_parameters?.partial_rotary_factor ?? phi.partial_rotary_factor ?? 0.5,
    rotaryBase: phi.rope_parameters?.rope_theta ?? phi.rope_theta ?? 10_000,
    layerNormEpsilon: phi.layer_norm_eps,
    initialDeviation: phi.initializer_range,
  };
  const problem = configProblem(config);
  if (problem !== undefined) throw new Failure('bad-config', `${path}: ${problem}`);
  const eos = Array.isArray(phi.eos_token_id) ? phi.eos_token_id[0] : phi.eos_token_id;
  return { config, endOfText: eos ?? null };
}

function unsupportedPart(phi: z.infer<typeof phiSchema>): string | undefined {
  if (phi.model_type !== 'phi') return `model type ${JSON.stringify(phi.model_type.slice(0, 40))}`;
  if (phi.hidden_act !== 'gelu_new') return `activation ${JSON.stringify(phi.hidden_act.slice(0, 40))}`;
  if ((phi.num_key_value_heads ?? phi.num_attention_heads) !== phi.num_attention_heads)
    return 'shared key and value heads';
  if (phi.qk_layernorm) return 'LayerNorm on queries and keys';
  if (phi.tie_word_embeddings) return 'tied embeddings';
  if ((phi.rope_scaling ?? null) !== null || (phi.rope_parameters?.rope_type ?? 'default') !== 'default')
    return 'scaled rotary positions';
  return undefined;
}
