import type { CallOutputs, ParsedInput } from '../../preload/contract/contract.ts';
import { Failure } from '../core/failure.ts';
import type { LabParts } from './lab.ts';

const notFound = (id: string): Failure =>
  new Failure('dataset-not-found', `There is no dataset ${JSON.stringify(id)} in this project.`);

export function listDatasets(): Promise<CallOutputs['datasets.list']> {
  return Promise.resolve([]);
}
export function datasetPage(
  _parts: LabParts,
  input: ParsedInput<'datasets.page'>,
): Promise<CallOutputs['datasets.page']> {
  return Promise.reject(notFound(input.id));
}
export function datasetRecord(
  _parts: LabParts,
  input: ParsedInput<'datasets.record'>,
): Promise<CallOutputs['datasets.record']> {
  return Promise.reject(notFound(input.id));
}
export function datasetHistogram(
  _parts: LabParts,
  input: ParsedInput<'datasets.histogram'>,
): Promise<CallOutputs['datasets.histogram']> {
  return Promise.reject(notFound(input.id));
}
