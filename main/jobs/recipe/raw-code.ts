import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { FilterReport } from '../../core/corpus/quality-filter.ts';
import { filterByQuality } from '../../core/corpus/quality-filter.ts';
import { Failure } from '../../core/failure.ts';
import type { RecipeSettings } from '../../core/study/recipe.ts';
import { importPython, importStandardLibrary, newImportCounts } from '../../node/corpus/import-python.ts';
import { standardLibraryPath } from '../../node/import/standard-library.ts';
import { createPythonParser } from '../../node/corpus/tree-sitter-python.ts';
import type { ScoredRecord } from '../../node/datasets/manifest.ts';
import { readRecords } from '../../node/datasets/read-records.ts';
import type { DatasetRef } from './datasets.ts';
import { countsOf, makeDataset, openRef } from './datasets.ts';
import type { StageContext } from './stage.ts';
import type { StageOutcome } from './stage-record.ts';

export type ImportOutput = {
  readonly dataset: DatasetRef;
  readonly refused: Readonly<Record<string, number>>;
};

export type FilterOutput = {
  readonly kept: DatasetRef;
  readonly dropped: DatasetRef;
  readonly report: FilterReport;
};

/** phi-1's public reproduction kept a quarter of the documents. */
const KEEP_SHARE = 0.25;
const LABEL_SHARE = 0.3;
/** Labels that the classifier should have, where there are as many files. */
const WANTED_LABELS = 120;
/** Below this the classifier cannot be measured, and a filtered corpus would be a handful of files. */
const LEAST_FILES = 40;

/** Changes when any file under the paths does: names, sizes and times, as `make` looks at them. */
export async function rawFingerprint({ rawPaths }: RecipeSettings): Promise<string> {
  const paths = rawPaths.length > 0 ? rawPaths.map((path) => resolve(path)) : [standardLibraryPath()];
  const hash = createHash('sha256');
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined);
    if (found === undefined)
      throw new Failure('import-path', `There is no file or folder ${path}; check the path.`);
    const names = found.isDirectory() ? await readdir(path, { recursive: true }) : [''];
    for (const name of names.sort()) {
      if (found.isDirectory() && !name.endsWith('.py')) continue;
      const file = await stat(join(path, name)).catch(() => undefined);
      // The installed standard library is the same file whenever it was unpacked.
      const time = rawPaths.length > 0 ? (file?.mtimeMs ?? 0) : 0;
      hash.update(JSON.stringify([rawPaths.length > 0 ? path : '', name, file?.size ?? 0, time]));
    }
  }
  return hash.digest('hex');
}

export async function importRaw(
  context: StageContext,
  rawPaths: readonly string[],
  fingerprint: string,
): Promise<StageOutcome<ImportOutput>> {
  const counts = newImportCounts();
  const source = rawPaths.length > 0 ? importPython(rawPaths, counts) : importStandardLibrary(counts);
  let scrap = '';
  async function* watched(): AsyncGenerator<ScoredRecord> {
    let done = 0;
    for await (const record of source) {
      context.signal.throwIfAborted();
      done += 1;
      if (scrap === '' && record.text.length > 2_000) {
        scrap = codeScrap(record.text);
        context.emit({
          type: 'stage',
          stage: 'import',
          state: 'running',
          scrap: { kind: 'code', text: scrap },
        });
      }
      context.progress({ stage: 'import', doing: 'reading files', done, total: done, unit: 'files' });
      yield record;
    }
  }
  const dataset = await makeDataset(
    context,
    {
      name: 'raw',
      operation: 'import',
      parameters: { paths: rawPaths.length > 0 ? rawPaths : ['Python standard library'], fingerprint },
      parents: [],
    },
    watched(),
  );
  if (dataset.records < LEAST_FILES) {
    throw new Failure(
      'too-little-code',
      `Only ${dataset.records} usable Python files were found, and the quality filter learns from ${LEAST_FILES} or more; name larger folders.`,
    );
  }
  const refused = Object.values(counts.refused).reduce((sum, count) => sum + count, 0);
  return {
    output: { dataset, refused: counts.refused },
    counts: [...countsOf(dataset, 'files'), { label: 'refused', value: refused, unit: 'files' }],
    scrap: { kind: 'code', text: scrap },
    bytesOut: dataset.bytes,
  };
}

export async function filterRaw(
  context: StageContext,
  raw: DatasetRef,
  seed: number,
): Promise<StageOutcome<FilterOutput>> {
  const records: ScoredRecord[] = [];
  for await (const record of readRecords(await openRef(context, raw))) records.push(record);
  const labelShare = Math.min(1, Math.max(LABEL_SHARE, WANTED_LABELS / records.length));
  const { decisions, report } = filterByQuality(records, await createPythonParser(), {
    seed,
    labelShare,
    cut: { by: 'share', keep: KEEP_SHARE },
    onProgress: (done, total) => {
      context.signal.throwIfAborted();
      context.progress({ stage: 'filter', doing: 'measuring features', done, total, unit: 'files' });
    },
  });
  const judged = records.map((record, at): ScoredRecord => {
    const { quality, label, reason } = decisions[at]!;
    return { ...record, scores: { quality, label }, decision: reason };
  });
  const write = (name: string, wanted: boolean): Promise<DatasetRef> =>
    makeDataset(
      context,
      {
        name,
        operation: `filter: ${name}`,
        parameters: { keepShare: KEEP_SHARE, labelShare, threshold: report.threshold, seed },
        parents: [raw.hash],
        scoreColumns: ['quality', 'label'],
      },
      judged.filter((_, at) => decisions[at]!.kept === wanted),
    );
  const kept = await write('kept', true);
  const dropped = await write('dropped', false);
  const best = judged.reduce((one, other) =>
    other.scores!['quality']! > one.scores!['quality']! ? other : one,
  );
  return {
    output: { kept, dropped, report },
    counts: [
      ...countsOf(kept, 'files'),
      { label: 'dropped', value: dropped.records, unit: 'files' },
      ...(report.classifier.auc === null
        ? []
        : [{ label: 'held-out AUC', value: Math.round(report.classifier.auc * 1000) / 1000, unit: '' }]),
    ],
    scrap: { kind: 'code', text: codeScrap(best.text) },
    bytesOut: kept.bytes,
  };
}

/** A few lines that show what sort of code it is: the first function, if it has one. */
function codeScrap(text: string): string {
  const at = text.search(/^(?:def|class) /m);
  return text.slice(Math.max(0, at)).split('\n').slice(0, 12).join('\n');
}
