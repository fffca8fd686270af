import type { Program } from '../../../main/core/program/program.ts';
import type { Engine, Tensor, TensorData } from '../../../main/core/training/engine.ts';

/** One tensor for each input of the program, in its order. */
export function putInputs(engine: Engine, program: Program, data: readonly TensorData[]): Tensor[] {
  return program.inputs.map((port, index) => {
    const { shape, dtype } = program.values[port.id]!;
    return engine.put(data[index]!, shape, dtype);
  });
}

/** Compiles a program, runs it once and leaves nothing behind. */
export async function runOnce(
  engine: Engine,
  program: Program,
  data: readonly TensorData[],
): Promise<TensorData[]> {
  const executable = await engine.compile(program);
  const inputs = putInputs(engine, program, data);
  const outputs = await executable.run(inputs);
  const results: TensorData[] = [];
  for (const output of outputs) results.push(await engine.read(output));
  engine.free([...inputs, ...outputs]);
  await executable.dispose();
  return results;
}
