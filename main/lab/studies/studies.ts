import { basename } from 'node:path';
import type { ParsedInput } from '../../../preload/contract/contract.ts';
import type { JobView } from '../../../preload/contract/jobs.ts';
import type {
  StudyDetails,
  StudyEstimate,
  StudyModelView,
  StudyOutputs,
  StudyStart,
  StudySummary,
} from '../../../preload/contract/studies.ts';
import { Failure } from '../../core/failure.ts';
import { presets } from '../../core/model/config.ts';
import { parameterCount } from '../../core/model/parameters.ts';
import type { StudyMeasure, StudyModel } from '../../core/study/findings.ts';
import { STUDY_MEASURES, studySeries } from '../../core/study/findings.ts';
import { computeFigure } from '../../core/study/figure.ts';
import { studyCells, trainingFlops } from '../../core/study/grid.ts';
import { parseStudyParams } from '../../jobs/study/params.ts';
import { listBenchmarks } from '../../node/benchmarks/library.ts';
import { listDatasets, openDataset } from '../../node/datasets/open-dataset.ts';
import type { StudyResult } from '../../node/projects/study-folder.ts';
import { readStudyPlan, readStudyResult, studyResultKeys } from '../../node/projects/study-folder.ts';
import { printFigure } from '../../node/reports/figure-pdf.ts';
import { listJobsOfKind } from '../../node/store/queries/jobs.ts';
import type { JobRow } from '../../node/store/schema.ts';
import { openInProject } from '../data/inspect/open.ts';
import { jobView, requireJob, startJob } from '../jobs/jobs.ts';
import type { LabParts } from '../lab.ts';
import { presetNamed } from '../runs/preset-named.ts';
import { speedHere } from '../machine/speed-here.ts';
import { comparisonSentences, seriesTable } from './study-words.ts';

/** Every call about studies. */
export function studyCalls(parts: LabParts): {
  readonly [Name in keyof StudyOutputs]: (input: ParsedInput<Name>) => Promise<StudyOutputs[Name]>;
} {
  return {
    'studies.list': () => listStudies(parts),
    'studies.choices': async () => ({
      datasets: (await listDatasets(parts.project.datasets)).map(({ folder, manifest: { name, bytes } }) => ({
        id: basename(folder),
        name,
        bytes,
      })),
      presets: Object.keys(presets),
      benchmarks: (await listBenchmarks(parts.project.benchmarks)).map(({ id, name }) => ({ id, name })),
    }),
    'studies.estimate': (axes) => estimateStudy(parts, axes),
    'studies.start': (input) => startStudy(parts, input),
    'studies.get': ({ id }) => studyDetails(parts, id),
    'studies.figure': async ({ id, measure }) => {
      const details = await studyDetails(parts, id);
      const figure = details.findings.find((finding) => finding.measure === measure)?.figure ?? null;
      if (figure === null)
        throw new Failure('figure-not-there', `Nothing was measured of ${measure} in this study yet.`);
      const pdf = await printFigure(figure, figureDate(details), parts.printer.print);
      return { base64: Buffer.from(pdf).toString('base64') };
    },
  };
}

/** When what the figures show was known. */
export const figureDate = ({ job }: StudyDetails): string =>
  new Date(job.endedAt ?? job.startedAt).toISOString();

async function listStudies(parts: LabParts): Promise<StudySummary[]> {
  const there = studyResultKeys(parts.project.path);
  return (await listJobsOfKind(parts.store.db, 'study')).map((job) => {
    const { name, datasets, ...params } = startOf(job);
    const plan = readStudyPlan(parts.project.path, job.id);
    return {
      id: job.id,
      name,
      state: jobView(job).state,
      models: plan?.cells.length ?? studyCells({ ...params, datasets }).length,
      finished: plan?.cells.filter(({ key }) => there.has(key)).length ?? 0,
      datasets: plan?.datasets.map((dataset) => dataset.name) ?? datasets,
      startedAt: job.started_at,
    };
  });
}

const startOf = (job: JobRow): StudyStart => JSON.parse(job.params) as StudyStart;

/** What a grid costs before it is started. */
export async function estimateStudy(
  parts: LabParts,
  axes: ParsedInput<'studies.estimate'>,
): Promise<StudyEstimate> {
  const cells = studyCells(axes);
  const speeds = new Map<string, number | null>();
  for (const { preset } of cells)
    if (!speeds.has(preset)) speeds.set(preset, await speedHere(parts, parameterCount(presets[presetNamed(preset)])));
  let minutes: number | null = 0;
  let flops = 0;
  let tokens = 0;
  for (const cell of cells) {
    const { vocabulary, width } = presets[presetNamed(cell.preset)];
    const parameters = parameterCount(presets[presetNamed(cell.preset)]) - vocabulary * width;
    flops += trainingFlops(parameters, cell.tokens);
    tokens += cell.tokens;
    const speed = speeds.get(cell.preset);
    minutes = minutes === null || speed === undefined || speed === null ? null : minutes + cell.tokens / speed / 60;
  }
  return { models: cells.length, tokens, flops, minutes };
}

export async function startStudy(parts: LabParts, input: ParsedInput<'studies.start'>): Promise<JobView> {
  const params = parseStudyParams(input);
  studyCells(params);
  for (const reference of params.datasets) {
    if (reference.includes('/')) await openDataset(reference);
    else await openInProject(parts, reference);
  }
  return startJob(parts, { kind: 'study', params: { ...params } }, `Study: ${params.name}`);
}

export async function studyDetails(parts: LabParts, id: string): Promise<StudyDetails> {
  const job = await requireJob(parts, id);
  if (job.kind !== 'study')
    throw new Failure('study-not-found', `There is no study ${JSON.stringify(id)} in this project.`);
  const params = startOf(job);
  const plan = readStudyPlan(parts.project.path, id);
  const results = new Map<string, StudyResult>();
  for (const { key } of plan?.cells ?? []) {
    const result = readStudyResult(parts.project.path, key);
    if (result !== null) results.set(key, result);
  }
  const names = new Map(plan?.datasets.map(({ reference, name }) => [reference, name]));
  const measured = plan?.cells.flatMap((cell) => {
    const result = results.get(cell.key);
    return result === undefined ? [] : [studyModel(cell.dataset, result)];
  });
  return {
    id,
    name: params.name,
    job: jobView(job),
    params,
    datasets: params.datasets.map((reference) => ({ reference, name: names.get(reference) ?? reference })),
    benchmark: plan === null ? null : { name: plan.benchmark.name, problems: plan.benchmark.problems },
    models: plan?.cells.map((cell) => modelView(cell, results.get(cell.key))) ?? [],
    findings: STUDY_MEASURES.flatMap((measure) => findingOf(measure, measured ?? [], params, names)),
  };
}

type PlannedModel = Omit<StudyModelView, 'result'>;

const modelView = (cell: PlannedModel, result: StudyResult | undefined): StudyModelView => ({
  ...cell,
  result:
    result === undefined
      ? null
      : {
          run: result.run,
          parameters: result.parameters,
          seconds: result.seconds,
          heldOutLoss: result.heldOutLoss,
          solutionLoss: result.solutionLoss,
          answers:
            result.answers === null
              ? null
              : {
                  passAt1: result.answers.passAt1,
                  ci95: result.answers.ci95,
                  evaluation: result.answers.evaluation,
                },
        },
});

/** A model that another study made may know its dataset by another reference; this study's is the one shown. */
const studyModel = (dataset: string, result: StudyResult): StudyModel => ({
  dataset,
  preset: result.preset,
  seed: result.seed,
  parameters: result.multiplying,
  tokens: result.tokens,
  values: {
    'solution-loss': result.solutionLoss.bitsPerByte,
    'held-out-loss': result.heldOutLoss,
    'pass@1': result.answers?.passAt1 ?? null,
  },
});

function findingOf(
  measure: StudyMeasure,
  models: readonly StudyModel[],
  { name, datasets }: StudyStart,
  names: ReadonlyMap<string, string>,
): StudyDetails['findings'] {
  if (models.every(({ values }) => values[measure] === null)) return [];
  const series = studySeries(models, datasets, measure);
  const points = series.reduce((sum, { groups }) => sum + groups.length, 0);
  const description = `${name}: ${measure} against training compute, ${String(points)} points of ${String(series.length)} datasets; the table below has them.`;
  return [
    {
      measure,
      series,
      sentences: comparisonSentences(measure, series, names),
      figure: computeFigure(series, measure, { description, names: Object.fromEntries(names) }),
      table: seriesTable(measure, series, names),
    },
  ];
}
