import type { CallName, CallOutputs, ParsedInput } from '../../preload/contract/contract.ts';
import { importIntoProject } from './evaluation/benchmarks.ts';
import { enginesView, startMeasuring } from './machine/engines.ts';
import { datasetCalls } from './data/datasets.ts';
import { copyCalls } from './data/copies.ts';
import { checkpointScores } from './evaluation/checkpoint-scores.ts';
import { comparisonView } from './evaluation/compare-evaluations.ts';
import { evaluationSample } from './evaluation/evaluation-sample.ts';
import {
  evaluationChoices,
  evaluationDetails,
  evaluationSamplePage,
  listEvaluationSummaries,
} from './evaluation/evaluations.ts';
import { gradingCalls } from './evaluation/gradings.ts';
import { importCalls } from './data/imports.ts';
import { jobCalls } from './jobs/jobs.ts';
import type { LabParts } from './lab.ts';
import { labelCalls } from './data/labels.ts';
import { qualityCalls } from './data/quality.ts';
import { makeReport, reportOffers } from './reports/make-report.ts';
import { listOperations, operationReport, startOperation } from './data/operations.ts';
import { problemContamination } from './evaluation/nearest.ts';
import { recipePlan } from './recipe/recipe-plan.ts';
import { recipeView, startRecipe } from './recipe/recipe.ts';
import { stageDetails } from './recipe/stage-details.ts';
import { listReportSummaries, reportHtml } from './reports/reports.ts';
import { labelRuns, listRunSummaries, runDetails, runMetrics, runSamples } from './runs/runs.ts';
import { startEvaluation, type EvaluationOrder } from './evaluation/start-evaluation.ts';
import { projectCalls } from './project/projects.ts';
import { settingsCalls, withComputing } from './machine/settings.ts';
import { studyCalls } from './studies/studies.ts';
import { teachCalls } from './teaching/teach-calls.ts';
import { systemInfo } from './machine/system.ts';
import { trainingCalls } from './runs/training.ts';
import { systemLoad } from './machine/system-load.ts';

/** Total over the contract: a call without a function does not compile. */
export type Calls = {
  readonly [Name in CallName]: (input: ParsedInput<Name>) => Promise<CallOutputs[Name]>;
};

export function makeCalls(parts: LabParts): Calls {
  return {
    'system.info': () => systemInfo(parts),
    'system.load': () => systemLoad(parts),
    'engines.view': () => enginesView(),
    'engines.measure': ({ name }) => startMeasuring(parts, name),
    'recipe.view': () => recipeView(parts),
    'recipe.plan': (input) => recipePlan(parts, withComputing(parts, input)),
    'recipe.stage': (input) => stageDetails(parts, input),
    'recipe.start': (input) => startRecipe(parts, withComputing(parts, input)),
    ...jobCalls(parts),
    ...studyCalls(parts),
    ...trainingCalls(parts),
    ...teachCalls(parts),
    ...gradingCalls(parts),
    ...copyCalls(parts),
    ...settingsCalls(parts),
    ...projectCalls(parts),
    'runs.list': (input) => listRunSummaries(parts, input),
    'runs.get': ({ id }) => runDetails(parts, id),
    'runs.label': (input) => labelRuns(parts, input),
    'runs.metrics': (input) => runMetrics(parts, input),
    'runs.scores': ({ id }) => checkpointScores(parts, id),
    'runs.samples': ({ id }) => runSamples(parts, id),
    ...datasetCalls(parts),
    ...importCalls(parts),
    ...labelCalls(parts),
    ...qualityCalls(parts),
    'operations.list': () => Promise.resolve(listOperations()),
    'operations.start': (input) => startOperation(parts, input),
    'operations.report': (input) => operationReport(parts, input),
    'evaluations.list': () => listEvaluationSummaries(parts),
    'evaluations.choices': () => evaluationChoices(parts),
    'evaluations.import': (input) => importIntoProject(parts, input),
    'evaluations.start': ({ model, benchmark, withoutDoubtful, ...settings }) =>
      startEvaluation(
        parts,
        withComputing<EvaluationOrder>(parts, { models: [model], benchmark, settings, withoutDoubtful }),
      ),
    'evaluations.get': ({ id }) => evaluationDetails(parts, id),
    'evaluations.samples': (input) => evaluationSamplePage(parts, input),
    'evaluations.sample': (input) => evaluationSample(parts, input),
    'evaluations.contamination': (input) => problemContamination(parts, input),
    'evaluations.compare': (input) => comparisonView(parts, input),
    'playground.start': (input) => Promise.resolve(parts.playground.start(input)),
    'playground.read': (input) => parts.playground.read(input),
    'playground.stop': ({ id }) => Promise.resolve(parts.playground.stop(id)),
    'playground.judge': (input) => parts.playground.judge(input),
    'reports.list': () => listReportSummaries(parts),
    'reports.html': ({ id }) => reportHtml(parts, id),
    'reports.offers': () => Promise.resolve(reportOffers(parts)),
    'reports.make': (request) => makeReport(parts, request),
  };
}
