import { causalAttend, decoder, logits, sequentialPositions } from '../model/decoder.ts';
import type { ModelConfig } from '../model/config.ts';
import type { Parameters } from '../model/parameters.ts';
import type { Builder, Value } from '../program/builder.ts';

/** The two numbers that give a mean loss over any number of batches: the sum in nats and how many targets it spans. */
export type LossSum = { readonly sum: Value; readonly targetCount: Value };

/**
 * Marks a token of a batch as one to read but not to learn: it stays an input, and is ignored as a target.
 * Worked example: with 7 = `x`, [5, ignoredTarget(7), 9] predicts 9 from 5, 7 but never 7 from 5.
 */
export function ignoredTarget(token: number): number {
  return -1 - token;
}

/**
 * Next-token cross-entropy of the model on `batch` i32 [B, T+1]: entry t is read, entry t+1 predicted. A negative
 * entry −1−token is read as that token and ignored as a target, so plain padding is −1.
 */
export function nextTokenLoss(
  b: Builder,
  config: ModelConfig,
  parameters: Parameters,
  batch: Value,
): LossSum {
  const [rows, length] = batch.shape as [number, number];
  const time = length - 1;
  const entries = b.slice(batch, 1, 0, time);
  const tokens = b.select(b.less(entries, 0), b.sub(-1, entries), entries);
  const targets = b.reshape(b.slice(batch, 1, 1, length), [rows * time], ['B·T']);
  const hidden = decoder(b, config, parameters, {
    tokens,
    positions: sequentialPositions(b, rows, time),
    attend: causalAttend(b, time),
  });
  const losses = b.crossEntropy(logits(b, parameters, hidden), targets);
  const counted = b.cast(b.less(-1, targets), 'f32');
  return { sum: b.reduceSum(losses, [0]), targetCount: b.reduceSum(counted, [0]) };
}
