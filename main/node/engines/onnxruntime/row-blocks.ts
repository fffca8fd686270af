import type { Primitive } from '../../../core/program/primitive.ts';
import type { Equation, Program, ValueId } from '../../../core/program/program.ts';
import { elementCount, sameShape, valueType, type Shape } from '../../../core/program/shape.ts';
import type { OnnxGraph } from './graph.ts';
import type { Named } from './lowering-rule.ts';
import { ScanBody } from './scan-body.ts';

/** Elementwise equations with results of one shape, which depend on nothing between them that is not of the block. */
export type RowBlock = { readonly shape: Shape; readonly members: readonly Equation[] };

/** Appends the nodes of one equation to a graph, in which its values have the given names. */
export type LowerEquation = (graph: OnnxGraph, equation: Equation, name: (id: ValueId) => Named) => void;

const elementwise: ReadonlySet<Primitive> = new Set<Primitive>([
  ...(['neg', 'exp', 'log', 'sqrt', 'tanh', 'sigmoid', 'gelu'] as const),
  ...(['add', 'sub', 'mul', 'div', 'maximum', 'minimum'] as const),
]);

/** Elements of one block (1 MiB): the handful that a pass touches stay in the last-level cache. */
const blockElements = 2 ** 18;

/** Smaller tensors stay in the cache between passes as they are. */
const leastElements = 2 * blockElements;

/** Chains shorter than this would gain less than starting the blocks costs. */
const leastMembers = 4;

/**
 * The equations in an order that computes the same, with chains of elementwise passes over large tensors gathered into
 * blocks. `whole` are equations that are lowered in another way and stay outside.
 */
export function rowBlocks(program: Program, whole: ReadonlySet<Equation>): (Equation | RowBlock)[] {
  const steps: (Equation | RowBlock)[] = [];
  let open: Equation[] = [];
  let made = new Set<ValueId>();
  const shapeOf = (equation: Equation): Shape => program.values[equation.outputs[0]!]!.shape;
  const close = (): void => {
    if (open.length >= leastMembers && sliceCount(shapeOf(open[0]!)) > 1)
      steps.push({ shape: shapeOf(open[0]!), members: open });
    else steps.push(...open);
    open = [];
    made = new Set();
  };
  for (const equation of program.equations) {
    const belongs = !whole.has(equation) && isLargePass(program, equation);
    const joins = belongs && open.length > 0 && sameShape(shapeOf(equation), shapeOf(open[0]!));
    if (!joins && (belongs || equation.inputs.some((id) => made.has(id)))) close();
    if (belongs) {
      open.push(equation);
      for (const id of equation.outputs) made.add(id);
    } else {
      steps.push(equation);
    }
  }
  close();
  return steps;
}

function isLargePass(program: Program, { primitive, outputs }: Equation): boolean {
  const { dtype, shape } = program.values[outputs[0]!]!;
  return elementwise.has(primitive) && dtype === 'f32' && elementCount(shape) >= leastElements;
}

/**
 * Lowers a block to one Scan over slices along the first axis. A slice goes through all passes while it is in the
 * cache, where each pass over the whole tensor would fetch it from memory and write it back. Scan takes its slices and
 * puts its results where they lie; nothing is copied.
 */
export function lowerRowBlock(
  graph: OnnxGraph,
  program: Program,
  { shape, members }: RowBlock,
  lower: LowerEquation,
): void {
  const slices = sliceCount(shape);
  const body = new ScanBody(graph);
  const inner = new Set(members.flatMap((equation) => equation.outputs));
  const sliceType = (id: ValueId): Named['type'] => {
    const { dtype, shape: full } = program.values[id]!;
    return isSliced(full, shape) ? valueType(dtype, full.with(0, full[0]! / slices)) : program.values[id]!;
  };
  const nameInside = (id: ValueId): string => `${body.prefix}v${String(id)}`;
  const sliced = new Set<ValueId>();
  const named = (id: ValueId): Named => {
    const outside = !inner.has(id);
    const isSlice = isSliced(program.values[id]!.shape, shape);
    if (outside && isSlice) sliced.add(id);
    return { name: outside && !isSlice ? graph.valueName(id) : nameInside(id), type: sliceType(id) };
  };
  for (const equation of members) lower(body, equation, named);

  const split = (id: ValueId): string => {
    const [first, ...rest] = program.values[id]!.shape as [number, ...number[]];
    return graph.node('Reshape', [graph.valueName(id), graph.integers([slices, first / slices, ...rest])]);
  };
  for (const id of sliced) body.input(nameInside(id), sliceType(id));
  const results = neededOutside(program, members);
  for (const id of results) body.output(nameInside(id), sliceType(id));
  const stacked = results.map(() => graph.freshName());
  graph.node('Scan', [...sliced].map(split), {
    attributes: { num_scan_inputs: sliced.size, body: { graph: body.finish('body') } },
    outputs: stacked,
  });
  for (const [index, id] of results.entries()) {
    graph.node('Reshape', [stacked[index]!, graph.integers(shape)], { outputs: [graph.valueName(id)] });
  }
}

/** Whether a tensor is cut along with the results, or taken whole because it stretches along their first axis. */
function isSliced(shape: Shape, results: Shape): boolean {
  return shape.length === results.length && shape[0] === results[0];
}

/** The divisor of the first axis that brings a slice closest to `blockElements` from above. */
function sliceCount(shape: Shape): number {
  const most = elementCount(shape) / blockElements;
  let best = 1;
  for (let count = 1; count <= most; count++) if (shape[0]! % count === 0) best = count;
  return best;
}

/** Results of the members that another equation takes or the program gives. */
function neededOutside(program: Program, members: readonly Equation[]): ValueId[] {
  const own = new Set(members);
  const needed = new Set(program.outputs.map((port) => port.id));
  for (const equation of program.equations) {
    if (!own.has(equation)) for (const id of equation.inputs) needed.add(id);
  }
  return members.flatMap((equation) => equation.outputs.filter((id) => needed.has(id)));
}
