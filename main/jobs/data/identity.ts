import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Failure } from '../../core/failure.ts';
import type { OperationField, WeightedDataset } from '../../core/operation-field.ts';
import type { Json } from '../../node/datasets/canonical-json.ts';
import { canonicalJson, sha256 } from '../../node/datasets/canonical-json.ts';
import { openDataset } from '../../node/datasets/open-dataset.ts';
import { benchmarkHash } from '../../node/evaluation/request.ts';
import type { Operation, OperationContext, OperationParameters } from './operation.ts';
import type { Place } from './place.ts';

/**
 * Twelve hex digits over all that decides what an operation makes: its name and version, its parameters, and the
 * content behind each that names a dataset, a benchmark, a file or a checkpoint.
 */
export async function identityOf(
  operation: Operation,
  parameters: OperationParameters,
  place: Place,
  context: OperationContext,
): Promise<string> {
  const values: Record<string, Json> = {};
  for (const field of operation.fields) {
    values[field.name] = await contentOf(field, parameters[field.name], place);
  }
  const { name, version } = operation;
  const more = await operation.identity(context, parameters);
  return sha256(canonicalJson({ name, version, values, more })).slice(0, 12);
}

async function contentOf(field: OperationField, value: unknown, place: Place): Promise<Json> {
  if (value === undefined || value === null) return null;
  const dataset = async (reference: string): Promise<string> =>
    (await openDataset(place.datasetFolder(reference), 'sizes')).manifest.hash;
  const file = (reference: string): Promise<string> => fingerprint(place.resolvePath(reference));
  switch (field.type) {
    case 'dataset':
      return dataset(value as string);
    case 'datasets':
      return Promise.all((value as string[]).map(dataset));
    case 'mixture':
      return Promise.all(
        (value as WeightedDataset[]).map(async (entry) => ({
          ...entry,
          dataset: await dataset(entry.dataset),
        })),
      );
    case 'benchmarks':
      return Promise.all(
        (value as string[]).map(async (one) => benchmarkHash(await place.readProblems(one))),
      );
    case 'path':
      return field.many ? Promise.all((value as string[]).map(file)) : file(value as string);
    case 'model':
      return file(value as string);
    default:
      return value as Json;
  }
}

/** Names, sizes and times of a file or of all files under a folder, as `make` looks at them. */
export async function fingerprint(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) {
    throw new Failure('import-path', `There is no file or folder ${path}; check the path.`);
  }
  const lines: string[] = [];
  const names = found.isDirectory() ? (await readdir(path, { recursive: true })).sort() : [''];
  for (const name of names) {
    const file = await stat(join(path, name)).catch(() => undefined);
    if (file?.isFile() === true) lines.push(JSON.stringify([name, file.size, Math.trunc(file.mtimeMs)]));
  }
  return sha256(`${basename(path)}\n${lines.join('\n')}`);
}
