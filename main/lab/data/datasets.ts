import { basename } from 'node:path';
import type { ParsedInput } from '../../../preload/contract/contract.ts';
import type { DatasetOutputs } from '../../../preload/contract/datasets.ts';
import { withConnection } from '../../node/datasets/database.ts';
import { listDatasets, summarise } from '../../node/datasets/open-dataset.ts';
import { histogram, topValues } from '../../node/inspect/column-summary.ts';
import { columnsOf } from '../../node/inspect/columns.ts';
import { compareDatasets } from '../../node/inspect/compare.ts';
import { getRecord, queryPage } from '../../node/inspect/page.ts';
import { runSelect } from '../../node/inspect/sql.ts';
import { datasetChanges } from './inspect/changes.ts';
import { exportDataset, readExport } from './inspect/export.ts';
import { lineageView } from './inspect/lineage.ts';
import { mapSample } from './inspect/map.ts';
import { openInProject } from './inspect/open.ts';
import { recordProvenance } from './inspect/provenance.ts';
import type { LabParts } from '../lab.ts';

/** Every call about the project's datasets. */
export function datasetCalls(parts: LabParts): {
  readonly [Name in keyof DatasetOutputs]: (input: ParsedInput<Name>) => Promise<DatasetOutputs[Name]>;
} {
  const open = (id: string) => openInProject(parts, id);
  return {
    'lineage.view': () => lineageView(parts),
    /** Oldest first. */
    'datasets.list': async () => {
      const datasets = await listDatasets(parts.project.datasets);
      // Whoever lists them reads one next; DuckDB takes a moment to start.
      void withConnection('read', (connection) => connection.run('SELECT 1'));
      return datasets.map(summarise);
    },
    'datasets.columns': async ({ id }) => columnsOf(await open(id)),
    'datasets.page': async (input) => queryPage(await open(input.id), input),
    'datasets.record': async ({ id, recordId }) => getRecord(await open(id), recordId),
    'datasets.histogram': async ({ id, column }) => histogram(await open(id), column),
    'datasets.values': async ({ id, column }) => topValues(await open(id), column),
    'datasets.provenance': (input) => recordProvenance(parts, input),
    'datasets.sql': async ({ id, sql }) => {
      const others = await listDatasets(parts.project.datasets);
      const tables = new Map(others.map((dataset) => [basename(dataset.folder), dataset]));
      return runSelect(tables.set('data', await open(id)), sql);
    },
    'datasets.changes': (input) => datasetChanges(parts, input),
    'datasets.compare': async ({ first, second }) => compareDatasets(await open(first), await open(second)),
    'datasets.map': (input) => mapSample(parts, input),
    'datasets.export': (input) => exportDataset(parts, input),
    'datasets.exported': (input) => readExport(parts, input),
  };
}
