import { describe, expect, test } from 'vitest';
import { interpret } from '../../../main/core/program/interpret.ts';
import { programBytes } from '../../../main/core/program/live-bytes.ts';
import type { Program } from '../../../main/core/program/program.ts';
import { verify } from '../../../main/core/program/verify.ts';
import { phiAdamW } from '../../../main/core/training/adamw.ts';
import { ignoredTarget } from '../../../main/core/training/loss.ts';
import { stepScalars } from '../../../main/core/training/schedule.ts';
import {
  buildAddGradient,
  buildClip,
  buildEvalLoss,
  buildGradients,
  buildTrainStep,
  buildUpdate,
  type Recompute,
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

/** A step in parts over these micro-batches, by the interpreter: loss, gradient norm, then the new state. */
function splitStep(
  state: readonly Float32Array[],
  parts: readonly Int32Array[],
  scalars: Float32Array,
): Float32Array[] {
  const pass = buildGradients(tinyConfig, { ...tinySize, batch: parts[0]!.length / (tinySize.context + 1) });
  const run = (program: Program, inputs: readonly (Float32Array | Int32Array)[]): Float32Array[] =>
    interpret(program, inputs) as Float32Array[];
  const shapeOf = (index: number): readonly number[] => pass.values[pass.inputs[index]!.id]!.shape;
  let [sum, count, ...gradients] = run(pass, [...state.slice(0, n), parts[0]!]);
  for (const part of parts.slice(1)) {
    const [moreSum, moreCount, ...more] = run(pass, [...state.slice(0, n), part]);
    sum = Float32Array.of(sum![0]! + moreSum![0]!);
    count = Float32Array.of(count![0]! + moreCount![0]!);
    gradients = gradients.map((old, index) => run(buildAddGradient(shapeOf(index)), [old, more[index]!])[0]!);
  }
  const [loss, norm, factor] = run(buildClip(tinyConfig, phiAdamW), [...gradients, sum!, count!]);
  const slots = gradients.map((gradient, index) =>
    run(buildUpdate(shapeOf(index), phiAdamW), [
      ...[index, n + index, 2 * n + index].map((place) => state[place]!),
      gradient,
      factor!,
      scalars,
    ]),
  );
  return [loss!, norm!, ...[0, 1, 2].flatMap((role) => slots.map((slot) => slot[role]!))];
}

describe('a step in parts', () => {
  const state = tinyState(6);
  const scalars = stepScalars(0.01, 1, phiAdamW);

  test('has the bits of the whole step', () => {
    const batch = tinyBatch(8);
    expect(splitStep(state, [batch], scalars)).toEqual(interpret(trainStep, [...state, batch, scalars]));
  });

  test('over two micro-batches equals one step on both, although they differ in targets', () => {
    const first = tinyBatch(8);
    const second = tinyBatch(9).map((token, at) => (at % 5 === 2 ? ignoredTarget(token) : token));
    const both = { batch: 2 * tinySize.batch, context: tinySize.context };
    const whole = interpret(buildTrainStep(tinyConfig, both, phiAdamW), [
      ...state,
      Int32Array.of(...first, ...second),
      scalars,
    ]) as Float32Array[];
    const split = splitStep(state, [first, second], scalars);
    expect(split.length).toBe(whole.length);
    for (const [index, data] of whole.entries()) {
      for (const [at, x] of data.entries()) expect(Math.abs(split[index]![at]! - x)).toBeLessThan(3e-5);
    }
  });
});

describe('recomputation', () => {
  test.each(['attention', 'block'] as const)('of every %s changes no bit of a step', (recompute) => {
    const again = buildTrainStep(tinyConfig, { ...tinySize, recompute }, phiAdamW);
    verify(again);
    expect(again.equations.length).toBeGreaterThan(trainStep.equations.length);
    const inputs = [...tinyState(3), tinyBatch(3), stepScalars(0.01, 1, phiAdamW)];
    expect(interpret(again, inputs)).toEqual(interpret(trainStep, inputs));
  });

  test('leaves one layer of attention probabilities, or one block, however many layers there are', () => {
    const peaks = (layers: number): Record<Recompute, number> => {
      const config = { ...tinyConfig, layers, context: 64 };
      const peak = (recompute: Recompute): number =>
        programBytes(buildGradients(config, { batch: 2, context: 64, recompute })).peak;
      return { none: peak('none'), attention: peak('attention'), block: peak('block') };
    };
    const [few, many] = [peaks(2), peaks(8)];
    const probabilities = 4 * 2 * tinyConfig.heads * 64 * 64;
    expect((many.none - few.none) / 6).toBeGreaterThan(probabilities);
    expect((many.attention - few.attention) / 6).toBeLessThan(probabilities);
    // Of a block its input stays, [B·T, d].
    expect((many.block - few.block) / 6).toBeLessThan(1.5 * 4 * 2 * 64 * tinyConfig.width);
  });
});
