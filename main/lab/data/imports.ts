import { join } from 'node:path';
import type { ParsedInput } from '../../../preload/contract/contract.ts';
import type { ImportPreview, RejectPage } from '../../../preload/contract/imports.ts';
import { Failure } from '../../core/failure.ts';
import { checkParameters } from '../../jobs/data/check-parameters.ts';
import { importOperation } from '../../jobs/data/import.ts';
import { importParameters, openImport } from '../../jobs/data/import-settings.ts';
import { projectPlace } from '../../jobs/data/place.ts';
import { openDataset } from '../../node/datasets/open-dataset.ts';
import { previewImport } from '../../node/import/preview.ts';
import type { Refusal } from '../../node/import/refusal.ts';
import { REFUSALS } from '../../node/import/refusal.ts';
import { readRejects } from '../../node/import/rejects.ts';
import type { LabParts } from '../lab.ts';

export const importCalls = (parts: LabParts) => ({
  'imports.preview': (input: ParsedInput<'imports.preview'>) => importPreview(parts, input),
  'imports.rejects': (input: ParsedInput<'imports.rejects'>) => rejectPage(parts, input),
});

const PREVIEW_CHARACTERS = 2_000;

/** What an import with these parameters would take: files by format, columns, the first records. */
async function importPreview(
  parts: LabParts,
  input: ParsedInput<'imports.preview'>,
): Promise<ImportPreview> {
  const place = projectPlace(parts.project.path);
  const checked = await checkParameters(importOperation, input.parameters, place);
  if (checked.state === 'wrong') return { state: 'refused', problems: checked.problems };
  try {
    const parameters = importParameters.parse(checked.parameters);
    const { found, settings } = await openImport(parameters, place.resolvePath);
    const { records, ...preview } = await previewImport(found, settings);
    return {
      state: 'ready',
      ...preview,
      records: records.map(({ id, source, license, meta, text }) => ({
        id,
        source,
        license: license ?? null,
        meta,
        bytes: Buffer.byteLength(text),
        text: text.slice(0, PREVIEW_CHARACTERS),
      })),
    };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const field = FIELD_OF[error.code] ?? null;
    return { state: 'refused', problems: [{ field, message: error.message }] };
  }
}

/** The field that can mend a failure. */
const FIELD_OF: Readonly<Record<string, string>> = {
  'import-path': 'paths',
  'nothing-to-import': 'paths',
  'column-missing': 'textColumn',
  'split-missing': 'split',
};

/** What an import refused, in the order in which it was met. Datasets that were not imported have none. */
async function rejectPage(
  parts: LabParts,
  { id, reason, ...page }: ParsedInput<'imports.rejects'>,
): Promise<RejectPage> {
  if (!/^[\w+-][\w.+-]*$/.test(id)) {
    throw new Failure('dataset-missing', `There is no dataset ${JSON.stringify(id)} in this project.`);
  }
  const wanted = REFUSALS.find((one) => one === reason);
  if (reason !== undefined && wanted === undefined) {
    throw new Failure('reason-unknown', `${JSON.stringify(reason)} is no reason; there are ${REFUSALS.join(', ')}.`);
  }
  const { folder, manifest } = await openDataset(join(parts.project.datasets, id), 'sizes');
  const { refused } = (manifest.found ?? {}) as { refused?: Record<Refusal, number> };
  const counts = Object.fromEntries(Object.entries(refused ?? {}).filter(([, count]) => count > 0));
  return { ...(await readRejects(folder, { ...page, reason: wanted })), counts };
}
