import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileDurably } from '../../node/files/durable-file.ts';
import type { Dataset } from '../../node/datasets/open-dataset.ts';
import { listDatasets } from '../../node/datasets/open-dataset.ts';
import type { Operation, OperationParameters } from './operation.ts';
import type { Place } from './place.ts';

/** Beside a dataset's manifest: what was asked for when it was made. It is no part of the dataset's identity. */
const ORIGIN_FILE = 'operation.json';

const originSchema = z.object({
  operation: z.string(),
  version: z.number().int(),
  /** What the dataset is to the operation: `kept`, `dropped`, … */
  role: z.string(),
  parameters: z.record(z.string(), z.json()),
});

/** The operation, and what it was given, that made a dataset. */
export type Origin = z.infer<typeof originSchema>;

export function writeOrigin(
  folder: string,
  operation: Operation,
  role: string,
  parameters: OperationParameters,
  place: Place,
): void {
  const { name, version, fields } = operation;
  const absolute = Object.fromEntries(
    Object.entries(parameters).map(([key, value]) => {
      const field = fields.find((one) => one.name === key);
      // On the command line a dataset is a path from wherever one stood.
      const path = place.projectDir === null && field?.type === 'dataset' && typeof value === 'string';
      return [key, path ? place.datasetFolder(value) : value];
    }),
  );
  const origin = { operation: name, version, role, parameters: absolute };
  writeFileDurably(join(folder, ORIGIN_FILE), `${JSON.stringify(origin, null, 2)}\n`);
}

/** How a dataset was made, as far as it can be known; null where it cannot be made again by one operation. */
export async function originOf(dataset: Dataset): Promise<Origin | null> {
  const text = await readFile(join(dataset.folder, ORIGIN_FILE), 'utf8').catch(() => null);
  if (text !== null) return originSchema.parse(JSON.parse(text));
  return originOfRecipe(dataset);
}

/** The recipe's steps that are operations too: what their manifests say is what the operations take. */
async function originOfRecipe({ folder, manifest }: Dataset): Promise<Origin | null> {
  const said = manifest.parameters as Readonly<Record<string, unknown>>;
  const [step = '', role = 'dataset'] = manifest.operation.split(': ');
  const parent = (await listDatasets(join(folder, '..'))).find(
    (other) => other.manifest.hash === manifest.parents[0],
  );
  const origin = (operation: string, parameters: Record<string, unknown>) =>
    originSchema.parse({ operation, version: 1, role, parameters: { ...parameters, out: manifest.name } });
  if (step === 'import' && Array.isArray(said['paths'])) {
    const named = said['paths'].filter((path) => path !== 'Python standard library');
    return origin('import', { paths: named, kind: manifest.kind === 'mixed' ? 'code' : manifest.kind });
  }
  if (parent === undefined) return null;
  if (step === 'filter' && typeof said['keepShare'] === 'number') {
    const { keepShare: keep, labelShare: labels, seed } = said;
    return origin('filter', { dataset: parent.folder, keep, labels, seed });
  }
  return null;
}
