import { studySeries, STUDY_MEASURES, type StudyModel } from '../../main/core/study/findings.ts';
import { computeFigure } from '../../main/core/study/figure.ts';
import type { JobView } from '../../preload/contract/jobs.ts';
import type { StudyDetails, StudySummary } from '../../preload/contract/studies.ts';
import { NOW } from './fixture-data.ts';

const names = { raw: 'raw', kept: 'kept', textbook: 'code-textbook' } as const;
const datasets = Object.keys(names) as (keyof typeof names)[];
const quality = { raw: 1, kept: 0.97, textbook: 0.86 } as const;

const models: StudyModel[] = datasets.flatMap((dataset) =>
  (['nano', 'micro'] as const).flatMap((preset) =>
    [500_000, 1_000_000, 2_000_000, 4_000_000].flatMap((tokens) =>
      [1, 2].map((seed) => {
        const parameters = preset === 'nano' ? 920_000 : 5_000_000;
        const loss = quality[dataset] * 12 * (6 * parameters * tokens) ** -0.06 * (1 + (seed - 1.5) * 0.012);
        const solved = Math.max(0, (1 - loss / (dataset === 'textbook' ? 2.1 : 1.9)) / 2);
        const values = { 'solution-loss': loss, 'held-out-loss': loss * 1.4, 'pass@1': solved };
        return { dataset, preset, seed, parameters, tokens, values };
      }),
    ),
  ),
);

const job: JobView = {
  id: 'study-1',
  kind: 'study',
  title: 'Study: What data is worth',
  state: 'running',
  queuePosition: null,
  startedAt: NOW - 3_600_000,
  endedAt: null,
  progress: {
    stage: 'study',
    doing: 'model 41 of 48: training micro on kept',
    done: 71_000_000,
    total: 90_000_000,
    unit: 'tokens',
    rate: 3_100,
    etaSeconds: 1_240,
    jobEtaSeconds: null,
  },
  error: null,
  result: null,
};

/** Models that are still to be made. */
const LEFT = 8;

export const studySummaries: readonly StudySummary[] = [
  {
    id: 'study-1',
    name: 'What data is worth',
    state: 'running',
    models: models.length,
    finished: models.length - LEFT,
    datasets: Object.values(names),
    startedAt: job.startedAt,
  },
];

export function studyDetails(): StudyDetails {
  const measured = models.slice(0, models.length - LEFT);
  return {
    id: 'study-1',
    name: 'What data is worth',
    job,
    params: {
      name: 'What data is worth',
      datasets: [...datasets],
      presets: ['nano', 'micro'],
      tokens: [500_000, 1_000_000, 2_000_000, 4_000_000],
      seeds: [1, 2],
    },
    datasets: datasets.map((reference) => ({ reference, name: names[reference] })),
    benchmark: { name: 'hornbook', problems: 164 },
    models: models.map(({ dataset, preset, seed, tokens, values }, at) => ({
      key: `model-${String(at)}`,
      dataset,
      preset,
      tokens,
      seed,
      result:
        at >= measured.length
          ? null
          : {
              run: 'raw',
              parameters: preset === 'nano' ? 1_051_136 : 5_270_000,
              seconds: tokens / 9_000,
              heldOutLoss: values['held-out-loss'],
              solutionLoss: {
                bitsPerByte: values['solution-loss']!,
                ci95: [values['solution-loss']! - 0.05, values['solution-loss']! + 0.05],
              },
              answers: {
                passAt1: values['pass@1']!,
                ci95: [Math.max(0, values['pass@1']! - 0.04), values['pass@1']! + 0.05],
                evaluation: 'evaluation-1',
              },
            },
    })),
    findings: STUDY_MEASURES.map((measure) => {
      const series = studySeries(measured, datasets, measure);
      return {
        measure,
        series,
        sentences:
          measure === 'pass@1'
            ? []
            : [
                'At its largest compute code-textbook reaches a loss on the solutions for which raw would need 12 times the compute.',
              ],
        figure: computeFigure(series, measure, { description: `${measure} against compute`, names }),
        table: 'dataset,preset\n',
      };
    }),
  };
}
