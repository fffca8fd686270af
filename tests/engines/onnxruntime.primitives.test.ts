import { afterAll, describe, expect, test } from 'vitest';
import { gradients } from '../../main/core/autodiff/gradients.ts';
import { Builder } from '../../main/core/program/builder.ts';
import { interpret } from '../../main/core/program/interpret.ts';
import type { Program } from '../../main/core/program/program.ts';
import { seededRandom } from '../../main/core/training/random.ts';
import { OnnxRuntimeEngine } from '../../main/node/engines/onnxruntime/engine.ts';
import {
  caseInputs,
  declareInputs,
  primitiveCases,
  type CaseData,
  type PrimitiveCase,
} from '../core/program/primitive-cases.ts';

const engine = new OnnxRuntimeEngine({ threads: 2 });
afterAll(() => engine.close());

async function runOnEngine(program: Program, inputs: readonly CaseData[]): Promise<CaseData[]> {
  const executable = await engine.compile(program);
  const tensors = program.inputs.map((port, index) => {
    const { shape, dtype } = program.values[port.id]!;
    return engine.put(inputs[index]!, shape, dtype);
  });
  const outputs = await executable.run(tensors);
  const data = await Promise.all(outputs.map((output) => engine.read(output)));
  engine.free([...tensors, ...outputs]);
  await executable.dispose();
  return data;
}

/** The result of a case and the derivatives of its weighted sum, so that rules are lowered in both directions. */
function forwardAndBackward({ inputs, apply }: PrimitiveCase): Program {
  const b = new Builder('case');
  const values = declareInputs(b, inputs);
  const y = apply(b, values);
  const weights = Float32Array.from({ length: y.shape.reduce((n, extent) => n * extent, 1) }, (_, at) =>
    Math.cos(at),
  );
  const loss = b.reduceSum(
    b.mul(y, b.tensor(weights, y.shape, 'f32')),
    y.shape.map((_, axis) => axis),
  );
  const slopes = gradients(
    b,
    loss,
    values.filter((value) => value.dtype === 'f32'),
  );
  return b.build({ y, ...Object.fromEntries(slopes.map((slope, at) => [`d${String(at)}`, slope])) });
}

describe('onnxruntime computes what the reference interpreter computes', () => {
  const table = Object.entries(primitiveCases).flatMap(([primitive, cases]) =>
    cases.map((item) => ({ primitive, item })),
  );
  test.each(table)('$primitive $item.title', async ({ item }) => {
    const program = forwardAndBackward(item);
    const inputs = caseInputs(item.inputs, seededRandom(11));
    const expected = interpret(program, inputs);
    const got = await runOnEngine(program, inputs);
    expect(got.length).toBe(expected.length);
    for (const [index, values] of expected.entries()) {
      expect(got[index]!.length).toBe(values.length);
      for (const [at, value] of values.entries()) {
        const error = Math.abs(got[index]![at]! - value) / (1 + Math.abs(value));
        expect(error, `${program.outputs[index]!.name}[${String(at)}]`).toBeLessThan(2e-5);
      }
    }
  });
});
