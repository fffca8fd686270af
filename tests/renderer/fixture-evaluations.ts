import type {
  Comparison,
  Contamination,
  EvaluationChoices,
  EvaluationDetails,
  EvaluationSample,
  EvaluationSummary,
  GroupRate,
  ProblemTally,
} from '../../preload/contract/evaluations.ts';
import { NOW, random, runs } from './fixture-data.ts';

const PROBLEMS = 150;
const CI95 = [
  [0.0037, 0.0473],
  [0.0185, 0.0845],
  [0.1325, 0.2567],
  [0.5335, 0.6875],
] as const;

/** One greedy evaluation of each run, and one of the last with twenty answers a problem. */
export const evaluations: readonly EvaluationSummary[] = [
  ...runs.map((run, index) => ({ run, index, samplesPerProblem: 1 })),
  { run: runs[3]!, index: 3, samplesPerProblem: 20 },
].map(({ run, index, samplesPerProblem }, at) => ({
  id: `eval-${at + 1}`,
  runId: run.id,
  runName: run.name,
  step: run.totalSteps,
  benchmark: 'hornbook',
  protocol: 'zero-shot',
  problems: PROBLEMS,
  samplesPerProblem,
  temperature: samplesPerProblem === 1 ? 0 : 0.8,
  topP: 0.95,
  seed: 1,
  judged: PROBLEMS * samplesPerProblem,
  passed: Math.round(PROBLEMS * samplesPerProblem * run.passAt1!),
  passAt1: run.passAt1,
  ci95: CI95[index]!,
  isolation: 'permission',
  createdAt: NOW + at * 1_000,
  state: 'done',
  jobId: samplesPerProblem === 1 ? null : 'job-2',
  progress: null,
  error: null,
}));

/** The last one as it runs: so many of its answers are judged. */
export function runningEvaluation(judged: number): EvaluationSummary {
  const whole = evaluations[4]!;
  return {
    ...whole,
    judged,
    passed: Math.round(judged * 0.6),
    passAt1: judged === 0 ? null : 0.6,
    ci95: null,
    state: 'running',
    progress: {
      stage: 'evaluate',
      doing: 'running what was written',
      done: judged,
      total: PROBLEMS * 20,
      unit: 'answers',
      rate: 42,
      etaSeconds: 51,
      jobEtaSeconds: 51,
    },
  };
}

const DETAILS: Readonly<Record<string, string>> = {
  passed: '',
  'wrong-answer': "AssertionError: count('tea milk tea') == {'tea': 2, 'milk': 1}",
  exception: "NameError: name 'total' is not defined (line 9)",
  'syntax-error': "SyntaxError: '(' was never closed (line 8)",
  timeout: 'Still running after 3000 ms.',
};
const OTHERS = ['wrong-answer', 'wrong-answer', 'wrong-answer', 'exception', 'syntax-error', 'timeout'];
const TOPICS = ['dictionaries', 'strings', 'sorting', 'lists', 'numbers'];
const COMPLETION =
  '    counts = {}\n    for word in words.split():\n        counts[word] = counts.get(word, 0) + 1\n    return counts\n';
const RAW = `${COMPLETION}\n\ndef another():\n    pass\n`;

/** The answer at one place, made from the place alone: three thousand need no memory. */
export function sampleAt(evaluation: EvaluationSummary, problem: number, sample: number): EvaluationSample {
  const draw = random(problem * 977 + sample * 31 + evaluation.runName.length);
  const ease = random(problem * 13 + 5)();
  const passed = draw() < evaluation.passAt1! * (0.4 + 1.2 * ease);
  const verdict = passed ? 'passed' : OTHERS[Math.floor(draw() * OTHERS.length)]!;
  const tokens = (RAW.match(/\s*\S+\s?/g) ?? []).map((text) => ({
    text,
    logProbability: -((draw() * 2) ** 3) / 2,
  }));
  return {
    taskId: `hornbook/${problem}`,
    sample,
    prompt: `def count_then_sort_${problem}(words: str) -> dict:\n    """Count each word of the text, most frequent first.\n    >>> count_then_sort_${problem}('tea milk tea')\n    {'tea': 2, 'milk': 1}\n    """\n`,
    raw: RAW,
    completion: COMPLETION,
    verdict,
    detail: DETAILS[verdict] ?? '',
    elapsedMs: verdict === 'timeout' ? 3_000 : 4 + Math.round(draw() * 20),
    difficulty: 1 + (problem % 5),
    meanLogProbability: tokens.reduce((sum, { logProbability }) => sum + logProbability, 0) / tokens.length,
    tokens,
    topics: [TOPICS[problem % 5]!],
    failed:
      verdict === 'wrong-answer'
        ? {
            assertion: "count('tea milk tea') == {'tea': 2, 'milk': 1}",
            expected: "{'tea': 2, 'milk': 1}",
            actual: "{'tea': 1, 'milk': 1}",
          }
        : null,
    isolation: 'permission',
    trust: '',
  };
}

export function samplesOf(evaluation: EvaluationSummary): readonly EvaluationSample[] {
  return Array.from({ length: evaluation.judged }, (_, at) =>
    sampleAt(evaluation, Math.floor(at / evaluation.samplesPerProblem), at % evaluation.samplesPerProblem),
  );
}

export function talliesOf(evaluation: EvaluationSummary): readonly ProblemTally[] {
  const samples = Map.groupBy(samplesOf(evaluation), ({ taskId }) => taskId);
  return Array.from({ length: evaluation.problems }, (_, problem) => {
    const own = samples.get(`hornbook/${problem}`) ?? [];
    const passed = own.filter(({ verdict }) => verdict === 'passed').length;
    return {
      taskId: `hornbook/${problem}`,
      difficulty: 1 + (problem % 5),
      topics: [TOPICS[problem % 5]!],
      judged: own.length,
      passed,
      verdict: passed > 0 ? 'passed' : (own[0]?.verdict ?? null),
    };
  });
}

export function detailsOf(evaluation: EvaluationSummary): EvaluationDetails {
  const tallies = talliesOf(evaluation);
  const groups = (nameOf: (tally: ProblemTally) => string): readonly GroupRate[] =>
    [...Map.groupBy(tallies, nameOf)].map(([name, own]) => {
      const solved = own.filter(({ passed }) => passed > 0).length;
      const rate = solved / own.length;
      return { name, problems: own.length, solved, rate, low: rate * 0.7, high: rate + (1 - rate) * 0.3 };
    });
  const done = evaluation.state === 'done';
  return {
    ...evaluation,
    tallies,
    passAtK: done
      ? Array.from({ length: evaluation.samplesPerProblem }, (_, at) => {
          const rate = 1 - (1 - evaluation.passAt1!) ** (1 + at * 0.4);
          return { k: at + 1, rate, low: rate * 0.9, high: rate + (1 - rate) * 0.1 };
        })
      : [],
    interval: evaluation.samplesPerProblem === 1 ? 'wilson' : 'bootstrap',
    byDifficulty: groups(({ difficulty }) => String(difficulty)),
    byTopic: groups(({ topics }) => topics[0]!),
    facts: [
      { name: 'tokens at most', value: '256' },
      { name: 'benchmark sha256', value: '0123456789abcdef'.repeat(4) },
      { name: 'checkpoint sha256', value: 'fedcba9876543210'.repeat(4) },
    ],
  };
}

export function comparisonOf(first: EvaluationSummary, second: EvaluationSummary): Comparison {
  const before = new Map(talliesOf(first).map((tally) => [tally.taskId, tally.passed > 0]));
  const after = talliesOf(second).map((tally) => ({ taskId: tally.taskId, solved: tally.passed > 0 }));
  const those = (was: boolean, is: boolean) =>
    after
      .filter(({ taskId, solved }) => before.get(taskId) === was && solved === is)
      .map(({ taskId }) => taskId);
  return {
    firstName: first.runName,
    secondName: second.runName,
    fixed: those(false, true),
    broken: those(true, false),
    both: those(true, true).length,
    neither: those(false, false).length,
    p: 0.0004,
    sentence: `${second.runName} solved more than ${first.runName}: a difference that chance hardly explains (exact McNemar, p < 0.001).`,
    warnings: [],
    detectable: `With ${second.problems} problems McNemar's test would find a difference of about 9.8 points.`,
  };
}

export const contamination: Contamination = {
  detectors: [
    {
      name: 'words in a row',
      about: 'Longest run of words that the problem and a training text share; 13 or more count.',
      neighbours: [
        {
          datasetId: 'd-exercises',
          datasetName: 'exercises',
          recordId: 'exercises-00007',
          closeness: '9 words in a row',
          score: 0.69,
          contaminated: false,
          text: 'def count(words):\n    """Count each word of the text, most frequent last."""\n    return {}\n',
        },
      ],
    },
    { name: 'syntax tree', about: 'How alike the syntax trees are; 0.95 or more count.', neighbours: [] },
  ],
  compared: 50_000,
  canEmbed: true,
  missing: null,
};

export const choices: EvaluationChoices = {
  isolation: { strongest: 'bubblewrap+permission', native: { available: true, python: '3.12.3' } },
  models: runs.flatMap((run) =>
    [run.totalSteps, 800].map((step, at) => ({
      path: `runs/${run.id}/checkpoints/step-${String(step).padStart(6, '0')}`,
      runId: run.id,
      runName: run.name,
      colour: run.colour,
      step,
      parameters: run.parameters,
      latest: at === 0,
    })),
  ),
  benchmarks: [
    {
      id: 'hornbook-1',
      name: 'hornbook',
      protocol: 'zero-shot',
      problems: PROBLEMS,
      license: null,
      doubtful: [],
      doubtfulWhy: null,
    },
    {
      id: 'humaneval-1',
      name: 'HumanEval',
      protocol: 'zero-shot',
      problems: 164,
      license: 'MIT',
      doubtful: ['HumanEval/32', 'HumanEval/38', 'HumanEval/47'],
      doubtfulWhy: 'Their prompts are publicly reported as wrong or ambiguous.',
    },
  ],
};
