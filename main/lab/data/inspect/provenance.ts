import type { ParsedInput } from '../../../../preload/contract/contract.ts';
import type { RecordProvenance } from '../../../../preload/contract/inspect.ts';
import { FEATURE_NAMES, FEATURES } from '../../../core/corpus/feature-names.ts';
import { features } from '../../../core/corpus/features.ts';
import { criteriaMet, rubricLabel } from '../../../core/corpus/rubric.ts';
import { createPythonParser } from '../../../node/corpus/tree-sitter-python.ts';
import type { Dataset } from '../../../node/datasets/open-dataset.ts';
import { listDatasets, summarise } from '../../../node/datasets/open-dataset.ts';
import { droppedFor, findPassage, namedIn } from '../../../node/inspect/find-record.ts';
import { getRecord } from '../../../node/inspect/page.ts';
import { findRun, listRuns } from '../../../node/store/queries/runs.ts';
import type { LabParts } from '../../lab.ts';
import { openInProject } from './open.ts';
import { partsOfStep } from './step-parts.ts';

const MOST_DUPLICATES = 50;

type Record = Awaited<ReturnType<typeof getRecord>>;

/** From source to use: what was measured of a record, every dataset it passed through, what repeats it, who saw it. */
export async function recordProvenance(
  parts: LabParts,
  { id, recordId }: ParsedInput<'datasets.provenance'>,
): Promise<RecordProvenance> {
  const here = await openInProject(parts, id);
  const record = await getRecord(here, recordId);
  const datasets = await listDatasets(parts.project.datasets);
  const passages = [];
  for (const dataset of datasets) {
    const found = await findPassage(dataset, record);
    if (found === null) continue;
    const { id: datasetId, name: datasetName, operation, createdAt } = summarise(dataset);
    passages.push({ datasetId, datasetName, operation, createdAt, ...found });
  }
  return {
    ...(await measured(record)),
    passages,
    duplicates: await duplicatesOf(datasets, here, record),
    runs: await runsThatSaw(parts, datasets, new Set(passages.map(({ datasetId }) => datasetId))),
  };
}

/** The features of a Python text and the rubric's criteria; nothing for prose. */
async function measured({ kind, text }: Record): Promise<Pick<RecordProvenance, 'features' | 'rubric'>> {
  if (kind !== 'code' && kind !== 'exercise') return { features: [], rubric: null };
  const values = features((await createPythonParser()).parse(text));
  return {
    features: FEATURE_NAMES.map((name, at) => ({ name, about: FEATURES[name], value: values[at]! })),
    rubric: {
      label: rubricLabel(values),
      criteria: criteriaMet(values).map(({ name, reason, points }) => ({
        name,
        reason,
        points,
      })),
    },
  };
}

/** The group of duplicates that a record belongs to, by what dedup wrote down when it dropped its members. */
async function duplicatesOf(
  datasets: readonly Dataset[],
  here: Dataset,
  record: Record,
): Promise<RecordProvenance['duplicates']> {
  const groups = [];
  for (const dropped of datasets) {
    if (!/^dedup\b.*dropped$/.test(dropped.manifest.operation)) continue;
    const kept = partsOfStep(datasets, dropped).find(({ role }) => role === 'kept')?.dataset;
    if (kept === undefined) continue;
    const passage = dropped.folder === here.folder ? record : await findPassage(dropped, record);
    const keptId = passage?.decision ? await namedIn(kept, passage.decision) : record.id;
    if (keptId === null) continue;
    const members = await droppedFor(dropped, keptId, MOST_DUPLICATES);
    if (members.length === 0) continue;
    const [keptIn, droppedIn] = [summarise(kept).id, summarise(dropped).id];
    groups.push({
      kept: { datasetId: keptIn, recordId: keptId },
      dropped: members.map((member) => ({ datasetId: droppedIn, ...member })),
    });
  }
  return groups;
}

/** The runs that trained on one of these datasets. */
async function runsThatSaw(
  { store }: LabParts,
  datasets: readonly Dataset[],
  found: ReadonlySet<string>,
): Promise<RecordProvenance['runs']> {
  const byHash = new Map(datasets.map((dataset) => [dataset.manifest.hash, summarise(dataset)]));
  const seen = [];
  for (const { id, name, colour } of await listRuns(store.db)) {
    const config = JSON.parse((await findRun(store.db, id))?.config ?? '{}') as { datasets?: unknown };
    const hashes = Array.isArray(config.datasets) ? (config.datasets as readonly string[]) : [];
    for (const hash of hashes) {
      const dataset = byHash.get(hash);
      if (dataset === undefined || !found.has(dataset.id)) continue;
      seen.push({ id, name, colour, datasetId: dataset.id, datasetName: dataset.name });
    }
  }
  return seen;
}
