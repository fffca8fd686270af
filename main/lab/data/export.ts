import { Failure } from '../../core/failure.ts';
import { openDataset } from '../../node/datasets/open-dataset.ts';
import type { ExportFormat } from '../../node/inspect/export.ts';
import { exportRecords } from '../../node/inspect/export.ts';
import { matchesOf } from '../../node/inspect/matches.ts';
import { recordsWhere } from '../../node/inspect/sql.ts';

export type ExportRequest = {
  readonly folder: string;
  readonly out: string;
  readonly format: ExportFormat;
  /** A condition, as after WHERE. */
  readonly where?: string;
  readonly query: string;
  readonly regex: boolean;
};

/** Writes the records of a dataset that match as one file. */
export async function exportData({ folder, out, format, where, query, regex }: ExportRequest) {
  if (where !== undefined && query !== '') {
    throw new Failure('bad-usage', 'Give --where or --query, not both; --where can say both: "text LIKE …".');
  }
  const dataset = await openDataset(folder);
  const matches =
    where === undefined ? await matchesOf(dataset, { query, regex }) : await recordsWhere(dataset, where);
  return exportRecords(dataset, matches, { path: out, format });
}
