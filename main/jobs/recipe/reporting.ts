import { mkdirSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import type {
  LossPoint,
  RecipeReport,
  ReportedAnswer,
  ReportedDataset,
  ReportedRow,
} from '../../core/evaluation/report.ts';
import { wilsonInterval } from '../../core/evaluation/intervals.ts';
import type { SolutionLoss } from '../../core/evaluation/solution-loss.ts';
import type { RecipeSettings } from '../../core/study/recipe.ts';
import { OWN_BENCHMARK } from '../../node/benchmarks/own.ts';
import { benchmarkHash } from '../../node/evaluation/evaluate-model.ts';
import type { Evaluation } from '../../node/evaluation/evaluate-model.ts';
import { readEvaluation } from '../../node/evaluation/read-evaluation.ts';
import { sha256 } from '../../node/datasets/canonical-json.ts';
import { writeFileDurably } from '../../node/files/durable-file.ts';
import { reportHtml } from '../../node/reports/html.ts';
import { lineageOf } from '../../node/reports/lineage.ts';
import {
  describeDataset,
  overlapsAt,
  overlapsOf,
  projectDatasets,
} from '../../node/reports/project-facts.ts';
import { packageVersions } from '../../node/reports/versions.ts';
import type { DatasetRef } from './datasets.ts';
import { openRef } from './datasets.ts';
import type { DecontaminateOutput } from './decontaminating.ts';
import type { Benchmark } from './benchmarks.ts';
import { HUMANEVAL_BENCHMARK } from './benchmarks.ts';
import type { EvaluateOutput } from './evaluating.ts';
import type { FilterOutput, ImportOutput } from './raw-code.ts';
import type { StageContext } from './stage.ts';
import type { StageOutcome } from './stage-record.ts';
import type { TaughtOutput } from './synthetic.ts';
import type { TokenizerOutput } from './tokens.ts';
import type { TrainOutput, TrainedRow } from './training.ts';

/** All that the stages before found out. */
export type RecipeFindings = {
  readonly settings: RecipeSettings;
  readonly benchmarks: readonly Benchmark[];
  readonly raw: ImportOutput;
  readonly filtered: FilterOutput;
  readonly textbooks: TaughtOutput;
  readonly exercises: TaughtOutput;
  readonly clean: DecontaminateOutput;
  readonly tokens: TokenizerOutput;
  readonly trained: TrainOutput;
  readonly evaluated: EvaluateOutput;
  /** Seconds of work that the result took, all sessions together. */
  readonly seconds: number;
};

export type ReportOutput = {
  /** The report, relative to the project. */
  readonly file: string;
};

/** Writes the report as one HTML file, and beside it the JSON that it was made from. */
export async function writeReport(
  context: StageContext,
  findings: RecipeFindings,
): Promise<StageOutcome<ReportOutput>> {
  context.progress({ stage: 'report', doing: 'writing the report', done: 0, total: 1, unit: 'report' });
  const report = await gather(context, findings);
  const json = `${JSON.stringify(report, null, 1)}\n`;
  const name = `recipe-${sha256(json).slice(0, 12)}`;
  const folder = join(context.projectDir, 'reports');
  mkdirSync(folder, { recursive: true });
  const html = reportHtml(report);
  writeFileDurably(join(folder, `${name}.json`), json);
  writeFileDurably(join(folder, `${name}.html`), html);
  const file = join('reports', `${name}.html`);
  context.emit({
    type: 'artifact',
    artifact: 'report',
    name: report.title,
    path: file,
    hash: sha256(html),
    parents: findings.trained.rows.map(({ checkpointHash }) => checkpointHash),
  });
  context.progress({ stage: 'report', doing: 'writing the report', done: 1, total: 1, unit: 'report' });
  const words = report.rows
    .map(({ name: row, score }) => `${row} ${(100 * score.rate).toFixed(1)} %`)
    .join(' · ');
  return {
    output: { file },
    counts: [{ label: 'report', value: Buffer.byteLength(html), unit: 'bytes' }],
    scrap: { kind: 'prose', text: words },
  };
}

async function gather(context: StageContext, findings: RecipeFindings): Promise<RecipeReport> {
  const { settings, benchmarks, tokens, trained, evaluated, exercises, textbooks } = findings;
  const evaluations = await Promise.all(
    evaluated.folders.map((folders) =>
      Promise.all(folders.map((folder) => readEvaluation(join(context.projectDir, folder)))),
    ),
  );
  const [cpu] = cpus();
  const overlaps = overlapsOf(findings.clean.found);
  const rows = trained.rows.map((row, at) =>
    reportedRow(row, evaluations[at]!, benchmarks, evaluated.losses[at]!),
  );
  const reported = benchmarks.map(({ title, problems }) => ({
    name: title,
    sha256: benchmarkHash(problems),
    problems: problems.map(({ taskId, prompt, difficulty, topics }) => ({
      taskId,
      prompt,
      ...(difficulty === undefined ? {} : { difficulty }),
      ...(topics === undefined ? {} : { topics }),
      ...overlapsAt(overlaps, taskId),
    })),
  }));
  const manifests = (await projectDatasets(context.projectDir)).map(({ manifest }) => manifest);
  return {
    title: 'What better data was worth',
    finishedAt: new Date().toISOString(),
    seconds: findings.seconds,
    seed: settings.seed,
    rows,
    benchmarks: reported,
    lineage: lineageOf(manifests, rows, reported),
    datasets: await reportedDatasets(context, findings),
    tokenizer: { sha256: tokens.tokenizer.sha256, vocabulary: tokens.tokenizer.vocabulary },
    isolation: evaluated.isolation,
    configuration: configuration(findings),
    versions: packageVersions(),
    machine: {
      processor: cpu?.model.trim() ?? 'unknown',
      cores: String(cpus().length),
      memory: `${(totalmem() / 1e9).toFixed(1)} GB`,
      system: `${process.platform} ${process.arch}`,
      engine: trained.engine,
    },
    verification: [
      { what: 'exercises', checked: exercises.checked, failed: exercises.failed },
      { what: 'textbook sections', checked: textbooks.checked, failed: textbooks.failed },
    ],
    limitations: limitations(findings),
  };
}

function reportedRow(
  row: TrainedRow,
  evaluations: readonly Evaluation[],
  benchmarks: readonly Benchmark[],
  solutionLosses: readonly SolutionLoss[],
): ReportedRow {
  const scores = evaluations.map(({ file }) => {
    const { low, high } = wilsonInterval(file.passed, file.problems);
    return {
      rate: file.passAt1,
      low,
      high,
      solved: file.passed,
      problems: file.problems,
      interval: 'wilson' as const,
    };
  });
  const scoreOn = (wanted: string) => scores[benchmarks.findIndex(({ name }) => name === wanted)];
  const humanEval = scoreOn(HUMANEVAL_BENCHMARK);
  return {
    name: row.row,
    parameters: row.parameters,
    tokens: row.tokens,
    steps: row.steps,
    trainingSeconds: row.seconds,
    score: scoreOn(OWN_BENCHMARK)!,
    ...(humanEval === undefined ? {} : { humanEval }),
    solutionLosses,
    loss: row.curve as readonly LossPoint[],
    checkpointSha256: row.checkpointHash,
    datasets: row.datasets,
    answers: evaluations.map(({ samples }) =>
      samples.map(({ taskId, raw, completion, verdict, detail, elapsedMs }): ReportedAnswer => ({
        taskId,
        raw,
        cut: completion,
        verdict,
        detail,
        elapsedMs,
      })),
    ),
  };
}

async function reportedDatasets(
  context: StageContext,
  { raw, filtered, textbooks, exercises, clean, tokens }: RecipeFindings,
): Promise<ReportedDataset[]> {
  const { report } = filtered;
  const threshold = report.threshold.toFixed(3);
  const removed = (name: string): string => {
    const count = clean.found.find(({ dataset }) => dataset === name)?.removed ?? 0;
    return count === 0 ? '' : `; ${count} removed as too close to a problem`;
  };
  const about: readonly (readonly [DatasetRef, string, number?])[] = [
    [clean.data.raw, `imported${removed('raw')}`, tokens.raw.tokens],
    [clean.data.kept, `filtered from raw: quality ≥ ${threshold}${removed('kept')}`, tokens.kept.tokens],
    [filtered.dropped, `filtered from raw: quality < ${threshold}`],
    [
      clean.data.textbooks,
      `built-in curriculum; ${textbooks.failed} of ${textbooks.checked} failed when run${removed('textbooks')}`,
    ],
    [
      tokens.codeTextbook.dataset,
      'mixed: kept code and textbooks in equal bytes',
      tokens.codeTextbook.tokens,
    ],
    [
      clean.data.exercises,
      `built-in curriculum; ${exercises.failed} of ${exercises.checked} failed when run${removed('exercises')}`,
      tokens.exercises.tokens,
    ],
    [tokens.heldOut.dataset, 'held out of all of these, for the held-out loss', tokens.heldOut.tokens],
  ];
  const refused = Object.values(raw.refused).reduce((sum, count) => sum + count, 0);
  const described: ReportedDataset[] = [];
  for (const [ref, made, count] of about) {
    const words = ref.name === raw.dataset.name && refused > 0 ? `${made}; ${refused} files refused` : made;
    described.push({
      ...(await describeDataset(await openRef(context, ref), words)),
      ...(count === undefined ? {} : { tokens: count }),
    });
  }
  return described;
}

function configuration({
  settings,
  filtered,
  clean,
  trained,
  tokens,
}: RecipeFindings): RecipeReport['configuration'] {
  const { recipe, rows } = trained;
  const entries: readonly (readonly [string, string, string | number])[] = [
    ['Recipe', 'training budget of the grid', `${settings.minutes} minutes`],
    ['Recipe', 'seed', settings.seed],
    ['Recipe', 'raw code', settings.rawPaths.join(', ') || 'Python standard library (pyodide)'],
    ['Filter', 'labels by rubric', filtered.report.labelled],
    ['Filter', 'held-out AUC', filtered.report.classifier.auc?.toFixed(3) ?? 'not measured'],
    ['Filter', 'threshold', filtered.report.threshold.toFixed(4)],
    ['Decontamination', 'words in a row', clean.detectors.ngram],
    ['Decontamination', 'AST match rate τ', clean.detectors.matchRate],
    ['Model', 'preset', recipe.preset],
    ['Model', 'parameters', rows[0]!.parameters],
    ['Model', 'vocabulary', tokens.tokenizer.vocabulary],
    ['Training', 'steps of each model', rows[0]!.steps],
    ['Training', 'batch × context', `${recipe.batch} × ${recipe.context} tokens`],
    ['Training', 'peak rate', recipe.rate],
    ['Training', 'weight decay', recipe.weightDecay],
    ['Training', 'clipping norm', recipe.clipNorm],
    ['Training', 'share of exercises in the last row', recipe.exerciseShare],
    ['Evaluation', 'samples a problem', '1, greedy'],
  ];
  return entries.map(([group, name, value]) => ({ group, name, value: String(value) }));
}

function limitations({ trained, clean }: RecipeFindings): string[] {
  const removed = clean.found.reduce((sum, { removed: some }) => sum + some, 0);
  return [
    `One seed was trained for each row; the intervals cover the choice of problems, not the choice of seed.`,
    `The models have ${(trained.rows[0]!.parameters / 1e6).toFixed(2)} million parameters, about a thousandth of phi-1's; the order of the rows is what compares with the paper, not their height.`,
    `The held-out problems and the exercises come from one curriculum: the problems are pairs of concepts that no exercise combines, worded by the same rules. They measure composition, not understanding of people's own wording; the hand-written problems, and HumanEval where given, measure that.`,
    `Textbooks and exercises come from the built-in curriculum, not from a large language model as in the paper.`,
    `Decontamination compared every text with every problem by 13 words in a row and by syntax trees, and removed ${removed}; embedding distance was not measured.`,
  ];
}
