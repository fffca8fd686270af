import type { Builder, Value } from '../program/builder.ts';
import { rotaryWidth, type ModelConfig } from './config.ts';

/** Cosines and sines of the rotary angles, each [P, r/2]: constants that every layer of a program shares. */
export type RotaryTables = { readonly cos: Value; readonly sin: Value };

/**
 * Angle of position p and pair i is p · θ^(−2i/r), with r the rotated width of a head (Su et al. 2021; the pairing of
 * element i with i + r/2 is that of GPT-NeoX and phi). Angles are taken in double precision and rounded once.
 */
export function rotaryTables(b: Builder, config: ModelConfig): RotaryTables {
  const rotated = rotaryWidth(config);
  const half = rotated / 2;
  const cos = new Float32Array(config.context * half);
  const sin = new Float32Array(config.context * half);
  for (let at = 0; at < cos.length; at++) {
    const angle = Math.floor(at / half) * config.rotaryBase ** ((-2 * (at % half)) / rotated);
    cos[at] = Math.cos(angle);
    sin[at] = Math.sin(angle);
  }
  const table = (data: Float32Array): Value => b.tensor(data, [config.context, half], 'f32');
  return { cos: table(cos), sin: table(sin) };
}
