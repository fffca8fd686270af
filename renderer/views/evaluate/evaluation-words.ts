import type { EvaluationSummary } from '../../../preload/contract/evaluations.ts';
import { count, percent } from '../../controls/format.ts';

/** `hornbook` is the lab's own. */
export function benchmarkName(benchmark: string): string {
  return benchmark === 'hornbook' ? 'Hornbook held-out' : benchmark;
}

/** `greedy`, or the temperature. */
export function samplingWords({ temperature, topP }: EvaluationSummary): string {
  return temperature === 0 ? 'greedy' : `T ${temperature}, top-p ${topP}`;
}

/** What is known so far, in a sentence for the page's head. */
export function standingWords(evaluation: EvaluationSummary): string {
  const { passAt1, ci95, judged, problems, samplesPerProblem } = evaluation;
  if (passAt1 !== null && ci95 !== null) {
    return `pass@1 ${percent(passAt1)}, 95 % interval ${percent(ci95[0])} to ${percent(ci95[1])}`;
  }
  return `${count(judged)} of ${count(problems * samplesPerProblem)} answers judged`;
}

/** What stands in the way of going on, for one that is neither running nor done; null where nothing does. */
export function troubleOf(evaluation: EvaluationSummary): string | null {
  const saved = 'Every answer that was written is saved; resume to go on from there.';
  switch (evaluation.state) {
    case 'running':
    case 'stopping':
    case 'done':
      return null;
    case 'queued':
      return 'It waits for other jobs to end.';
    case 'paused':
      return `Paused. ${saved}`;
    case 'stopped':
      return `Stopped. ${saved}`;
    case 'interrupted':
      return evaluation.error?.message ?? `Its process ended without a last word. ${saved}`;
    case 'failed':
      return evaluation.error?.message ?? 'It failed and did not say why; its log may tell.';
  }
}

/** Which evaluations can be laid beside one: those of the same benchmark that are whole. */
export function comparable(
  all: readonly EvaluationSummary[],
  one: EvaluationSummary,
): readonly EvaluationSummary[] {
  return all.filter(
    (other) => other.id !== one.id && other.state === 'done' && other.benchmark === one.benchmark,
  );
}

/** Its name among others: the run's, with the step where the run was measured at several. */
export function nameOf(evaluation: EvaluationSummary, all: readonly EvaluationSummary[]): string {
  const known = all.filter(({ runId, step }) => runId === evaluation.runId && step !== null);
  const steps = new Set(known.map(({ step }) => step));
  return steps.size > 1 && evaluation.step !== null
    ? `${evaluation.runName}, step ${count(evaluation.step)}`
    : evaluation.runName;
}
