import { Builder } from '../program/builder.ts';
import type { Program } from '../program/program.ts';
import { causalAttend, decoder, sequentialPositions } from './decoder.ts';
import type { ModelConfig } from './config.ts';
import { declareParameters } from './parameters.ts';

/**
 * The decoder without its head, pooled: each row's weighted sum of the last hidden state (after the final LayerNorm, as
 * `last_hidden_state` of Hugging Face's `PhiModel`). With weights 1/n over n tokens it is their mean, which phi-1's
 * filter took of CodeGen. Rows are padded at the end: what comes later changes nothing before it, and its weight is 0.
 *
 * Inputs: n parameters, `tokens` i32 [G, T], `weights` f32 [G, T]; output: `pooled` f32 [G, d].
 */
export function buildEmbed(config: ModelConfig, rows: number, time: number): Program {
  const b = new Builder('embed');
  const parameters = declareParameters(b, config);
  const tokens = b.input('tokens', 'i32', [rows, time], ['G', 'T']);
  const weights = b.input('weights', 'f32', [rows, time], ['G', 'T']);
  const hidden = decoder(b, config, parameters, {
    tokens,
    positions: sequentialPositions(b, rows, time),
    attend: causalAttend(b, time),
  });
  const perToken = b.reshape(hidden, [rows, time, config.width], ['G', 'T', 'd']);
  const pooled = b.reduceSum(b.mul(perToken, b.reshape(weights, [rows, time, 1])), [1]);
  return b.build({ pooled });
}
