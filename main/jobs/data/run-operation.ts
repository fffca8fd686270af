import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, relative } from 'node:path';
import { z } from 'zod';
import type { DatasetManifest } from '../../node/datasets/manifest.ts';
import { openDataset } from '../../node/datasets/open-dataset.ts';
import { writeDataset } from '../../node/datasets/write-dataset.ts';
import { writeFileDurably } from '../../node/files/durable-file.ts';
import type { JobContext } from '../child.ts';
import { identityOf } from './identity.ts';
import type { Operation, OperationContext, OperationOutcome, OperationParameters } from './operation.ts';
import { writeOrigin } from './origin.ts';
import type { Place } from './place.ts';

/** A dataset that an operation made, as its result names it. */
export type MadeDataset = {
  readonly role: string;
  /** The name of its folder. */
  readonly id: string;
  readonly folder: string;
  readonly name: string;
  readonly hash: string;
  readonly records: number;
  readonly bytes: number;
};

export type OperationResult = OperationOutcome & {
  readonly operation: string;
  readonly datasets: readonly MadeDataset[];
  /** It was there already, made from the same inputs. */
  readonly takenUp: boolean;
};

const recordSchema = z.object({
  operation: z.string(),
  summary: z.string(),
  reasons: z.array(z.object({ reason: z.string(), records: z.number(), bytes: z.number() })),
  details: z.json().optional(),
  needs: z.array(z.string()).optional(),
  datasets: z.array(
    z.object({
      role: z.string(),
      id: z.string(),
      folder: z.string(),
      name: z.string(),
      hash: z.string(),
      records: z.number(),
      bytes: z.number(),
    }),
  ),
});

/** What an operation tells while it runs, to a job's journal or to a terminal. */
export type Telling = Pick<JobContext, 'signal' | 'progress' | 'emit'>;

/**
 * Runs an operation, or takes up what an earlier run with the same inputs made. Its record is written only after all
 * that it names is on disk, so whatever was killed starts over, or goes on from its own checkpoint.
 */
export async function runOperation(
  operation: Operation,
  parameters: OperationParameters,
  place: Place,
  telling: Telling,
): Promise<OperationResult> {
  const made: MadeDataset[] = [];
  let key = '';
  let checkpoint: string | null = null;
  const announce = (folder: string, role: string, manifest: DatasetManifest): void => {
    const { name, hash, records, bytes, parents } = manifest;
    made.push({ role, id: basename(folder), folder, name, hash, records, bytes });
    const path = place.projectDir === null ? folder : relative(place.projectDir, folder);
    telling.emit({ type: 'artifact', artifact: 'dataset', name, path, hash, parents });
  };
  const context: OperationContext = {
    signal: telling.signal,
    projectDir: place.projectDir,
    checkpointDir() {
      checkpoint ??= place.checkpointFolder(String(parameters['out'] ?? operation.name), key);
      mkdirSync(checkpoint, { recursive: true });
      return checkpoint;
    },
    openDataset: (reference) => openDataset(place.datasetFolder(reference)),
    readProblems: (reference) => place.readProblems(reference),
    resolvePath: (reference) => place.resolvePath(reference),
    progress: (report) => {
      telling.progress({ stage: operation.name, ...report });
    },
    note: (text) => {
      telling.emit({ type: 'log', level: 'info', text });
    },
    async makeDataset({ out, role, ...description }, records, extras) {
      const folder = place.outputFolder(out, key);
      // In a project the folder's name is its identity; elsewhere whatever is there is somebody's.
      const manifest =
        place.projectDir !== null && existsSync(folder)
          ? (await openDataset(folder)).manifest
          : await writeDataset(folder, { ...description, name: basename(out) }, records, extras);
      writeOrigin(folder, operation, role, parameters, place);
      announce(folder, role, manifest);
      return manifest;
    },
    emit: (event) => {
      telling.emit(event);
    },
  };
  telling.progress({ stage: operation.name, doing: 'looking at the inputs', done: 0, total: 0, unit: '' });
  key = await identityOf(operation, parameters, place, context);
  const record = place.recordFile(key);
  const earlier = record === null ? null : await takeUp(record, place);
  if (earlier !== null) {
    for (const { folder, role, manifest } of earlier.datasets) announce(folder, role, manifest);
    return { ...earlier.outcome, operation: operation.name, datasets: made, takenUp: true };
  }
  const outcome = await operation.run(context, parameters);
  const result = { ...outcome, operation: operation.name, datasets: made };
  if (record !== null) {
    mkdirSync(dirname(record), { recursive: true });
    writeFileDurably(record, `${JSON.stringify(result, null, 2)}\n`);
  }
  rmSync(place.checkpointFolder(String(parameters['out'] ?? operation.name), key), {
    recursive: true,
    force: true,
  });
  return { ...result, takenUp: false };
}

/** A finished operation whose datasets are all still there and whole; null where it must run. */
async function takeUp(record: string, place: Place) {
  if (!existsSync(record)) return null;
  try {
    const {
      datasets,
      operation: _,
      details,
      needs,
      summary,
      reasons,
    } = recordSchema.parse(JSON.parse(readFileSync(record, 'utf8')));
    if (!(needs ?? []).every((path) => existsSync(place.resolvePath(path)))) return null;
    const opened = [];
    for (const dataset of datasets) {
      const { folder, manifest } = await openDataset(place.datasetFolder(dataset.id));
      if (manifest.hash !== dataset.hash) return null;
      opened.push({ role: dataset.role, folder, manifest });
    }
    return {
      outcome: { summary, reasons, ...(details === undefined ? {} : { details }) },
      datasets: opened,
    };
  } catch {
    return null;
  }
}
