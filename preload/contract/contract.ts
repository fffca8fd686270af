import { z } from 'zod';
import type { DatasetOutputs } from './datasets.ts';
import { datasetInputs } from './datasets.ts';
import type {
  BenchmarkImported,
  CheckpointScore,
  Comparison,
  Contamination,
  EvaluationChoices,
  EvaluationDetails,
  EvaluationSample,
  EvaluationSummary,
  SamplePage,
} from './evaluations.ts';
import {
  benchmarkImportInput,
  comparisonInput,
  contaminationInput,
  evaluationIdInput,
  evaluationStartInput,
  sampleInput,
  samplePageInput,
} from './evaluations.ts';
import type { EnginesView } from './engines.ts';
import { measureEnginesInput } from './engines.ts';
import type { CopyOutputs } from './copies.ts';
import type { TeachingOutputs } from './teaching.ts';
import { teachingInputs } from './teaching.ts';
import { copyInputs } from './copies.ts';
import type { JobOutputs, JobView } from './jobs.ts';
import { jobInputs } from './jobs.ts';
import type { GradingOutputs } from './gradings.ts';
import { gradingInputs } from './gradings.ts';
import type { ImportOutputs } from './imports.ts';
import { importInputs } from './imports.ts';
import type { LabelOutputs } from './labels.ts';
import { labelInputs } from './labels.ts';
import type { OperationReport, OperationStart, OperationView } from './operations.ts';
import { operationReportInput, operationStartInput } from './operations.ts';
import type { PlaygroundRead, PlaygroundVerdict } from './playground.ts';
import {
  playgroundIdInput,
  playgroundJudgeInput,
  playgroundReadInput,
  playgroundStartInput,
} from './playground.ts';
import type { QualityOutputs } from './quality.ts';
import { qualityInputs } from './quality.ts';
import type { RecipeOutputs } from './recipe.ts';
import { recipeInputs } from './recipe.ts';
import type { MadeReport, ReportOffer, ReportSummary } from './reports.ts';
import { reportIdInput, reportMakeInput, reportOffersInput } from './reports.ts';
import type { MetricPage, RunDetails, RunSamples, RunSummary } from './runs.ts';
import { metricsInput, runIdInput, runLabelInput, runListInput } from './runs.ts';
import type { SettingsOutputs } from './settings.ts';
import { settingsInputs } from './settings.ts';
import type { StudyOutputs } from './studies.ts';
import { studyInputs } from './studies.ts';
import type { SystemOutputs } from './system.ts';
import { systemInputs } from './system.ts';
import type { TrainingOutputs } from './training.ts';
import { trainingInputs } from './training.ts';

const nothing = z.undefined();

/** Every call's payload is checked against its schema at the door, before the lab sees it. */
export const callInputs = {
  ...systemInputs,
  'engines.view': nothing,
  'engines.measure': measureEnginesInput,
  ...recipeInputs,
  ...jobInputs,
  ...studyInputs,
  ...trainingInputs,
  ...teachingInputs,
  ...gradingInputs,
  ...copyInputs,
  ...settingsInputs,
  'runs.list': runListInput,
  'runs.get': runIdInput,
  'runs.label': runLabelInput,
  'runs.metrics': metricsInput,
  'runs.scores': runIdInput,
  'runs.samples': runIdInput,
  ...datasetInputs,
  ...importInputs,
  ...labelInputs,
  ...qualityInputs,
  'operations.list': nothing,
  'operations.start': operationStartInput,
  'operations.report': operationReportInput,
  'evaluations.list': nothing,
  'evaluations.choices': nothing,
  'evaluations.import': benchmarkImportInput,
  'evaluations.start': evaluationStartInput,
  'evaluations.get': evaluationIdInput,
  'evaluations.samples': samplePageInput,
  'evaluations.sample': sampleInput,
  'evaluations.contamination': contaminationInput,
  'evaluations.compare': comparisonInput,
  'playground.start': playgroundStartInput,
  'playground.read': playgroundReadInput,
  'playground.stop': playgroundIdInput,
  'playground.judge': playgroundJudgeInput,
  'reports.list': nothing,
  'reports.html': reportIdInput,
  'reports.offers': reportOffersInput,
  'reports.make': reportMakeInput,
} as const;

export type CallName = keyof typeof callInputs;
/** What the caller may leave out is filled with the schema's default. */
export type CallInput<Name extends CallName> = z.input<(typeof callInputs)[Name]>;
export type ParsedInput<Name extends CallName> = z.output<(typeof callInputs)[Name]>;

type SubjectOutputs = RecipeOutputs &
  DatasetOutputs &
  ImportOutputs &
  LabelOutputs &
  QualityOutputs &
  JobOutputs &
  SettingsOutputs &
  SystemOutputs &
  StudyOutputs &
  TrainingOutputs &
  TeachingOutputs &
  GradingOutputs &
  CopyOutputs;
export type CallOutputs = SubjectOutputs & {
  /** What is known of each engine; asking measures nothing. */
  'engines.view': EnginesView;
  /** Starts to measure and returns at once; `engines` changes as each is done. */
  'engines.measure': EnginesView;
  'runs.list': readonly RunSummary[];
  'runs.get': RunDetails;
  /** Tags and note of some runs at once. */
  'runs.label': null;
  'runs.metrics': MetricPage;
  /** Its evaluated checkpoints. */
  'runs.scores': readonly CheckpointScore[];
  /** What it wrote at its checkpoints, by step. */
  'runs.samples': readonly RunSamples[];
  'operations.list': readonly OperationView[];
  /** A value that cannot be used comes back with its field; nothing is thrown for it. */
  'operations.start': OperationStart;
  /** What a data job was asked, and what came of it. */
  'operations.report': OperationReport;
  'evaluations.list': readonly EvaluationSummary[];
  'evaluations.choices': EvaluationChoices;
  /** Reads a benchmark's file and runs its references. What is wrong with the file is an answer, not an error. */
  'evaluations.import': BenchmarkImported;
  'evaluations.start': { readonly id: string; readonly job: JobView };
  'evaluations.get': EvaluationDetails;
  'evaluations.samples': SamplePage;
  'evaluations.sample': EvaluationSample;
  'evaluations.contamination': Contamination;
  'evaluations.compare': Comparison;
  'playground.start': { readonly id: string };
  /** Answers as soon as there is something new, after some seconds at the latest. */
  'playground.read': PlaygroundRead;
  'playground.stop': null;
  'playground.judge': PlaygroundVerdict;
  'reports.list': readonly ReportSummary[];
  'reports.html': { readonly html: string };
  'reports.offers': readonly ReportOffer[];
  'reports.make': MadeReport;
};

/**
 * What changed; the renderer asks again for what it shows of that subject. Each is sent at most four times a second;
 * what a training alone moves on comes about once a second, all of it at one time.
 */
export type Change =
  | {
      readonly subject:
        | 'jobs'
        | 'recipe'
        | 'runs'
        | 'datasets'
        | 'evaluations'
        | 'reports'
        | 'engines'
        | 'settings'
        | 'project';
    }
  /** A run's numbers, or what it wrote at a checkpoint. */
  | { readonly subject: 'run' | 'samples'; readonly id: string };

/** What travels between the doors: requests one way, answers and changes the other. */
export type Request = { readonly id: number; readonly call: CallName; readonly input?: unknown };
export type Answer =
  | { readonly id: number; readonly ok: true; readonly output: unknown }
  | {
      readonly id: number;
      readonly ok: false;
      readonly error: { readonly code: string; readonly message: string };
    };
export type Push = { readonly change: Change };

/** The client that the renderer uses; the same over the Electron preload and over a WebSocket. */
export interface LabClient {
  call<Name extends CallName>(
    name: Name,
    ...input: undefined extends CallInput<Name> ? [CallInput<Name>?] : [CallInput<Name>]
  ): Promise<CallOutputs[Name]>;
  onChange(listener: (change: Change) => void): () => void;
}

/** What the preload gives the desktop window: the same client, and the commands that its native menu sends. */
export interface DesktopClient extends LabClient {
  onCommand(listener: (name: string) => void): () => void;
  /** Where a dropped file or folder lies; the empty text for one that is not on the disk. */
  pathOf(file: object): string;
}
