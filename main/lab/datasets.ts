import { join } from 'node:path';
import type { ParsedInput } from '../../preload/contract/contract.ts';
import type { DatasetPage, DatasetRecord, DatasetSummary, Histogram } from '../../preload/contract/datasets.ts';
import { Failure } from '../core/failure.ts';
import type { Dataset } from '../node/datasets/open-dataset.ts';
import { listDatasets, openDataset, summarise } from '../node/datasets/open-dataset.ts';
import { getRecord, histogram, queryPage } from '../node/datasets/query.ts';
import type { LabParts } from './lab.ts';

/** The project's datasets, oldest first. */
export async function listDatasetSummaries(parts: LabParts): Promise<DatasetSummary[]> {
  return (await listDatasets(parts.project.datasets)).map(summarise);
}

export async function datasetPage(
  parts: LabParts,
  input: ParsedInput<'datasets.page'>,
): Promise<DatasetPage> {
  return queryPage(await open(parts, input.id), input);
}

export async function datasetRecord(
  parts: LabParts,
  input: ParsedInput<'datasets.record'>,
): Promise<DatasetRecord> {
  return getRecord(await open(parts, input.id), input.recordId);
}

export async function datasetHistogram(
  parts: LabParts,
  input: ParsedInput<'datasets.histogram'>,
): Promise<Histogram> {
  return histogram(await open(parts, input.id), input.column);
}

/** Hashes of datasets whose every byte was checked since the lab opened; pages need not do it again. */
const verified = new Set<string>();

async function open(parts: LabParts, id: string): Promise<Dataset> {
  if (!/^[\w+-][\w.+-]*$/.test(id)) {
    throw new Failure('dataset-missing', `There is no dataset ${JSON.stringify(id)} in this project.`);
  }
  const folder = join(parts.project.datasets, id);
  const seen = await openDataset(folder, 'sizes');
  const key = `${folder} ${seen.manifest.hash}`;
  if (verified.has(key)) return seen;
  const dataset = await openDataset(folder, 'hashes');
  verified.add(key);
  return dataset;
}
