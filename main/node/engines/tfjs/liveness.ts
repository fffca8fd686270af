import type { Equation, Program, ValueId } from '../../../core/program/program.ts';
import { byteCount } from '../limits.ts';

/** When the values of a program die, and what they need while they live. */
export type Liveness = {
  /** For each equation, the values that nothing uses after it; results that nothing uses at all are among them. */
  readonly deadAfter: readonly (readonly ValueId[])[];
  /** Inputs that no equation and no output uses. */
  readonly unusedInputs: readonly ValueId[];
  /** The most bytes that are alive at one time, inputs included; reshaping shares its operand's storage. */
  readonly peakBytes: number;
};

/** Finds the last use of every value. Outputs live on after the run, so they are in no list. */
export function findLiveness(program: Program): Liveness {
  const results = new Set<ValueId>(program.outputs.map((port) => port.id));
  const used = new Set<ValueId>(results);
  const deadAfter: ValueId[][] = [];
  for (const equation of program.equations.toReversed()) {
    const dying = [...new Set([...equation.inputs, ...equation.outputs])].filter((id) => !used.has(id));
    for (const id of dying) used.add(id);
    deadAfter.push(dying);
  }
  deadAfter.reverse();
  const unusedInputs = program.inputs.map((port) => port.id).filter((id) => !used.has(id));
  return { deadAfter, unusedInputs, peakBytes: peakBytes(program, deadAfter) };
}

function peakBytes(program: Program, deadAfter: readonly (readonly ValueId[])[]): number {
  /** The value whose storage a value lives in, and how many living values share that storage. */
  const home = new Map<ValueId, ValueId>();
  const sharing = new Map<ValueId, number>();
  let alive = 0;
  let peak = 0;
  const born = (id: ValueId, storage: ValueId): void => {
    home.set(id, storage);
    const count = sharing.get(storage) ?? 0;
    if (count === 0) alive += byteCount(program.values[storage]!);
    sharing.set(storage, count + 1);
    peak = Math.max(peak, alive);
  };
  const dies = (id: ValueId): void => {
    const storage = home.get(id)!;
    const count = sharing.get(storage)! - 1;
    if (count === 0) alive -= byteCount(program.values[storage]!);
    sharing.set(storage, count);
  };
  for (const { id } of program.inputs) born(id, id);
  for (const [index, equation] of program.equations.entries()) {
    for (const id of equation.outputs) born(id, storageOf(equation, id, home));
    for (const id of deadAfter[index]!) dies(id);
  }
  return peak;
}

function storageOf(equation: Equation, id: ValueId, home: ReadonlyMap<ValueId, ValueId>): ValueId {
  return equation.primitive === 'reshape' ? home.get(equation.inputs[0]!)! : id;
}
