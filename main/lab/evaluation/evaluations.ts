import type { ParsedInput } from '../../../preload/contract/contract.ts';
import type {
  EvaluationChoices,
  EvaluationDetails,
  EvaluationSummary,
  GroupRate,
  ProblemTally,
  SamplePage,
} from '../../../preload/contract/evaluations.ts';
import type { JobView } from '../../../preload/contract/jobs.ts';
import { formsOf } from '../../core/evaluation/prompt-form.ts';
import type { GroupScore, PassAtKScore } from '../../core/evaluation/score.ts';
import { scoreByGroup } from '../../core/evaluation/score.ts';
import type { EvaluationSettings, PromptForm } from '../../core/evaluation/settings.ts';
import { promptFormWords } from '../../core/evaluation/settings.ts';
import { Failure } from '../../core/failure.ts';
import { DOUBTFUL_WHY } from '../../node/benchmarks/import-benchmark.ts';
import { listBenchmarks, openBenchmark } from '../../node/benchmarks/library.ts';
import { evaluationId } from '../../node/store/ids.ts';
import type { ListedEvaluation, ListedSample, TalliedProblem } from '../../node/store/queries/evaluations.ts';
import {
  findEvaluation,
  listEvaluations,
  selectEvaluationSamples,
  tallyEvaluationProblems,
} from '../../node/store/queries/evaluations.ts';
import { isolationInForce, nativeIsolation } from './isolation.ts';
import type { LabParts } from '../lab.ts';
import { listModelChoices } from '../playground/models.ts';

/** A score's protocol, short enough to stand beside it. */
export const protocolWords: Readonly<Record<PromptForm, string>> = {
  completion: 'zero-shot',
  'mbpp-zero-shot': 'zero-shot',
  'mbpp-3-shot': '3-shot',
};

const settingsOf = (row: ListedEvaluation): Partial<EvaluationSettings> =>
  JSON.parse(row.settings) as Partial<EvaluationSettings>;

const isForm = (form: unknown): form is PromptForm => typeof form === 'string' && form in protocolWords;

function evaluationSummary(row: ListedEvaluation): EvaluationSummary {
  const { promptForm, temperature = 0, topP = 1, seed = 1 } = settingsOf(row);
  const done = row.ended_at !== null;
  const live = row.judged > 0 ? row.passed / row.judged : null;
  return {
    id: row.id,
    runId: row.run_id,
    runName: row.run_name,
    step: row.step,
    benchmark: row.benchmark,
    protocol: isForm(promptForm) ? protocolWords[promptForm] : protocolWords.completion,
    problems: row.problems,
    samplesPerProblem: row.samples_per_problem,
    temperature,
    topP,
    seed,
    judged: row.judged,
    passed: row.passed,
    passAt1: row.pass_at_1 ?? live,
    ci95: row.ci_low === null || row.ci_high === null ? null : [row.ci_low, row.ci_high],
    isolation: row.isolation,
    createdAt: row.created_at,
    state: done ? 'done' : (row.job_state ?? 'interrupted'),
    jobId: row.job_id,
    progress: done || row.job_progress === null ? null : (JSON.parse(row.job_progress) as JobView['progress']),
    error: done || row.job_error === null ? null : (JSON.parse(row.job_error) as JobView['error']),
  };
}

export async function listEvaluationSummaries(parts: LabParts): Promise<EvaluationSummary[]> {
  return (await listEvaluations(parts.store.db)).map(evaluationSummary);
}

export async function requireEvaluation(parts: LabParts, id: string): Promise<ListedEvaluation> {
  const row = await findEvaluation(parts.store.db, evaluationId(id));
  if (!row) throw new Failure('evaluation-not-found', `There is no evaluation ${JSON.stringify(id)}.`);
  return row;
}

/** An evaluation with its problems as they stand: finished, or filling in. */
export async function evaluationDetails(parts: LabParts, id: string): Promise<EvaluationDetails> {
  const row = await requireEvaluation(parts, id);
  const rows = await tallyEvaluationProblems(parts.store.db, row.id);
  const tallies = rows.map(problemTally);
  const scores = row.ended_at === null ? liveScores(row, tallies) : keptScores(row, tallies);
  return {
    ...evaluationSummary(row),
    tallies,
    passAtK: scores.passAtK.map(({ k, rate, low, high }) => ({ k, rate, low, high })),
    interval: row.samples_per_problem === 1 ? 'wilson' : 'bootstrap',
    byDifficulty: scores.byDifficulty.map(groupRate),
    byTopic: scores.byTopic.map(groupRate).sort((a, b) => b.problems - a.problems),
    facts: factsOf(row),
  };
}

function problemTally(row: TalliedProblem): ProblemTally {
  const verdicts = Object.entries(JSON.parse(row.verdicts) as Record<string, number>);
  const commonest = verdicts.sort(([, a], [, b]) => b - a)[0];
  return {
    taskId: row.task_id,
    difficulty: row.difficulty,
    topics: JSON.parse(row.topics) as string[],
    judged: row.judged,
    passed: row.passed,
    verdict: row.passed > 0 ? 'passed' : (commonest?.[0] ?? null),
  };
}

type Scores = {
  readonly passAtK: readonly PassAtKScore[];
  readonly byDifficulty: readonly GroupScore[];
  readonly byTopic: readonly GroupScore[];
};

function keptScores(row: ListedEvaluation, tallies: readonly ProblemTally[]): Scores {
  const kept = JSON.parse(row.scores) as Partial<Scores>;
  // The first version kept none by group; they follow from the verdicts.
  if (kept.byDifficulty === undefined || kept.byDifficulty.length === 0) return liveScores(row, tallies);
  return { passAtK: kept.passAtK ?? [], byDifficulty: kept.byDifficulty ?? [], byTopic: kept.byTopic ?? [] };
}

/** While it runs, only what costs nothing: Wilson's intervals of the problems that were judged. */
function liveScores(row: ListedEvaluation, tallies: readonly ProblemTally[]): Scores {
  if (row.samples_per_problem > 1) return { passAtK: [], byDifficulty: [], byTopic: [] };
  const judged = tallies.filter((tally) => tally.judged > 0);
  const of = (groups: (tally: ProblemTally) => readonly string[]): GroupScore[] =>
    scoreByGroup(
      judged.map((tally) => ({
        taskId: tally.taskId,
        samples: tally.judged,
        correct: tally.passed,
        groups: groups(tally),
      })),
      () => 0,
    );
  return {
    passAtK: [],
    byDifficulty: of(({ difficulty }) => (difficulty === null ? [] : [String(difficulty)])),
    byTopic: of(({ topics }) => topics),
  };
}

const groupRate = ({ group, rate, low, high, problems, solved }: GroupScore): GroupRate => ({
  name: group,
  rate,
  low,
  high,
  problems,
  solved,
});

const SHOWN_IDS = 20;

function leftOut(without: readonly string[]): string {
  if (without.length === 0) return 'nothing';
  return without.length <= SHOWN_IDS ? without.join(', ') : `${without.length} tasks`;
}

/** Settings, hashes and versions, in the order to show them. */
function factsOf(row: ListedEvaluation): EvaluationDetails['facts'] {
  const settings = settingsOf(row);
  const { promptForm, stopStrings, timeFactor = 0, without = [] } = settings;
  const limit = settings.timeLimitMs === undefined ? '' : `${settings.timeLimitMs} ms`;
  const facts: [string, string | number | undefined][] = [
    ['prompt form', isForm(promptForm) ? promptFormWords[promptForm] : undefined],
    ['samples of a problem', row.samples_per_problem],
    ['temperature', settings.temperature === 0 ? 'greedy' : settings.temperature],
    ['top-p', settings.topP],
    ['top-k', settings.topK === 0 ? 'all tokens' : settings.topK],
    ['tokens at most', settings.maxNewTokens],
    ['stop strings', stopStrings?.map((stop) => JSON.stringify(stop)).join(' ')],
    ['sanitising', settings.sanitise],
    ['seed', settings.seed],
    ['time limit', timeFactor > 0 ? `${limit}, or ${timeFactor} × the reference's time here` : limit],
    ['left out', leftOut(without)],
    ['isolation', row.isolation],
    ['benchmark sha256', row.benchmark_hash],
    ['checkpoint sha256', row.checkpoint_hash],
    ...Object.entries(JSON.parse(row.versions) as Record<string, string>),
  ];
  return facts
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => ({ name, value: String(value) }));
}

/** One page of judged samples, straight from the store: it opens at once however many there are. */
export async function evaluationSamplePage(
  parts: LabParts,
  input: ParsedInput<'evaluations.samples'>,
): Promise<SamplePage> {
  const { id, ...query } = input;
  const row = await requireEvaluation(parts, id);
  const { rows, total } = await selectEvaluationSamples(parts.store.db, row.id, query);
  return { rows: rows.map(sampleRow), total };
}

export const sampleRow = (row: ListedSample): SamplePage['rows'][number] => ({
  taskId: row.task_id,
  sample: row.sample,
  verdict: row.verdict,
  detail: row.detail,
  elapsedMs: row.elapsed_ms,
  difficulty: row.difficulty,
  meanLogProbability: row.mean_log_probability,
});

/** What can be measured, and on what; a benchmark is offered once for each form it can be put in. */
export async function evaluationChoices(parts: LabParts): Promise<EvaluationChoices> {
  const folder = parts.project.benchmarks;
  const benchmarks: EvaluationChoices['benchmarks'][number][] = [];
  for (const { id, name, license, doubtful } of await listBenchmarks(folder)) {
    const doubtfulWhy = doubtful.length === 0 ? null : DOUBTFUL_WHY;
    const { list } = await openBenchmark(folder, id);
    for (const form of formsOf(list)) {
      const protocol = protocolWords[form];
      benchmarks.push({ id: choiceId(id, form), name, protocol, problems: list.length, license, doubtful, doubtfulWhy });
    }
  }
  const isolation = { strongest: await isolationInForce(parts.pythonPages), native: nativeIsolation() };
  return { models: await listModelChoices(parts), benchmarks, isolation };
}

/** A benchmark in one of its forms: `mbpp-1a2b3c4d:mbpp-3-shot`. */
const choiceId = (id: string, form: PromptForm): string => `${id}:${form}`;

/** The benchmark and the form of a choice; without a form the benchmark's usual one. */
export function parseChoice(choice: string): { readonly benchmark: string; readonly form: PromptForm | null } {
  const [benchmark, form] = choice.split(':', 2) as [string, string | undefined];
  if (form === undefined) return { benchmark, form: null };
  if (isForm(form)) return { benchmark, form };
  throw new Failure(
    'form-mismatch',
    `There is no prompt form ${form}; choose ${Object.keys(protocolWords).join(', ')}.`,
  );
}
