import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LAB_DETECTORS } from '../../core/corpus/contamination.ts';
import type { FunctionProblem } from '../../core/evaluation/problem.ts';
import { Failure } from '../../core/failure.ts';
import { ownProblems, ownWordsProblems } from '../benchmarks/own.ts';
import { readProblems } from '../benchmarks/read-problems.ts';
import { createPythonParser } from '../corpus/tree-sitter-python.ts';
import { usualWorkers } from '../corpus/workers/pool.ts';
import type { DataPeer } from './peer/datatrove.ts';
import { measureDatatrove } from './peer/datatrove.ts';
import { writePerturbedPython } from './perturbed-python.ts';
import type { PlantedCopy } from './planted-copies.ts';
import { plantedCopies } from './planted-copies.ts';
import type {
  ContaminationFigures,
  DuplicateFigures,
  StageFigures,
  StageFound,
  StageName,
  StageRequest,
} from './data-stages.ts';
import { STAGES } from './data-stages.ts';

export type DataBenchOptions = {
  /** Text of the large run, in millions of bytes; the small run has a tenth of it. */
  readonly megabytes?: number;
  readonly seed?: number;
  readonly workers?: number;
  /** Problems in HumanEval's format that copies are planted of; the lab's own unless given. */
  readonly problems?: string;
  /** Python interpreter that has datatrove. */
  readonly peer?: string;
  /** Which run the peer is given; the small one unless told: it takes the peer a while. */
  readonly peerRun?: 'small' | 'large';
  /** Runs a stage in a process of its own, as jobs do, so that its memory is its alone. */
  readonly runStage: (request: StageRequest) => Promise<StageFound>;
  readonly signal?: AbortSignal;
  readonly onNote?: (note: string) => void;
};

export type DataRun = {
  readonly stages: Readonly<Record<StageName, StageFigures>>;
  readonly nearDuplicates: DuplicateFigures;
  readonly exactDuplicates: { readonly planted: number; readonly found: number };
  readonly contamination: ContaminationFigures;
  readonly megabytes: number;
  readonly records: number;
  readonly seconds: number;
  /** Highest resident memory of any stage's process with its threads. */
  readonly peakMebibytes: number;
};

export type DataBench = {
  readonly seed: number;
  readonly workers: number;
  /** The small run and the large one. */
  readonly runs: readonly DataRun[];
  /** Large against small: time of all stages, of each, and resident memory. */
  readonly growth: {
    readonly megabytes: number;
    readonly seconds: number;
    readonly memory: number;
    readonly stages: Readonly<Record<StageName, number>>;
  };
  readonly peers: Readonly<Record<string, DataPeer>>;
};

/**
 * Runs the data pipeline over real Python that was repeated and perturbed, first over a tenth of it and then over all,
 * and counts what it finds of the duplicates and copies that were planted. What is written goes to a temporary folder
 * and is removed.
 */
export async function benchData(options: DataBenchOptions): Promise<DataBench> {
  const { megabytes = 1000, seed = 1, workers = usualWorkers(), peer, onNote } = options;
  if (megabytes < 10)
    throw new Failure('usage', `${String(megabytes)} MB are too few to measure; choose 10 or more.`);
  const problems = await benchProblems(options.problems);
  const parser = await createPythonParser();
  const copies = problems.flatMap((problem) => plantedCopies(problem, parser));
  const folder = await mkdtemp(join(tmpdir(), 'hornbook-bench-data-'));
  try {
    const runs: DataRun[] = [];
    const peers: Record<string, DataPeer> = {};
    for (const size of [megabytes / 10, megabytes]) {
      options.signal?.throwIfAborted();
      onNote?.(`Writing ${size.toFixed(0)} MB of Python …`);
      const inside = join(folder, size.toFixed(0));
      const corpus = await writePerturbedPython(join(inside, 'texts'), size * 1e6, seed, recordsOf(copies));
      const request = { folder: inside, corpus, copies, problems, workers, seed, detectors: LAB_DETECTORS };
      const stages = {} as Record<StageName, StageFigures>;
      let all: Omit<StageFound, 'figures'> = {};
      for (const stage of STAGES) {
        options.signal?.throwIfAborted();
        onNote?.(`${size.toFixed(0)} MB: ${stage} …`);
        const { figures, ...found } = await options.runStage({ ...request, stage });
        stages[stage] = figures;
        all = { ...all, ...found };
      }
      const each = Object.values(stages);
      runs.push({
        megabytes: corpus.bytes / 1e6,
        records: corpus.records,
        seconds: each.reduce((sum, { seconds }) => sum + seconds, 0),
        peakMebibytes: Math.max(...each.map(({ peakMebibytes }) => peakMebibytes)),
        stages,
        nearDuplicates: all.nearDuplicates!,
        exactDuplicates: all.exactDuplicates!,
        contamination: all.contamination!,
      });
      const isPeers = (options.peerRun ?? 'small') === 'large' ? size === megabytes : size < megabytes;
      if (peer !== undefined && isPeers) {
        onNote?.(`${size.toFixed(0)} MB: datatrove …`);
        const ours = stages['near duplicates'].seconds;
        peers['datatrove'] = await measureDatatrove(peer, join(inside, 'texts'), corpus, workers, ours);
      }
      await rm(inside, { recursive: true, force: true });
    }
    const [small, large] = runs as [DataRun, DataRun];
    const names = Object.keys(large.stages) as StageName[];
    return {
      seed,
      workers,
      runs,
      growth: {
        megabytes: large.megabytes / small.megabytes,
        seconds: large.seconds / small.seconds,
        memory: large.peakMebibytes / small.peakMebibytes,
        stages: Object.fromEntries(
          names.map((name) => [name, large.stages[name].seconds / small.stages[name].seconds]),
        ) as Record<StageName, number>,
      },
      peers,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function benchProblems(path: string | undefined): Promise<FunctionProblem[]> {
  const problems =
    path === undefined ? [...ownProblems(), ...(await ownWordsProblems())] : await readProblems(path);
  return problems.filter((problem): problem is FunctionProblem => problem.kind === 'function');
}

const recordsOf = (copies: readonly PlantedCopy[]) =>
  copies.map(({ kind, taskId, text }) => ({ id: `planted/${taskId}/${kind}`, text }));
