import type { ParsedInput } from '../../../../preload/contract/contract.ts';
import type { DatasetChanges } from '../../../../preload/contract/inspect.ts';
import { listDatasets, summarise } from '../../../node/datasets/open-dataset.ts';
import { changedTexts, reasonsOf, samplesOf } from '../../../node/inspect/changes.ts';
import type { LabParts } from '../../lab.ts';
import { openInProject } from './open.ts';
import { partsOfStep } from './step-parts.ts';

/** Before and after the step that made a dataset: what went where, why, and what was changed on the way. */
export async function datasetChanges(
  parts: LabParts,
  { id }: ParsedInput<'datasets.changes'>,
): Promise<DatasetChanges> {
  const dataset = await openInProject(parts, id);
  const all = await listDatasets(parts.project.datasets);
  const before = dataset.manifest.parents.flatMap(
    (hash) => all.find(({ manifest }) => manifest.hash === hash) ?? [],
  );
  const made = [];
  for (const { role, dataset: part } of partsOfStep(all, dataset)) {
    made.push({
      role,
      dataset: summarise(part),
      reasons: await reasonsOf(part),
      samples: await samplesOf(part),
    });
  }
  return {
    operation: dataset.manifest.operation,
    parameters: dataset.manifest.parameters,
    before: before.map(summarise),
    missingParents: dataset.manifest.parents.length - before.length,
    made,
    changed: await changedTexts(before, dataset),
  };
}
