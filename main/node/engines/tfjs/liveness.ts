import type { Program, ValueId } from '../../../core/program/program.ts';

/** When the values of a program die. */
export type Liveness = {
  /** For each equation, the values that nothing uses after it; results that nothing uses at all are among them. */
  readonly deadAfter: readonly (readonly ValueId[])[];
  /** Inputs that no equation and no output uses. */
  readonly unusedInputs: readonly ValueId[];
};

/** Finds the last use of every value. Outputs live on after the run, so they are in no list. */
export function findLiveness(program: Program): Liveness {
  const used = new Set<ValueId>(program.outputs.map((port) => port.id));
  const deadAfter: ValueId[][] = [];
  for (const equation of program.equations.toReversed()) {
    const dying = [...new Set([...equation.inputs, ...equation.outputs])].filter((id) => !used.has(id));
    for (const id of dying) used.add(id);
    deadAfter.push(dying);
  }
  const unusedInputs = program.inputs.map((port) => port.id).filter((id) => !used.has(id));
  return { deadAfter: deadAfter.reverse(), unusedInputs };
}
