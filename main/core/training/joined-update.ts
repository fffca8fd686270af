import { Builder, type Value } from '../program/builder.ts';
import type { Program } from '../program/program.ts';
import { elementCount, type Shape } from '../program/shape.ts';
import { adamw, clipSummed, declareScalars, sumOfSquares, type AdamWOptions } from './adamw.ts';

/**
 * The end of a step whose batch was computed in parts, for some of its n tensors: gradients of P parts are added, in
 * the parts' order, and the tensors updated. Lanes share the tensors out among themselves, so each does it for its own.
 */
export type JoinedTensors = {
  readonly shapes: readonly Shape[];
  readonly parts: number;
  /** Among how many lanes all tensors are shared out. */
  readonly shares: number;
};

/** Inputs: the gradients of every tensor of part 0, of part 1, …; output: `squares`, Σ g² over their sums, a scalar. */
export function buildSquares({ shapes, parts }: Omit<JoinedTensors, 'shares'>): Program {
  const b = new Builder('squares');
  return b.build({ squares: sumOfSquares(b, joined(b, shapes, parts)) });
}

/**
 * Inputs, with m tensors: m parameters, m first and m second moments; the gradients as of `buildSquares`; `lossSums`
 * f32 [P] and `targetCounts` f32 [P]; `squares`, one f32 for each share, what `buildSquares` gave there; `scalars` [3]. Outputs:
 * loss and gradient norm as of `buildTrainStep`, m parameters, m first and m second moments.
 */
export function buildJoinedUpdate({ shapes, parts, shares }: JoinedTensors, options: AdamWOptions): Program {
  const b = new Builder('joinedUpdate');
  const [parameters, firsts, seconds] = ['parameter', 'first', 'second'].map((role) =>
    declare(b, shapes, role),
  );
  const gradients = joined(b, shapes, parts);
  const total = (name: string, count: number): Value => b.reduceSum(b.input(name, 'f32', [count]), [0]);
  const [sum, targetCount] = [total('lossSums', parts), total('targetCounts', parts)];
  const squares = total('squares', shares);
  const scalars = declareScalars(b);
  const { loss, norm, factor } = clipSummed(b, options, { sum, targetCount, norm: b.sqrt(squares) });
  const updated = gradients.map((gradient, index) => {
    const slot = { parameter: parameters![index]!, first: firsts![index]!, second: seconds![index]! };
    return adamw(b, options, scalars, slot, gradient, factor);
  });
  const outputs: [string, Value][] = [
    ['loss', loss],
    ['gradientNorm', norm],
  ];
  for (const role of ['parameter', 'first', 'second'] as const)
    for (const [index, slot] of updated.entries()) outputs.push([`${role} ${String(index)}`, slot[role]]);
  return b.build(Object.fromEntries(outputs));
}

/** Deals tensors out to at most `lanes` so that all get about as many elements: for each lane the places of its tensors. */
export function shareOut(shapes: readonly Shape[], lanes: number): number[][] {
  const shares = Array.from({ length: Math.min(lanes, shapes.length) }, () => ({
    elements: 0,
    places: [] as number[],
  }));
  const bySize = [...shapes.entries()].toSorted(([, a], [, b]) => elementCount(b) - elementCount(a));
  for (const [place, shape] of bySize) {
    const least = shares.reduce((one, other) => (other.elements < one.elements ? other : one));
    least.elements += elementCount(shape);
    least.places.push(place);
  }
  return shares.map(({ places }) => places.toSorted((a, b) => a - b));
}

function declare(b: Builder, shapes: readonly Shape[], role: string): Value[] {
  return shapes.map((shape, index) => b.input(`${role} ${String(index)}`, 'f32', shape));
}

function joined(b: Builder, shapes: readonly Shape[], parts: number): Value[] {
  const each = Array.from({ length: parts }, (_, part) => declare(b, shapes, `gradient ${String(part)}`));
  return each.reduce((sums, gradients) => sums.map((sum, index) => b.add(sum, gradients[index]!)));
}
