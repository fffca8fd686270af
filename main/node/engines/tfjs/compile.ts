import type { Tensor } from '@tensorflow/tfjs-core';
import type { Attributes, Primitive } from '../../../core/program/primitive.ts';
import type { Equation, EquationOf, Program, TensorData, ValueId } from '../../../core/program/program.ts';
import { elementCount, type DType, type Shape } from '../../../core/program/shape.ts';
import type { PreparedBackend } from './backend.ts';
import { findLiveness } from './liveness.ts';
import type { KernelCalls, LoweringRule } from './lowering-rule.ts';
import { loweringRules } from './lowering-rules.ts';

/** One equation, ready to run: which values it reads and makes, and which it is the last to need. */
export type Instruction = {
  readonly run: KernelCalls;
  readonly inputs: readonly ValueId[];
  readonly outputs: readonly ValueId[];
  readonly deadAfter: readonly ValueId[];
};

/** A program as kernel calls, and what it keeps on the device for as long as it can be run. */
export type Compiled = {
  readonly instructions: readonly Instruction[];
  /** Values that depend on no input: uploaded, or computed once, when the program was compiled. */
  readonly constants: ReadonlyMap<ValueId, Tensor>;
  readonly unusedInputs: readonly ValueId[];
  /** Everything that must be freed with the executable. */
  readonly kept: readonly Tensor[];
};

export const tfjsDType = { f32: 'float32', i32: 'int32', bool: 'bool' } as const;

/** Uploads a tensor; the data is copied, because the plain backend would go on using the caller's array. */
export function upload(
  { tf }: Pick<PreparedBackend, 'tf'>,
  data: TensorData,
  shape: Shape,
  dtype: DType,
): Tensor {
  return tf.tensor(data.slice(), [...shape], tfjsDType[dtype]);
}

/** Turns a verified program into kernel calls for a backend, which must be the current one. */
export function compileProgram(program: Program, backend: PreparedBackend): Compiled {
  const { tf, traits } = backend;
  const liveness = findLiveness(program);
  const constants = new Map<ValueId, Tensor>();
  const operands = new Map<string, Tensor>();
  const constant = (data: readonly number[], shape: Shape, dtype: DType): Tensor => {
    const key = `${dtype} [${shape.join()}] ${data.join()}`;
    const known = operands.get(key);
    if (known) return known;
    const made = upload(backend, array(data, dtype), shape, dtype);
    operands.set(key, made);
    return made;
  };
  const instructions: Instruction[] = [];
  for (const [index, equation] of program.equations.entries()) {
    if (equation.primitive === 'constant' || equation.primitive === 'iota') {
      constants.set(equation.outputs[0]!, uploadSource(backend, equation));
      continue;
    }
    const rule = loweringRules[equation.primitive] as LoweringRule<Primitive>;
    const run = rule({
      tf,
      traits,
      constant,
      inputs: equation.inputs.map((id) => program.values[id]!),
      outputs: equation.outputs.map((id) => program.values[id]!),
      attributes: equation.attributes as Attributes[Primitive],
    });
    if (equation.inputs.every((id) => constants.has(id))) {
      const results = tf.tidy(() => run(equation.inputs.map((id) => constants.get(id)!)));
      for (const [at, id] of equation.outputs.entries()) constants.set(id, results[at]!);
      continue;
    }
    const { inputs, outputs } = equation;
    instructions.push({ run, inputs, outputs, deadAfter: liveness.deadAfter[index]! });
  }
  dropUnread(program, instructions, constants);
  return {
    instructions,
    constants,
    unusedInputs: liveness.unusedInputs,
    kept: [...constants.values(), ...operands.values()],
  };
}

/** Frees the constants that only went into other constants. */
function dropUnread(
  program: Program,
  instructions: readonly Instruction[],
  constants: Map<ValueId, Tensor>,
): void {
  const read = new Set(instructions.flatMap(({ inputs }) => inputs));
  for (const { id } of program.outputs) read.add(id);
  for (const [id, tensor] of constants) {
    if (read.has(id)) continue;
    tensor.dispose();
    constants.delete(id);
  }
}

function uploadSource(
  backend: PreparedBackend,
  equation: EquationOf<'constant'> | EquationOf<'iota'>,
): Tensor {
  if (isConstant(equation)) {
    const { data, shape, dtype } = equation.attributes;
    return upload(backend, data, shape, dtype);
  }
  const { shape, axis } = equation.attributes;
  const inner = elementCount(shape.slice(axis + 1));
  const data = Int32Array.from(
    { length: elementCount(shape) },
    (_, at) => Math.floor(at / inner) % shape[axis]!,
  );
  return upload(backend, data, shape, 'i32');
}

const isConstant = (equation: Pick<Equation, 'primitive'>): equation is EquationOf<'constant'> =>
  equation.primitive === 'constant';

function array(data: readonly number[], dtype: DType): TensorData {
  if (dtype === 'f32') return Float32Array.from(data);
  return dtype === 'i32' ? Int32Array.from(data) : Uint8Array.from(data);
}
