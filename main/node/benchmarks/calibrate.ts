import type { Problem } from '../../core/evaluation/problem.ts';
import {
  checkerText,
  programText,
  referenceCompletion,
  solutionText,
} from '../../core/evaluation/program-text.ts';
import type { Sandbox, SandboxLimits, SandboxResult, Trust } from '../../core/evaluation/sandbox.ts';
import { defaultLimits } from '../sandbox/open-sandbox.ts';

/** What a problem's own solution says about judging others. */
export type Calibration = {
  readonly trust: Trust;
  /** How long the reference takes on this machine, milliseconds; null where there is none that passes. */
  readonly referenceMs: number | null;
};

/** A reference may be slower than any limit that a caller would set for a sample. */
const referenceTimeMs = 20_000;

const known = new WeakMap<Sandbox, WeakMap<Problem, Promise<Calibration>>>();

/**
 * Runs the reference once per sandbox and problem. A problem is judged with shared trust only if its own
 * reference cannot be judged otherwise: a sample never chooses how it is judged.
 */
export function calibrate(sandbox: Sandbox, problem: Problem): Promise<Calibration> {
  const byProblem = known.get(sandbox) ?? new WeakMap<Problem, Promise<Calibration>>();
  known.set(sandbox, byProblem);
  const calibration = byProblem.get(problem) ?? runReference(sandbox, problem);
  byProblem.set(problem, calibration);
  return calibration;
}

async function runReference(sandbox: Sandbox, problem: Problem): Promise<Calibration> {
  const reference = referenceCompletion(problem);
  if (reference.trim() === '') return { trust: 'separate', referenceMs: null };
  const limits = { timeMs: referenceTimeMs };
  const solution = solutionText(problem, reference);
  const apart = await sandbox.check({ solution, checker: checkerText(problem), limits });
  if (apart.verdict === 'passed') return { trust: 'separate', referenceMs: apart.elapsedMs };
  // An end of the sandbox or of its patience says nothing about the values.
  if (!mayNotCross(apart)) return { trust: 'separate', referenceMs: null };
  const together = await sandbox.run({ source: programText(problem, reference), limits });
  return together.verdict === 'passed'
    ? { trust: 'shared', referenceMs: together.elapsedMs }
    : { trust: 'separate', referenceMs: null };
}

const mayNotCross = ({ verdict }: SandboxResult): boolean =>
  verdict === 'wrong-answer' || verdict === 'exception';

/**
 * The limits of one sample: those asked for, and for time at least `factor` times what the reference takes here,
 * so that a slow machine fails no right program.
 */
export function limitsFor(
  { referenceMs }: Calibration,
  asked: Partial<SandboxLimits>,
  factor: number,
): Partial<SandboxLimits> {
  const needed = Math.ceil(factor * (referenceMs ?? 0));
  return needed > (asked.timeMs ?? defaultLimits.timeMs) ? { ...asked, timeMs: needed } : asked;
}
