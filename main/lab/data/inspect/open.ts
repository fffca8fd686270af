import { join } from 'node:path';
import { Failure } from '../../../core/failure.ts';
import type { Dataset } from '../../../node/datasets/open-dataset.ts';
import { openDataset } from '../../../node/datasets/open-dataset.ts';
import type { LabParts } from '../../lab.ts';

/** The first page and the first columns come before the check, which keeps a disk and a core busy. */
const CHECK_AFTER_MS = 3_000;

/** What reading every byte of a dataset found, once for each dataset while the lab is open. */
const checks = new Map<string, { failure: unknown }>();

/**
 * A dataset of the project by its id. The first look at it does not wait until every byte was read: sizes are
 * checked at once, hashes meanwhile, and whoever asks after damage was found is told.
 *
 * @throws Failure `dataset-missing`, `dataset-manifest`, `dataset-corrupt`.
 */
export async function openInProject(parts: LabParts, id: string): Promise<Dataset> {
  if (!/^[\w+-][\w.+-]*$/.test(id)) {
    throw new Failure('dataset-missing', `There is no dataset ${JSON.stringify(id)} in this project.`);
  }
  const folder = join(parts.project.datasets, id);
  const dataset = await openDataset(folder, 'sizes');
  const key = `${folder} ${dataset.manifest.hash}`;
  const check = checks.get(key);
  if (check === undefined) {
    const begun: { failure: unknown } = { failure: null };
    checks.set(key, begun);
    setTimeout(() => {
      openDataset(folder, 'hashes').catch((failure: unknown) => {
        begun.failure = failure;
        // Whoever looks at it asks again, and hears of it then.
        parts.changes.announce({ subject: 'datasets' });
      });
    }, CHECK_AFTER_MS).unref();
  } else if (check.failure !== null) {
    // It may have been restored from a copy since.
    checks.delete(key);
    throw check.failure as Error;
  }
  return dataset;
}
