import type { ParsedInput } from '../../../preload/contract/contract.ts';
import type { OperationReport, OperationStart, OperationView } from '../../../preload/contract/operations.ts';
import { Failure } from '../../core/failure.ts';
import { checkParameters } from '../../jobs/data/check-parameters.ts';
import { operationNamed } from '../../jobs/data/data-job.ts';
import type { DataJobParams } from '../../jobs/data/data-job.ts';
import type { Operation, OperationParameters } from '../../jobs/data/operation.ts';
import type { Place } from '../../jobs/data/place.ts';
import { projectPlace } from '../../jobs/data/place.ts';
import { operations } from '../../jobs/data/registry.ts';
import type { OperationResult } from '../../jobs/data/run-operation.ts';
import { canonicalJson } from '../../node/datasets/canonical-json.ts';
import type { Json } from '../../node/datasets/canonical-json.ts';
import { openDataset } from '../../node/datasets/open-dataset.ts';
import { listJobsInState } from '../../node/store/queries/jobs.ts';
import { jobView, requireJob, startJob } from '../jobs/jobs.ts';
import type { LabParts } from '../lab.ts';

/** Everything that can be done with data, with the form of each. */
export function listOperations(): OperationView[] {
  return operations.map(({ name, title, summary, fields }) => ({ name, title, summary, fields }));
}

/** Starts a job for an operation, or says field by field why it cannot be started. */
export async function startOperation(
  parts: LabParts,
  { name, parameters: given }: ParsedInput<'operations.start'>,
): Promise<OperationStart> {
  const operation = operationNamed(name);
  const place = projectPlace(parts.project.path);
  const checked = await checkParameters(operation, given, place);
  if (checked.state === 'wrong') return { state: 'refused', problems: checked.problems };
  const params: DataJobParams = { operation: name, parameters: { ...checked.parameters } };
  const twin = await runningTwin(parts, params);
  if (twin !== null) return { state: 'started', job: twin };
  const title = await titleOf(operation, checked.parameters, place);
  return { state: 'started', job: await startJob(parts, { kind: 'data', params }, title) };
}

/** A job that does just this already: two of them would write the same dataset. */
async function runningTwin(parts: LabParts, params: DataJobParams) {
  const wanted = canonicalJson(params as Json);
  const running = await listJobsInState(parts.store.db, ['running', 'stopping']);
  const twin = running.find(
    ({ kind, params: text }) => kind === 'data' && canonicalJson(JSON.parse(text) as Json) === wanted,
  );
  return twin === undefined ? null : jobView(twin);
}

/** `Remove duplicates: raw`. */
async function titleOf(operation: Operation, parameters: OperationParameters, place: Place): Promise<string> {
  const names: string[] = [];
  for (const { name, type } of operation.fields) {
    const value = parameters[name];
    if (type === 'dataset' && typeof value === 'string')
      names.push((await openDataset(place.datasetFolder(value), 'sizes')).manifest.name);
  }
  const about = names.length > 0 ? names.join(', ') : parameters['out'];
  return typeof about === 'string' ? `${operation.title}: ${about}` : operation.title;
}

/** What a data job was asked, and what came of it. */
export async function operationReport(
  parts: LabParts,
  { jobId }: ParsedInput<'operations.report'>,
): Promise<OperationReport> {
  const row = await requireJob(parts, jobId);
  if (row.kind !== 'data') {
    throw new Failure('no-operation', `${row.title} is not an operation on data; it has no such report.`);
  }
  const { operation, parameters } = JSON.parse(row.params) as DataJobParams;
  const result = row.result === null ? null : (JSON.parse(row.result) as OperationResult);
  return { operation, parameters, result };
}
