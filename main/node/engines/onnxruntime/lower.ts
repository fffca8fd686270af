import type { Attributes, Primitive } from '../../../core/program/primitive.ts';
import type { Equation, EquationOf, Program, ValueId } from '../../../core/program/program.ts';
import { sameShape, valueType } from '../../../core/program/shape.ts';
import { verify } from '../../../core/program/verify.ts';
import { OnnxGraph } from './graph.ts';
import type { LoweringRule, Named } from './lowering-rule.ts';
import { loweringRules } from './lowering-rules.ts';
import { encodeModel } from './proto.ts';
import { lowerRowBlock, rowBlocks, type LowerEquation } from './row-blocks.ts';

/** A program as an ONNX model, with the names of its inputs and outputs in the program's order. */
export type LoweredModel = {
  readonly bytes: Uint8Array;
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /**
   * The first result, where it was asked for: a sequence, which the Node binding cannot turn into a value of JavaScript.
   * Asked for it, the binding runs the model and then stops, before it copies all other results to new memory.
   */
  readonly unreturned?: string;
};

export type LoweringOptions = {
  /** Run chains of elementwise passes over large tensors block by block, for engines whose memory has caches. */
  readonly inRowBlocks?: boolean;
  /** Give the model a first result that is a sequence; see `unreturned`. */
  readonly unreturned?: boolean;
};

/**
 * Lowers a program to ONNX, primitive by primitive, except that a matrix product whose only use is an addition
 * becomes one Gemm with the other addend as its C: the sum then costs no pass of its own. `graph` takes the nodes.
 * Throws IllegalProgram when the program does not verify.
 */
export function lowerToOnnx(
  program: Program,
  graph = new OnnxGraph(),
  { inRowBlocks = false, unreturned = false }: LoweringOptions = {},
): LoweredModel {
  verify(program);
  const named = (id: ValueId): Named => ({ name: graph.valueName(id), type: program.values[id]! });
  for (const port of program.inputs) graph.input(graph.valueName(port.id), program.values[port.id]!);

  const absorbed = gemms(program);
  const producers = new Set<Equation>(absorbed.values());
  const lowerEquation: LowerEquation = (into, equation, name) => {
    applyRule(
      into,
      equation.primitive,
      equation.inputs.map(name),
      equation.outputs.map(name),
      equation.attributes as Attributes[Primitive] as never,
    );
  };
  const whole = new Set<Equation>([...absorbed.keys(), ...producers]);
  const steps = inRowBlocks ? rowBlocks(program, whole) : program.equations;
  for (const step of steps) {
    if ('members' in step) {
      lowerRowBlock(graph, program, step, lowerEquation);
      continue;
    }
    const product = absorbed.get(step);
    if (product) lowerGemm(graph, named, step, product);
    else if (!producers.has(step)) lowerEquation(graph, step, named);
  }
  if (unreturned) {
    graph.node('SequenceConstruct', [inOrder(graph, program)], { outputs: [unreturnedName] });
    graph.sequenceOutput(unreturnedName, valueType('f32', []));
  }
  // A result needs a node of its own only where its value is an input, a constant or a result already.
  const taken = new Set<ValueId>(program.inputs.map((port) => port.id));
  for (const equation of program.equations)
    if (equation.primitive === 'constant') taken.add(equation.outputs[0]!);
  const outputNames = program.outputs.map((port, index) => {
    const name = taken.has(port.id) ? `out${String(index)}` : graph.valueName(port.id);
    if (taken.has(port.id)) graph.node('Identity', [graph.valueName(port.id)], { outputs: [name] });
    taken.add(port.id);
    graph.output(name, program.values[port.id]!);
    return name;
  });
  const inputNames = program.inputs.map((port) => graph.valueName(port.id));
  const bytes = encodeModel(graph.finish(program.name));
  return { bytes, inputNames, outputNames, ...(unreturned ? { unreturned: unreturnedName } : {}) };
}

const unreturnedName = 'unreturned';

/**
 * A scalar that depends on every result which is a product or a sum, such as the gradient of a weight, in the order in
 * which the program makes them. onnxruntime orders nodes depth first from those that nothing follows: without this it
 * computes such results at the very end, when their operands have long left the cache, and keeps all operands until then.
 */
function inOrder(graph: OnnxGraph, program: Program): string {
  const results = new Set(program.outputs.map((port) => port.id));
  const made = program.equations
    .filter(({ primitive }) => primitive === 'matmul' || primitive === 'reduceSum')
    .map(({ outputs }) => outputs[0]!)
    .filter((id) => results.has(id));
  const first = graph.scalar(0, 'f32');
  const last = made.reduce((before, id) => {
    const { shape } = program.values[id]!;
    const ones = graph.integers(shape.map(() => 1));
    const zeros = graph.integers(shape.map(() => 0));
    const name = graph.valueName(id);
    return graph.node('Add', [before, shape.length === 0 ? name : graph.node('Slice', [name, zeros, ones])]);
  }, first);
  return made.length === 0 ? first : graph.node('Reshape', [last, graph.integers([])]);
}

function applyRule<P extends Primitive>(
  graph: OnnxGraph,
  primitive: P,
  inputs: readonly Named[],
  outputs: readonly Named[],
  attributes: Attributes[P],
): void {
  const rule: LoweringRule<P> = loweringRules[primitive];
  rule(graph, inputs, outputs, attributes);
}

/**
 * Additions that take over a two-axis matrix product, each with that product. A bias is not taken over: Gemm spreads it
 * over the result on one thread before the product starts, which takes longer than a pass of all threads after it.
 */
function gemms(program: Program): Map<Equation, EquationOf<'matmul'>> {
  const uses = new Map<ValueId, number>();
  for (const id of program.equations.flatMap((equation) => equation.inputs))
    uses.set(id, (uses.get(id) ?? 0) + 1);
  for (const { id } of program.outputs) uses.set(id, (uses.get(id) ?? 0) + 1);
  const products = new Map<ValueId, EquationOf<'matmul'>>();
  const found = new Map<Equation, EquationOf<'matmul'>>();
  for (const equation of program.equations) {
    if (equation.primitive === 'matmul') products.set(equation.outputs[0]!, equation);
    if (equation.primitive !== 'add') continue;
    const result = program.values[equation.outputs[0]!]!;
    // The second operand is tried first: in a sum of products the first is the part that is already summed.
    const id = equation.inputs
      .toReversed()
      .find((operand) => products.has(operand) && uses.get(operand) === 1);
    if (id === undefined || result.shape.length !== 2) continue;
    const product = products.get(id)!;
    const twoAxes = product.inputs.every((operand) => program.values[operand]!.shape.length === 2);
    const sameSize = equation.inputs.every((operand) =>
      sameShape(program.values[operand]!.shape, result.shape),
    );
    if (twoAxes && sameSize) found.set(equation, product);
  }
  return found;
}

function lowerGemm(
  graph: OnnxGraph,
  named: (id: ValueId) => Named,
  sum: Equation,
  product: EquationOf<'matmul'>,
): void {
  const addend = sum.inputs.find((id) => id !== product.outputs[0]!)!;
  const [a, b] = product.inputs.map((id) => named(id).name) as [string, string];
  const { transposeA, transposeB, scale } = product.attributes;
  const attributes = { transA: Number(transposeA), transB: Number(transposeB), alpha: { float: scale } };
  const outputs = [named(sum.outputs[0]!).name];
  graph.node('Gemm', [a, b, named(addend).name], { attributes, outputs });
}
