import type { ModelConfig } from './config.ts';
import { parameterCount } from './parameters.ts';

/** Bytes of an f32. */
const FLOAT = 4;

/**
 * Bytes that training takes at its peak, about: weights and two moments, both the old and the new ones while a step
 * runs, gradients, and what the forward pass keeps for the backward pass. The factors count the tensors of a block and
 * were fitted to the resident memory of a process that trains nano, micro and mini (within 5 %). An estimate to refuse
 * what cannot work, not a promise. `batch` sequences of `context` tokens.
 */
export function estimateMemory(config: ModelConfig, batch: number, context: number): number {
  const { width, feedForward, heads, layers, vocabulary } = config;
  const state = 9 * parameterCount(config);
  const layer = 24 * width + 4 * feedForward + 5 * heads * context;
  const head = 4 * vocabulary;
  return FLOAT * (state + batch * context * (layers * layer + head));
}
