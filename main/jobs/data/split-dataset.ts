import type { Json } from '../../node/datasets/canonical-json.ts';
import type { DatasetManifest, ScoredRecord } from '../../node/datasets/manifest.ts';
import type { Dataset } from '../../node/datasets/open-dataset.ts';
import type { DatasetExtras } from '../../node/datasets/write-dataset.ts';
import { readRecords } from '../../node/datasets/read-records.ts';
import type { OperationContext, Reason } from './operation.ts';

/** Why a record goes: `kind` to count by, `why` for this record. */
export type Dropped = { readonly kind: string; readonly why: string };

export type Split = {
  readonly kept: DatasetManifest;
  readonly dropped: DatasetManifest;
  readonly reasons: readonly Reason[];
};

/**
 * Writes the records that `whyDropped` gives no reason for to `out`, and the others, each with its reason, to
 * `out`-dropped, so that they can be looked at. Scores go along.
 */
export async function splitDataset(
  context: OperationContext,
  source: Dataset,
  out: string,
  step: { readonly operation: string; readonly parameters: Json },
  whyDropped: (id: string) => Dropped | undefined,
  /** What lies beside the dropped records. */
  besideDropped?: DatasetExtras,
): Promise<Split> {
  const tally = reasonTally();
  async function* part(wanted: 'kept' | 'dropped'): AsyncGenerator<ScoredRecord> {
    let done = 0;
    for await (const record of readRecords(source)) {
      context.signal.throwIfAborted();
      const total = source.manifest.records;
      context.progress({ doing: `writing the ${wanted} records`, done: ++done, total, unit: 'records' });
      const reason = whyDropped(record.id);
      if ((reason === undefined ? 'kept' : 'dropped') !== wanted) continue;
      if (reason !== undefined) tally.add(reason.kind, Buffer.byteLength(record.text));
      yield reason === undefined ? record : { ...record, decision: `dropped: ${reason.why}` };
    }
  }
  const write = (wanted: 'kept' | 'dropped'): Promise<DatasetManifest> =>
    context.makeDataset(
      {
        out: wanted === 'kept' ? out : `${out}-dropped`,
        role: wanted,
        operation: `${step.operation}: ${wanted}`,
        parameters: step.parameters,
        parents: [source.manifest.hash],
        scoreColumns: source.manifest.scores,
      },
      part(wanted),
      wanted === 'dropped' ? besideDropped : undefined,
    );
  const kept = await write('kept');
  const dropped = await write('dropped');
  return { kept, dropped, reasons: tally.reasons() };
}

/** Counts what was left out, by why; the most frequent reason first. */
export function reasonTally() {
  const counts = new Map<string, { records: number; bytes: number }>();
  return {
    add(reason: string, bytes: number): void {
      const count = counts.get(reason) ?? { records: 0, bytes: 0 };
      count.records += 1;
      count.bytes += bytes;
      counts.set(reason, count);
    },
    reasons: (): Reason[] =>
      [...counts]
        .map(([reason, count]) => ({ reason, ...count }))
        .sort((one, other) => other.records - one.records || (one.reason < other.reason ? -1 : 1)),
  };
}

/** `12 of 40 records kept`, for summaries. */
export function keptSentence({ kept, dropped }: Pick<Split, 'kept' | 'dropped'>): string {
  const all = kept.records + dropped.records;
  const share = (100 * kept.bytes) / Math.max(1, kept.bytes + dropped.bytes);
  return `Kept ${kept.records.toLocaleString('en-US')} of ${all.toLocaleString('en-US')} records, ${share.toFixed(1)} % of the text`;
}
