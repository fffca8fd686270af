import { mutantsOf } from '../../core/evaluation/mutants.ts';
import type { Sandbox } from '../../core/evaluation/sandbox.ts';
import type { WrittenExercise } from '../../core/teaching/exercise-answer.ts';
import type { WrittenSection } from '../../core/teaching/textbook-answer.ts';
import type { Outcome, VerifyOptions } from '../sandbox/verify-lessons.ts';
import { verifyExercises, verifySections } from '../sandbox/verify-lessons.ts';

/** Wrong versions of each solution that are tried. */
const MUTANTS = 8;
/** Tests that notice a smaller share say too little. A mutant may be right by chance, so all is too much to ask. */
export const LEAST_NOTICED = 0.5;

export type Checked = {
  /** Null: it is right. */
  readonly fault: { readonly cause: string; readonly reason: string } | null;
  readonly mutants: number;
  readonly noticed: number;
};

/**
 * Runs exercises: the solution must pass its tests, an empty body must not, and the tests must notice at least half of
 * the wrong versions of the solution. In the exercises' order.
 */
export async function* checkExercises<Exercise extends WrittenExercise>(
  sandbox: Sandbox,
  exercises: Iterable<Exercise>,
  options: VerifyOptions = {},
): AsyncGenerator<{ readonly exercise: Exercise; readonly checked: Checked }> {
  const batch: { exercise: Exercise; outcome: Outcome }[] = [];
  const size = options.batch ?? 200;
  for await (const one of verifyExercises(sandbox, exercises, options)) {
    batch.push(one);
    if (batch.length >= size) yield* withMutants(sandbox, batch.splice(0));
  }
  yield* withMutants(sandbox, batch);
}

async function* withMutants<Exercise extends WrittenExercise>(
  sandbox: Sandbox,
  batch: readonly { readonly exercise: Exercise; readonly outcome: Outcome }[],
): AsyncGenerator<{ readonly exercise: Exercise; readonly checked: Checked }> {
  const wrong = batch.flatMap(({ exercise, outcome }, of) =>
    outcome.kind === 'kept'
      ? wrongVersions(exercise.solution, of).map((solution) => ({ ...exercise, solution, of }))
      : [],
  );
  const counts = batch.map(() => ({ mutants: 0, noticed: 0 }));
  for await (const { exercise, outcome } of verifyExercises(sandbox, wrong, { confirm: false })) {
    const count = counts[exercise.of]!;
    count.mutants += 1;
    if (outcome.kind === 'failed') count.noticed += 1;
  }
  for (const [at, { exercise, outcome }] of batch.entries()) {
    const { mutants, noticed } = counts[at]!;
    yield { exercise, checked: { fault: faultOf(outcome, mutants, noticed), mutants, noticed } };
  }
}

function faultOf(outcome: Outcome, mutants: number, noticed: number): Checked['fault'] {
  if (outcome.kind === 'failed') {
    const { reason } = outcome;
    // A bare assert says nothing but its name.
    const said = reason.startsWith('AssertionError')
      ? `the solution fails its own tests (${reason})`
      : reason;
    return { cause: causeOf(reason), reason: said };
  }
  if (noticed >= mutants * LEAST_NOTICED) return null;
  return {
    cause: 'tests that notice too little',
    reason: `its tests notice ${String(noticed)} of ${String(mutants)} wrong versions of the solution`,
  };
}

/** A few words that many faults share. */
export function causeOf(reason: string): string {
  if (reason.startsWith('its tests pass')) return 'tests that an empty body passes';
  if (reason.startsWith('AssertionError')) return 'a solution that fails its own tests';
  if (/^timeout|it ended the interpreter|^memory|^interpreter-died/.test(reason))
    return 'a run that did not end well';
  return 'an error when run';
}

/** Slips and left-out lines; what raises at once or is no Python would be noticed by any test. */
const wrongVersions = (solution: string, seed: number): string[] =>
  mutantsOf(solution, seed)
    .filter(({ kind }) => kind === 'operator' || kind === 'deleted-line')
    .slice(0, MUTANTS)
    .map(({ completion }) => completion);

/** Runs a section's blocks and compares every stated output. */
export async function checkSection(sandbox: Sandbox, section: WrittenSection): Promise<Checked> {
  for await (const { outcome } of verifySections(sandbox, [section])) {
    if (outcome.kind === 'kept') break;
    const cause = outcome.reason.includes(' printed ')
      ? 'an output that is not what is printed'
      : 'an error when run';
    return { fault: { cause, reason: outcome.reason }, mutants: 0, noticed: 0 };
  }
  return { fault: null, mutants: 0, noticed: 0 };
}

/** As `checkExercises`, for one. */
export async function checkExercise(sandbox: Sandbox, exercise: WrittenExercise): Promise<Checked> {
  for await (const { checked } of checkExercises(sandbox, [exercise])) return checked;
  throw new Error('One exercise gives one outcome.');
}
