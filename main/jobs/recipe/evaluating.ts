import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { EvaluationFile, JudgedSample } from '../../core/evaluation/evaluation-file.ts';
import type { FunctionProblem } from '../../core/evaluation/problem.ts';
import type { Sandbox } from '../../core/evaluation/sandbox.ts';
import { greedySettings } from '../../core/evaluation/settings.ts';
import { solutionBitsPerByte, solutionLoss } from '../../core/evaluation/solution-loss.ts';
import type { SolutionLoss } from '../../core/evaluation/solution-loss.ts';
import type { CodeModel } from '../../core/generation/generate.ts';
import type { BenchmarkScore, RecipeResultRow, RecipeSettings } from '../../core/study/recipe.ts';
import { seededRandom } from '../../core/training/random.ts';
import { OWN_BENCHMARK, OWN_WORDS_BENCHMARK } from '../../node/benchmarks/own.ts';
import { engineNamed } from '../../node/engines/open-engine.ts';
import { benchmarkHash, evaluateModel } from '../../node/evaluation/evaluate-model.ts';
import type { Evaluation } from '../../node/evaluation/evaluate-model.ts';
import { readEvaluation } from '../../node/evaluation/read-evaluation.ts';
import { loadModel } from '../../node/generation/load-model.ts';
import type { Benchmark } from './benchmarks.ts';
import { HUMANEVAL_BENCHMARK } from './benchmarks.ts';
import type { StageContext } from './stage.ts';
import type { StageOutcome } from './stage-record.ts';
import type { TrainedRow } from './training.ts';

export type EvaluateOutput = {
  /** Evaluation folders, row by row in the grid's order, each with one per benchmark. */
  readonly folders: readonly (readonly string[])[];
  readonly rows: readonly RecipeResultRow[];
  /** How well each row's model foresees the reference solutions, benchmark by benchmark. */
  readonly losses: readonly (readonly SolutionLoss[])[];
  readonly isolation: EvaluationFile['isolation'];
};

const MAX_NEW_TOKENS = 96;
/** Verdicts between two looks at the row of them that the leaf shows. */
const TOLD_EVERY = 8;

/** What every model of the grid is put through. */
type Examination = {
  readonly context: StageContext;
  readonly sandbox: Sandbox;
  readonly benchmarks: readonly Benchmark[];
  readonly settings: RecipeSettings;
  /** Tells how many problems of the whole grid are behind. */
  readonly onProgress: (doing: string, problems: number) => void;
};

/** Bits a byte of every reference solution, by benchmark. */
type SolutionBits = ReadonlyMap<string, readonly number[]>;

type Examined = {
  readonly folders: readonly string[];
  readonly evaluations: ReadonlyMap<string, Evaluation>;
  readonly bits: SolutionBits;
};

/** Every model answers every benchmark once, greedily; the lab's own benchmark makes the row. */
export async function evaluateGrid(
  context: StageContext,
  sandbox: Sandbox,
  grid: readonly TrainedRow[],
  benchmarks: readonly Benchmark[],
  settings: RecipeSettings,
): Promise<StageOutcome<EvaluateOutput>> {
  const folders: (readonly string[])[] = [];
  const rows: RecipeResultRow[] = [];
  const losses: (readonly SolutionLoss[])[] = [];
  let verdicts: readonly JudgedSample['verdict'][] = [];
  let raw: SolutionBits | undefined;
  const each = benchmarks.reduce((sum, { problems }) => sum + problems.length, 0);
  for (const [at, trained] of grid.entries()) {
    const onProgress = (doing: string, problems: number): void => {
      const done = Math.floor(at * each + problems);
      context.progress({ stage: 'evaluate', doing, done, total: grid.length * each, unit: 'problems' });
    };
    const examined = await examine({ context, sandbox, benchmarks, settings, onProgress }, trained);
    folders.push(examined.folders);
    verdicts = examined.evaluations.get(OWN_BENCHMARK)!.samples.map(({ verdict }) => verdict);
    const lossOf = lossesOf(examined.bits, raw);
    losses.push(benchmarks.map(({ name }) => lossOf.get(name)!));
    const row = resultRow(trained, examined.evaluations, lossOf);
    if (trained.row === 'raw') raw = examined.bits;
    rows.push(row);
    context.emit({ type: 'row', row });
  }
  const last = rows.at(-1)!;
  return {
    output: { folders, rows, losses, isolation: sandbox.isolation },
    counts: [
      { label: 'problems', value: last.problems, unit: 'problems' },
      { label: 'pass@1', value: Math.round(last.passAt1 * 1000) / 10, unit: '%' },
    ],
    // The last model's, as the scrap shows one leaf.
    scrap: { kind: 'verdicts', verdicts },
  };
}

async function examine(
  { context, sandbox, benchmarks, settings, onProgress }: Examination,
  trained: TrainedRow,
): Promise<Examined> {
  const model = await loadModel(join(context.projectDir, trained.checkpoint), {
    threads: settings.threads,
    engine: settings.engine === undefined ? undefined : engineNamed(settings.engine),
  });
  const folders: string[] = [];
  const evaluations = new Map<string, Evaluation>();
  const bits = new Map<string, readonly number[]>();
  let behind = 0;
  try {
    for (const benchmark of benchmarks) {
      const { name, problems, timeLimitMs } = benchmark;
      const doing = `${trained.row} on ${name}`;
      const again = context.round === null ? '' : `-${context.round}`;
      const id = `${trained.run}-${name}-${benchmarkHash(problems).slice(0, 8)}${again}`;
      const folder = join('evaluations', id);
      const path = join(context.projectDir, folder);
      const { run, row, steps, checkpointHash } = trained;
      const judgedSoFar: string[] = [];
      const evaluation = existsSync(join(path, 'evaluation.json'))
        ? await readEvaluation(path)
        : await evaluateModel(
            model,
            sandbox,
            {
              folder: path,
              id,
              run: { id: run, name: row, step: steps, checkpointHash },
              benchmark,
              settings: {
                ...greedySettings,
                maxNewTokens: MAX_NEW_TOKENS,
                seed: settings.seed,
                timeLimitMs,
                timeFactor: 0,
              },
            },
            {
              signal: context.signal,
              onJudged: ({ verdict }) => {
                judgedSoFar.push(verdict);
                if (name !== OWN_BENCHMARK || judgedSoFar.length % TOLD_EVERY !== 0) return;
                const scrap = { kind: 'verdicts', verdicts: [...judgedSoFar] } as const;
                context.emit({ type: 'stage', stage: 'evaluate', state: 'running', scrap });
              },
              onProgress: ({ written, judged }) => {
                // Writing and running are each half of a problem's way.
                onProgress(doing, behind + (written + judged) / 2);
              },
            },
          );
      behind += problems.length;
      folders.push(folder);
      evaluations.set(name, evaluation);
      bits.set(name, await bitsOfSolutions(context, model, problems));
      context.emit({
        type: 'artifact',
        artifact: 'evaluation',
        name: `${row} on ${evaluation.file.benchmark}`,
        path: folder,
        hash: evaluation.file.benchmarkHash,
        parents: [checkpointHash],
      });
    }
  } finally {
    await model.close();
  }
  return { folders, evaluations, bits };
}

async function bitsOfSolutions(
  context: StageContext,
  model: CodeModel,
  problems: readonly FunctionProblem[],
): Promise<number[]> {
  const bits: number[] = [];
  for (const problem of problems) {
    context.signal.throwIfAborted();
    bits.push(await solutionBitsPerByte(model, problem));
  }
  return bits;
}

/** Resampling needs a seed of its own, so that a result can be computed again. */
const BOOTSTRAP_SEED = 1;

/** The loss on each benchmark, beside that of the model trained on raw code once it is there. */
function lossesOf(bits: SolutionBits, raw: SolutionBits | undefined): ReadonlyMap<string, SolutionLoss> {
  const random = seededRandom(BOOTSTRAP_SEED);
  const loss = (name: string, values: readonly number[]): SolutionLoss =>
    solutionLoss(values, () => random.uniform(), raw?.get(name));
  return new Map([...bits].map(([name, values]) => [name, loss(name, values)]));
}

function resultRow(
  trained: TrainedRow,
  evaluations: Examined['evaluations'],
  losses: ReadonlyMap<string, SolutionLoss>,
): RecipeResultRow {
  const score = (name: string): BenchmarkScore | undefined => {
    const evaluation = evaluations.get(name);
    if (evaluation === undefined) return undefined;
    const { passAt1, ci95, problems } = evaluation.file;
    return { passAt1, ci95, problems, solutionLoss: losses.get(name)! };
  };
  const [ownWords, humanEval] = [score(OWN_WORDS_BENCHMARK), score(HUMANEVAL_BENCHMARK)];
  return {
    name: trained.row,
    parameters: trained.parameters,
    tokens: trained.tokens,
    ...score(OWN_BENCHMARK)!,
    ...(ownWords === undefined ? {} : { ownWords }),
    ...(humanEval === undefined ? {} : { humanEval }),
  };
}
