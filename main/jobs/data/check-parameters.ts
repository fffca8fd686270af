import { stat } from 'node:fs/promises';
import { Failure } from '../../core/failure.ts';
import type { OperationField, ParameterProblem, WeightedDataset } from '../../core/operation-field.ts';
import { problemOf } from '../../core/operation-field.ts';
import { openDataset } from '../../node/datasets/open-dataset.ts';
import type { Operation, OperationParameters } from './operation.ts';
import type { Place } from './place.ts';

export type CheckedParameters =
  | { readonly state: 'right'; readonly parameters: OperationParameters }
  | { readonly state: 'wrong'; readonly problems: readonly ParameterProblem[] };

/** Parameters as the operation's schema has them, or everything that is wrong with them, field by field. */
export async function checkParameters(
  operation: Operation,
  given: OperationParameters,
  place: Place,
): Promise<CheckedParameters> {
  const values = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined && value !== null && value !== ''),
  );
  const problems: ParameterProblem[] = [];
  for (const name of Object.keys(values)) {
    if (operation.fields.some((field) => field.name === name)) continue;
    problems.push({ field: null, message: `${operation.title} has no parameter ${JSON.stringify(name)}.` });
  }
  for (const field of operation.fields) {
    const message = problemOf(field, values[field.name]) ?? (await missing(field, values[field.name], place));
    if (message !== null) problems.push({ field: field.name, message });
  }
  if (problems.length > 0) return { state: 'wrong', problems };
  const parsed = operation.parameters.safeParse(values);
  if (parsed.success) return { state: 'right', parameters: parsed.data };
  return {
    state: 'wrong',
    problems: parsed.error.issues.map((issue) => {
      const field = operation.fields.find(({ name }) => name === issue.path[0]);
      const message = field === undefined ? `${issue.message}.` : `${field.label}: ${issue.message}.`;
      return { field: field?.name ?? null, message };
    }),
  };
}

/** What a value names and is not there, as one sentence. */
async function missing(field: OperationField, value: unknown, place: Place): Promise<string | null> {
  if (value === undefined) return null;
  try {
    switch (field.type) {
      case 'dataset':
        await openDataset(place.datasetFolder(value as string), 'sizes');
        break;
      case 'datasets':
        for (const one of value as string[]) await openDataset(place.datasetFolder(one), 'sizes');
        break;
      case 'mixture':
        for (const one of value as WeightedDataset[])
          await openDataset(place.datasetFolder(one.dataset), 'sizes');
        break;
      case 'benchmarks':
        for (const one of value as string[]) await place.readProblems(one);
        break;
      case 'path':
        for (const one of field.many ? (value as string[]) : [value as string])
          await requirePath(place.resolvePath(one), field.what);
        break;
      case 'model':
        await requirePath(place.resolvePath(value as string), 'any');
        break;
      default:
    }
    return null;
  } catch (error) {
    if (error instanceof Failure) return error.message;
    throw error;
  }
}

async function requirePath(path: string, what: 'file' | 'folder' | 'any'): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  const kind = what === 'any' ? 'file or folder' : what;
  if (found === undefined) throw new Failure('import-path', `There is no ${kind} ${path}; check the path.`);
  if (what === 'folder' && !found.isDirectory())
    throw new Failure('import-path', `${path} is a file; name a folder.`);
  if (what === 'file' && !found.isFile())
    throw new Failure('import-path', `${path} is a folder; name a file.`);
}
