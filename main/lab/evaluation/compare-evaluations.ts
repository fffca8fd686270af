import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ParsedInput } from '../../../preload/contract/contract.ts';
import type { Comparison as ComparisonView } from '../../../preload/contract/evaluations.ts';
import type { Comparison, Contestant } from '../../core/evaluation/compare.ts';
import { compareModels } from '../../core/evaluation/compare.ts';
import { tally } from '../../core/evaluation/pass-at-k.ts';
import type { EvaluationSettings } from '../../core/evaluation/settings.ts';
import { Failure } from '../../core/failure.ts';
import type { Evaluation } from '../../node/evaluation/conclude.ts';
import { bootstrapRandom } from '../../node/evaluation/conclude.ts';
import { readEvaluation } from '../../node/evaluation/read-evaluation.ts';
import { tallyEvaluationProblems } from '../../node/store/queries/evaluations.ts';
import { requireEvaluation } from './evaluations.ts';
import type { LabParts } from '../lab.ts';
import { closeLabParts, openLabParts } from '../lab.ts';

/** A comparison, and what makes the two evaluations less than comparable. */
export type ComparedEvaluations = Comparison & { readonly warnings: readonly string[] };

/** The seed of the bootstrap: the same two evaluations always give the same interval. */
const SEED = 1;

/** One evaluation, as far as a comparison needs it. */
type Side = Contestant & {
  readonly step: number | null;
  readonly benchmarkHash: string;
  readonly settings: Partial<EvaluationSettings>;
};

/** Compares two finished evaluations problem by problem. */
export async function compareEvaluations(
  parts: LabParts,
  first: string,
  second: string,
): Promise<ComparedEvaluations> {
  return compareSides(await storedSide(parts, first), await storedSide(parts, second));
}

function compareSides(one: Side, other: Side): ComparedEvaluations {
  const [first, second] = namesOf(one, other);
  const compared = compareModels(
    { name: first, tallies: one.tallies },
    { name: second, tallies: other.tallies },
    bootstrapRandom(SEED),
  );
  return { ...compared, warnings: warningsOf(one, other) };
}

async function storedSide(parts: LabParts, id: string): Promise<Side> {
  const row = await requireEvaluation(parts, id);
  if (row.ended_at === null) {
    throw new Failure(
      'evaluation-unfinished',
      `The evaluation of ${row.run_name} is not finished; wait for it, or resume it, and compare then.`,
    );
  }
  const problems = await tallyEvaluationProblems(parts.store.db, row.id);
  return {
    name: row.run_name,
    step: row.step,
    benchmarkHash: row.benchmark_hash,
    settings: JSON.parse(row.settings) as Partial<EvaluationSettings>,
    tallies: problems.map(({ task_id, judged, passed }) => ({ taskId: task_id, samples: judged, correct: passed })),
  };
}

const sideOf = ({ file, samples }: Evaluation): Side => ({
  name: file.runName,
  step: file.step,
  benchmarkHash: file.benchmarkHash,
  settings: file.settings,
  tallies: tally(samples),
});

/** Two checkpoints of one run are told apart by their steps. */
function namesOf(one: Side, other: Side): [string, string] {
  if (one.name !== other.name) return [one.name, other.name];
  const named = ({ name, step }: Side, place: string): string =>
    one.step !== other.step && step !== null ? `${name} at step ${step}` : `${name} (${place})`;
  return [named(one, 'first'), named(other, 'second')];
}

/** Settings that move a score by themselves. */
const COMPARED = {
  promptForm: 'the form of the prompt',
  samplesPerProblem: 'answers a problem',
  temperature: 'temperature',
  topP: 'top-p',
  topK: 'top-k',
  maxNewTokens: 'tokens at most',
  sanitise: 'what is cut from an answer',
} as const;

function warningsOf(one: Side, other: Side): string[] {
  const [a, b] = [one.settings, other.settings];
  const names = Object.keys(COMPARED) as (keyof typeof COMPARED)[];
  const warnings = names
    .filter((name) => a[name] !== undefined && b[name] !== undefined && a[name] !== b[name])
    .map((name) => `They differ in ${COMPARED[name]}: ${a[name]} and ${b[name]}.`);
  if (a.isolation !== b.isolation) {
    warnings.push("One ran its answers in this machine's own Python, the other in Pyodide; their packages differ.");
  }
  if (one.benchmarkHash !== other.benchmarkHash) {
    warnings.push('They were asked different problems; only those that both were asked are compared.');
  }
  return warnings;
}

/**
 * The `compare` command: each evaluation by its folder, or by its id in the project, which is opened only then.
 */
export async function compareNamed(
  projectPath: string,
  first: string,
  second: string,
): Promise<ComparedEvaluations> {
  const isFolder = (name: string): boolean => existsSync(join(name, 'evaluation.json'));
  if (isFolder(first) && isFolder(second)) {
    return compareSides(sideOf(await readEvaluation(first)), sideOf(await readEvaluation(second)));
  }
  const parts = await openLabParts({ projectPath, door: 'browser', startsJobs: false });
  try {
    return await compareEvaluations(parts, first, second);
  } finally {
    await closeLabParts(parts);
  }
}

/** The comparison as the view shows it. */
export async function comparisonView(
  parts: LabParts,
  { first, second }: ParsedInput<'evaluations.compare'>,
): Promise<ComparisonView> {
  const compared = await compareEvaluations(parts, first, second);
  const { flips, problems, mcnemar, p, detectable, warnings } = compared;
  const better = (side: 'first' | 'second'): string[] => {
    const worse = side === 'first' ? 'second' : 'first';
    return flips
      .filter((flip) => share(flip[side]) > share(flip[worse]))
      .map(({ taskId }) => taskId);
  };
  const points = (share: number): string => (share * 100).toFixed(1);
  const test = mcnemar === null ? 'a paired bootstrap' : "McNemar's test";
  return {
    firstName: compared.first.name,
    secondName: compared.second.name,
    fixed: better('second'),
    broken: better('first'),
    both: compared.both,
    neither: compared.neither,
    p,
    sentence: compared.sentence,
    warnings,
    detectable: `With ${problems} problems ${test} would find a difference of about ${points(detectable.paired)} points; without pairing it would take ${points(detectable.unpaired)}.`,
  };
}

const share = ({ correct, samples }: { readonly correct: number; readonly samples: number }): number =>
  correct / samples;
