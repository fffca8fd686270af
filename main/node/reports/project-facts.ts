import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { LossPoint, ReportedDataset, ReportedOverlap } from '../../core/evaluation/report.ts';
import { hasRunRecord, readRunRecord } from '../checkpoints/run-record.ts';
import type { DatasetManifest } from '../datasets/manifest.ts';
import { listDatasets, type Dataset } from '../datasets/open-dataset.ts';
import { readRecords } from '../datasets/read-records.ts';
import { readCurve } from '../training/metric-log.ts';

/** Points of a loss curve that a report keeps. */
const CURVE_POINTS = 1500;
const SAMPLES = 6;
const SAMPLE_CHARACTERS = 4_000;

/** What a run's folder says about how its model was trained. */
export type RunFacts = {
  readonly parameters?: number;
  readonly tokens?: number;
  readonly steps?: number;
  readonly loss: readonly LossPoint[];
  /** Hashes of the datasets, in training order. */
  readonly datasets: readonly string[];
  readonly tokenizer?: { readonly sha256: string; readonly vocabulary: number };
  readonly settings: readonly (readonly [name: string, value: string])[];
};

/** Facts of a run; none where its folder is not there, as for a model from elsewhere. */
export async function readRunFacts(run: string): Promise<RunFacts> {
  if (!(await hasRunRecord(run))) return { loss: [], datasets: [], settings: [] };
  const { parameters, plan, model, tokenizer, engine } = await readRunRecord(run);
  const { phases } = plan;
  return {
    parameters,
    tokens: phases.reduce((sum, { steps, batch, context }) => sum + steps * batch * context, 0),
    steps: phases.reduce((sum, { steps }) => sum + steps, 0),
    loss: readCurve(run, CURVE_POINTS),
    datasets: phases.map(({ tokens }) => tokens.datasetHash),
    tokenizer: { sha256: tokenizer.sha256, vocabulary: model.vocabulary },
    settings: [
      ['seed', String(plan.seed)],
      ['engine', engine],
      [
        'model',
        `${String(model.layers)} layers, width ${String(model.width)}, ${String(model.heads)} heads, context ${String(model.context)}`,
      ],
      ...phases.map(
        ({ name, steps, batch, context, peakRate }) =>
          [
            name,
            `${String(steps)} steps of ${String(batch)} × ${String(context)} tokens, peak rate ${String(peakRate)}`,
          ] as const,
      ),
    ],
  };
}

/** The datasets of a project; none where there is no project. */
export async function projectDatasets(project: string): Promise<readonly Dataset[]> {
  const folder = join(project, 'datasets');
  return existsSync(folder) ? listDatasets(folder) : [];
}

/** A dataset with a few of its records, spread evenly over it. */
export async function describeDataset(dataset: Dataset, made: string): Promise<ReportedDataset> {
  const { name, hash, records, bytes } = dataset.manifest;
  const every = Math.max(1, Math.floor(records / SAMPLES));
  const samples: { title: string; text: string }[] = [];
  let at = 0;
  for await (const { id, text, scores } of readRecords(dataset)) {
    if (at % every === Math.floor(every / 2) && samples.length < SAMPLES) {
      const quality = scores?.['quality'];
      const title = quality === undefined || quality === null ? id : `${id} (quality ${quality.toFixed(3)})`;
      const cut = text.length > SAMPLE_CHARACTERS ? `${text.slice(0, SAMPLE_CHARACTERS)}\n…` : text;
      samples.push({ title, text: cut });
    }
    at += 1;
  }
  return { name, sha256: hash, records, bytes, made, samples };
}

/** How a dataset was made, in words: its operation and its parameters. */
export function makingInWords(
  { operation, parameters, parents }: DatasetManifest,
  names: ReadonlyMap<string, string>,
): string {
  const from = parents.map((hash) => names.get(hash) ?? hash.slice(0, 12));
  const settings = Object.entries((parameters ?? {}) as Record<string, unknown>).flatMap(([name, value]) => {
    if (typeof value === 'number') return [`${name} ${String(Number(value.toPrecision(6)))}`];
    // Hashes of what went in stand elsewhere, and say nothing to a reader.
    return typeof value === 'string' && !/^[0-9a-f]{32,}$/.test(value) ? [`${name} ${value}`] : [];
  });
  return [
    operation,
    ...(from.length === 0 ? [] : [`from ${from.join(' and ')}`]),
    ...(settings.length === 0 ? [] : [`(${settings.join(', ')})`]),
  ].join(' ');
}

const comparedSchema = z.object({ benchmarks: z.array(z.string()) });
const foundSchema = z.object({
  output: z.object({
    found: z.array(
      z.object({
        dataset: z.string(),
        byNgram: z.number(),
        bySyntax: z.number(),
        pairs: z.array(z.object({ recordId: z.string(), taskId: z.string(), why: z.string() })),
      }),
    ),
  }),
});

/** Training texts that were left out for being close to a problem, by task. */
export type Overlaps = {
  /** Whether every one that was found is here; else only some of each dataset. */
  readonly complete: boolean;
  readonly byTask: ReadonlyMap<string, readonly ReportedOverlap[]>;
};

/** What decontamination recorded in a project for this benchmark; null where nothing was compared with it. */
export async function readOverlaps(
  project: string,
  datasets: readonly DatasetManifest[],
  benchmarkHash: string,
): Promise<Overlaps | null> {
  const compared = datasets.some(({ operation, parameters }) => {
    const parsed = comparedSchema.safeParse(parameters);
    return operation === 'decontaminate' && parsed.success && parsed.data.benchmarks.includes(benchmarkHash);
  });
  if (!compared) return null;
  const folder = join(project, 'recipe');
  const names = await readdir(folder).catch(() => [] as string[]);
  const found: z.infer<typeof foundSchema>['output']['found'] = [];
  for (const name of names.filter((one) => /^decontaminate-\w+\.json$/.test(one)).sort()) {
    const parsed = foundSchema.safeParse(JSON.parse(await readFile(join(folder, name), 'utf8')));
    if (parsed.success) found.push(...parsed.data.output.found);
  }
  return overlapsOf(found);
}

/** The same from what a recipe's stage found. */
export function overlapsOf(
  found: readonly {
    readonly dataset: string;
    readonly byNgram: number;
    readonly bySyntax: number;
    readonly pairs: readonly { readonly recordId: string; readonly taskId: string; readonly why: string }[];
  }[],
): Overlaps {
  const byTask = new Map<string, ReportedOverlap[]>();
  for (const { dataset, pairs } of found) {
    for (const { recordId, taskId, why } of pairs) {
      const known = byTask.get(taskId) ?? [];
      known.push({ dataset, recordId, why });
      byTask.set(taskId, known);
    }
  }
  const complete =
    found.length > 0 && found.every(({ byNgram, bySyntax, pairs }) => pairs.length === byNgram + bySyntax);
  return { complete, byTask };
}

/** The overlaps of one problem; absent where it is not known whether there are any. */
export function overlapsAt(
  overlaps: Overlaps | null,
  taskId: string,
): { overlaps?: readonly ReportedOverlap[] } {
  const known = overlaps?.byTask.get(taskId);
  if (known !== undefined) return { overlaps: known };
  return overlaps?.complete === true ? { overlaps: [] } : {};
}
