import { describe, expect, test } from 'vitest';
import { interpret } from '../../../main/core/program/interpret.ts';
import { verify } from '../../../main/core/program/verify.ts';
import { phiAdamW } from '../../../main/core/training/adamw.ts';
import { ignoredTarget } from '../../../main/core/training/loss.ts';
import { stepScalars } from '../../../main/core/training/schedule.ts';
import {
  buildAccumulate,
  buildApply,
  buildEvalLoss,
  buildTrainStep,
} from '../../../main/core/training/step.ts';
import { tinyConfig } from '../model/phi.ts';
import { parameterTotal as n, tinyBatch, tinySize, tinyState } from './tiny-training.ts';

const trainStep = buildTrainStep(tinyConfig, tinySize, phiAdamW);
const evalLoss = buildEvalLoss(tinyConfig, tinySize);

function heldOut(parameters: readonly Float32Array[], batch: Int32Array): { sum: number; count: number } {
  const [sum, count] = interpret(evalLoss, [...parameters, batch]);
  return { sum: sum![0]!, count: count![0]! };
}

describe('the training step', () => {
  test('is a legal program that takes and gives the state in one order', () => {
    verify(trainStep);
    const names = trainStep.inputs.map((port) => port.name);
    expect(names.slice(3 * n)).toEqual(['batch', 'scalars']);
    expect(trainStep.outputs.map((port) => port.name)).toEqual([
      'loss',
      'gradientNorm',
      ...names.slice(0, 3 * n),
    ]);
    for (const [index, port] of trainStep.outputs.slice(2).entries()) {
      expect(trainStep.values[port.id]!.shape).toEqual(trainStep.values[trainStep.inputs[index]!.id]!.shape);
    }
  });

  test('starts at ln V: a fresh model spreads its guesses evenly', () => {
    const { sum, count } = heldOut(tinyState(1).slice(0, n), tinyBatch(1));
    expect(count).toBe(tinySize.batch * tinySize.context);
    expect(sum / count).toBeCloseTo(Math.log(tinyConfig.vocabulary), 1);
  });

  test('learns: twenty steps on counting sequences halve the loss', () => {
    let state = tinyState(2);
    const losses: number[] = [];
    for (let step = 1; step <= 20; step++) {
      const scalars = stepScalars(0.03, step, phiAdamW);
      const results = interpret(trainStep, [...state, tinyBatch(step), scalars]) as Float32Array[];
      losses.push(results[0]![0]!);
      state = results.slice(2);
    }
    expect(losses.at(-1)).toBeLessThan(losses[0]! / 2);
  });
});

describe('targets', () => {
  const parameters = tinyState(3).slice(0, n);

  test('an ignored target is still read: it leaves the sum and the count, and nothing else', () => {
    const batch = tinyBatch(4);
    const length = tinySize.context + 1;
    const masked = batch.map((token, at) => (at % length === 3 ? ignoredTarget(token) : token));
    const whole = heldOut(parameters, batch);
    const part = heldOut(parameters, masked);
    expect(part.count).toBe(whole.count - tinySize.batch);
    // Ignoring everything but position 3 gives the rest of the sum: had the inputs changed, the parts would not add up.
    const rest = heldOut(
      parameters,
      batch.map((token, at) => (at % length === 3 ? token : ignoredTarget(token))),
    );
    expect(rest.count).toBe(tinySize.batch);
    expect(part.sum + rest.sum).toBeCloseTo(whole.sum, 3);
  });

  test('a batch with nothing to learn has loss 0 and moves nothing but the decayed matrices', () => {
    const state = tinyState(5);
    const nothing = tinyBatch(4).map(ignoredTarget);
    const results = interpret(trainStep, [
      ...state,
      nothing,
      stepScalars(0.1, 1, phiAdamW),
    ]) as Float32Array[];
    expect(results[0]![0]).toBe(0);
    expect(results[1]![0]).toBe(0);
    for (const [index, data] of results.slice(2, 2 + n).entries()) {
      const matrix = trainStep.values[trainStep.inputs[index]!.id]!.shape.length >= 2;
      const expected = state[index]!.map((x) => x * (matrix ? 1 - 0.1 * phiAdamW.weightDecay : 1));
      for (const [at, x] of data.entries()) expect(x).toBeCloseTo(expected[at]!, 6);
    }
  });
});

test('accumulating two halves and applying once equals one step on both, although the halves differ in targets', () => {
  const half = { batch: 3, context: 6 };
  const both = { batch: 6, context: 6 };
  const first = tinyBatch(8);
  const second = tinyBatch(9).map((token, at) => (at % 5 === 2 ? ignoredTarget(token) : token));
  const state = tinyState(6);
  const parameters = state.slice(0, n);
  const scalars = stepScalars(0.01, 1, phiAdamW);

  const accumulate = buildAccumulate(tinyConfig, half);
  const zeros = parameters.map((data) => new Float32Array(data.length));
  const once = interpret(accumulate, [...parameters, ...zeros, new Float32Array(2), first]) as Float32Array[];
  const twice = interpret(accumulate, [...parameters, ...once.slice(1), once[0]!, second]) as Float32Array[];
  const apply = buildApply(tinyConfig, phiAdamW);
  const split = interpret(apply, [...state, ...twice.slice(1), twice[0]!, scalars]) as Float32Array[];

  const whole = interpret(buildTrainStep(tinyConfig, both, phiAdamW), [
    ...state,
    Int32Array.of(...first, ...second),
    scalars,
  ]) as Float32Array[];
  expect(split.length).toBe(whole.length);
  for (const [index, data] of whole.entries()) {
    for (const [at, x] of data.entries()) expect(Math.abs(split[index]![at]! - x)).toBeLessThan(3e-5);
  }
});
