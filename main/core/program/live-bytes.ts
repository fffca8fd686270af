import type { Primitive } from './primitive.ts';
import type { Equation, Program, ValueId } from './program.ts';
import { elementCount } from './shape.ts';

/** Bytes of an f32 or an i32; booleans take one. */
const WORD = 4;

/** What running a program takes, in bytes. */
export type ProgramBytes = {
  readonly inputs: number;
  readonly outputs: number;
  /** Most that lies in neither of them at one time, when equations run in order and values go after their last use. */
  readonly peak: number;
};

/** Primitives whose result can take the place of an operand of its size that is not used again. */
const inPlace: ReadonlySet<Primitive> = new Set<Primitive>([
  'neg',
  'exp',
  'log',
  'sqrt',
  'tanh',
  'sigmoid',
  'add',
  'sub',
  'mul',
  'div',
  'maximum',
  'minimum',
]);

/**
 * Counts the bytes a program needs from its shapes alone, without running it. Reshapes share their operand's storage;
 * constants count as inputs. An engine's own overhead (alignment, arenas) is not in it.
 */
export function programBytes(program: Program): ProgramBytes {
  const bytesOf = (id: ValueId): number => {
    const { dtype, shape } = program.values[id]!;
    return elementCount(shape) * (dtype === 'bool' ? 1 : WORD);
  };
  const storage = storages(program.equations);
  const store = (id: ValueId): ValueId => storage.get(id) ?? id;
  const lastUse = new Map<ValueId, number>();
  for (const [at, { inputs, outputs }] of program.equations.entries()) {
    for (const id of [...inputs, ...outputs]) lastUse.set(store(id), at);
  }
  const constants = program.equations
    .filter(({ primitive }) => primitive === 'constant' || primitive === 'iota')
    .map(({ outputs }) => outputs[0]!);
  const ends = new Set([...program.inputs, ...program.outputs].map(({ id }) => store(id)));
  const held = new Set([...ends, ...constants]);

  let [alive, peak] = [0, 0];
  for (const [at, equation] of program.equations.entries()) {
    const { primitive, inputs, outputs } = equation;
    const made = outputs.filter((id) => store(id) === id && !held.has(id));
    const gone = new Set(
      [...inputs.map(store), ...made].filter((id) => lastUse.get(id) === at && !held.has(id)),
    );
    const size = made.reduce((sum, id) => sum + bytesOf(id), 0);
    const reused =
      inPlace.has(primitive) && [...gone].some((id) => !made.includes(id) && bytesOf(id) === size);
    peak = Math.max(peak, alive + (reused ? 0 : size) + scratchBytes(equation, bytesOf));
    alive += size - [...gone].reduce((sum, id) => sum + bytesOf(id), 0);
  }
  const total = (ids: Iterable<ValueId>): number => [...ids].reduce((sum, id) => sum + bytesOf(id), 0);
  return {
    inputs: total(program.inputs.map(({ id }) => id)) + total(constants),
    outputs: total(program.outputs.map(({ id }) => id)),
    peak,
  };
}

/** The value whose storage another one shares, for those that share one. */
function storages(equations: readonly Equation[]): ReadonlyMap<ValueId, ValueId> {
  const found = new Map<ValueId, ValueId>();
  for (const { primitive, inputs, outputs } of equations) {
    if (primitive === 'reshape') found.set(outputs[0]!, found.get(inputs[0]!) ?? inputs[0]!);
  }
  return found;
}

/** Room for what lies between operands and results of a fused primitive: masked scores, log-probabilities. */
function scratchBytes({ primitive, inputs, outputs }: Equation, bytesOf: (id: ValueId) => number): number {
  if (primitive === 'attention') return bytesOf(outputs[1]!);
  if (primitive === 'crossEntropy') return bytesOf(inputs[0]!);
  return 0;
}
