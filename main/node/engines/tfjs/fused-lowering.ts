import type { Tensor } from '@tensorflow/tfjs-core';
import { product, scaled } from './contraction-lowering.ts';
import type { LoweringRules } from './lowering-rule.ts';
import { choose } from './movement-lowering.ts';

/** Lowering of the fused primitives, which tfjs has no single kernel for, softmax excepted. */
export const fusedLowering: Pick<
  LoweringRules,
  'softmax' | 'layerNorm' | 'gelu' | 'attention' | 'rotary' | 'crossEntropy'
> = {
  softmax:
    ({ tf }) =>
    ([x]) => [tf.softmax(x!, -1)],
  layerNorm: ({ tf, constant, attributes, inputs }) => {
    const share = constant([1 / inputs[0]!.shape.at(-1)!], [], 'f32');
    const epsilon = constant([attributes.epsilon], [], 'f32');
    return ([x, scale, bias]) => {
      const mean = tf.mul(tf.sum(x!, -1, true), share);
      const centred = tf.sub(x!, mean);
      const variance = tf.mul(tf.sum(tf.square(centred), -1, true), share);
      const inverseDeviation = tf.rsqrt(tf.add(variance, epsilon));
      const normal = tf.mul(centred, inverseDeviation);
      return [tf.add(tf.mul(normal, scale!), bias!), mean, inverseDeviation];
    };
  },
  // (1 + tanh z)/2 is σ(2z), so gelu(x) = x·σ(x·(c + c·k·x²)) with c = 2√(2/π), k = 0.044715.
  gelu: ({ tf, constant }) => {
    const c = 2 * Math.sqrt(2 / Math.PI);
    const [linear, cubic] = [constant([c], [], 'f32'), constant([c * 0.044715], [], 'f32')];
    return ([x]) => {
      const slope = tf.add(tf.mul(tf.square(x!), cubic), linear);
      return [tf.mul(x!, tf.sigmoid(tf.mul(x!, slope)))];
    };
  },
  attention: (site) => {
    const { tf, traits, inputs, outputs } = site;
    const [query, key, value] = inputs.map((type) => type.shape) as [number[], number[], number[]];
    const [result, scores] = outputs.map((type) => type.shape) as [number[], number[]];
    const compare = product(tf, traits, query, key, scores, { transposeA: false, transposeB: true });
    const collect = product(tf, traits, scores, value, result, { transposeA: false, transposeB: false });
    const scale = scaled(site, site.attributes.scale);
    return ([q, k, v, mask]) => {
      const probabilities = tf.softmax(tf.add(compare(scale(q!), k!), mask!), -1);
      return [collect(probabilities, v!), probabilities];
    };
  },
  rotary: ({ tf, inputs }) => {
    const [x, cos] = inputs.map((type) => type.shape) as [number[], number[]];
    const [batch, heads, time, width] = x as [number, number, number, number];
    const half = cos[1]!;
    return ([whole, cosines, sines, positions]) => {
      const places = tf.reshape(positions!, [batch * time]);
      const rows = (table: Tensor): Tensor => tf.reshape(tf.gather(table, places, 0), [batch, 1, time, half]);
      const [c, s] = [rows(cosines!), rows(sines!)];
      const part = (from: number, size: number): Tensor =>
        tf.slice(whole!, [0, 0, 0, from], [batch, heads, time, size]);
      const [first, second] = [part(0, half), part(half, half)];
      const turned = [
        tf.sub(tf.mul(first, c), tf.mul(second, s)),
        tf.add(tf.mul(second, c), tf.mul(first, s)),
      ];
      const rest = width - 2 * half;
      return [tf.concat(rest === 0 ? turned : [...turned, part(2 * half, rest)], -1)];
    };
  },
  // log Σ exp(logits) − logits[target]; the target is picked from the flattened matrix.
  crossEntropy: ({ tf, constant, inputs }) => {
    const [rows, classes] = inputs[0]!.shape as [number, number];
    const zero = constant([0], [], 'i32');
    const nothing = constant(new Array<number>(rows).fill(0), [rows], 'f32');
    const starts = constant(
      Array.from({ length: rows }, (_, row) => row * classes),
      [rows],
      'i32',
    );
    return ([logits, targets]) => {
      const largest = tf.max(logits!, -1, true);
      const shifted = tf.sub(logits!, largest);
      const total = tf.log(tf.sum(tf.exp(shifted), -1));
      const places = tf.add(starts, tf.maximum(targets!, zero));
      const picked = tf.gather(tf.reshape(shifted, [rows * classes]), places, 0);
      return [choose(tf, tf.less(targets!, zero), nothing, tf.sub(total, picked))];
    };
  },
};
