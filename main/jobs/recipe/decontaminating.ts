import type { ContaminationHit } from '../../core/corpus/contamination.ts';
import { ContaminationDetector, PAPER_DETECTORS } from '../../core/corpus/contamination.ts';
import { createPythonParser } from '../../node/corpus/tree-sitter-python.ts';
import type { ScoredRecord } from '../../node/datasets/manifest.ts';
import { readRecords } from '../../node/datasets/read-records.ts';
import type { DatasetRef } from './datasets.ts';
import { asJson, makeDataset, openRef } from './datasets.ts';
import type { Benchmark } from './benchmarks.ts';
import { benchmarkHash } from '../../node/evaluation/evaluate-model.ts';
import type { StageContext } from './stage.ts';
import type { StageOutcome } from './stage-record.ts';
import type { CleanData } from './tokens.ts';

/** What was found in one dataset, by detector. */
export type Contamination = {
  readonly dataset: string;
  readonly scanned: number;
  readonly removed: number;
  readonly byNgram: number;
  readonly bySyntax: number;
  /** Up to this many pairs to judge by eye. */
  readonly pairs: readonly { readonly recordId: string; readonly taskId: string; readonly why: string }[];
};

export type DecontaminateOutput = {
  readonly data: CleanData;
  readonly found: readonly Contamination[];
  readonly detectors: { readonly ngram: number; readonly matchRate: number };
};

/** The report names them beside each problem; a corpus that copies a benchmark whole need not fill it. */
const SHOWN_PAIRS = 2_000;

/** Compares every text with every problem and leaves out what is too close, before any model sees it. */
export async function decontaminate(
  context: StageContext,
  data: CleanData,
  benchmarks: readonly Benchmark[],
): Promise<StageOutcome<DecontaminateOutput>> {
  const problems = benchmarks.flatMap(({ problems: asked }) => asked);
  const detector = new ContaminationDetector(problems, await createPythonParser());
  const total = Object.values(data).reduce((sum, { records }) => sum + records, 0);
  const found: Contamination[] = [];
  let done = 0;

  const clean = async (ref: DatasetRef): Promise<DatasetRef> => {
    const hits: ContaminationHit[] = [];
    const contaminated = new Set<string>();
    const dataset = await openRef(context, ref);
    for await (const record of readRecords(dataset)) {
      context.signal.throwIfAborted();
      for (const hit of detector.check(record)) {
        contaminated.add(record.id);
        hits.push(hit);
      }
      done += 1;
      context.progress({
        stage: 'decontaminate',
        doing: `comparing ${ref.name}`,
        done,
        total,
        unit: 'texts',
      });
    }
    found.push(contamination(ref, contaminated.size, hits));
    if (contaminated.size === 0) return ref;
    async function* kept(): AsyncGenerator<ScoredRecord> {
      for await (const record of readRecords(dataset)) if (!contaminated.has(record.id)) yield record;
    }
    return makeDataset(
      context,
      {
        name: `${ref.name}-clean`,
        operation: 'decontaminate',
        parameters: {
          ...(asJson(PAPER_DETECTORS) as object),
          benchmarks: benchmarks.map(({ problems: asked }) => benchmarkHash(asked)),
        },
        parents: [ref.hash],
        scoreColumns: dataset.manifest.scores,
      },
      kept(),
    );
  };
  const output: DecontaminateOutput = {
    data: {
      raw: await clean(data.raw),
      kept: await clean(data.kept),
      textbooks: await clean(data.textbooks),
      exercises: await clean(data.exercises),
    },
    found,
    detectors: PAPER_DETECTORS,
  };
  const removed = found.reduce((sum, { removed: some }) => sum + some, 0);
  return {
    output,
    counts: [
      { label: 'compared', value: done, unit: 'texts' },
      { label: 'with', value: problems.length, unit: 'problems' },
      { label: 'removed', value: removed, unit: 'texts' },
    ],
    scrap: { kind: 'code', text: problems[0]!.prompt },
    bytesOut: Object.values(output.data).reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

function contamination(ref: DatasetRef, removed: number, hits: readonly ContaminationHit[]): Contamination {
  return {
    dataset: ref.name,
    scanned: ref.records,
    removed,
    byNgram: hits.filter(({ kind }) => kind === 'ngram').length,
    bySyntax: hits.filter(({ kind }) => kind === 'syntax').length,
    pairs: hits.slice(0, SHOWN_PAIRS).map((hit) => ({
      recordId: hit.recordId,
      taskId: hit.taskId,
      why:
        hit.kind === 'ngram'
          ? `${PAPER_DETECTORS.ngram} words in a row: ${hit.run}`
          : `syntax trees alike by ${hit.matchRate.toFixed(3)}`,
    })),
  };
}
