import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readEvaluation } from '../../node/evaluation/read-evaluation.ts';
import type { JudgedSample } from '../../core/evaluation/evaluation-file.ts';
import type { EvaluationFile } from '../../core/evaluation/evaluation-file.ts';
import type { FunctionProblem } from '../../core/evaluation/problem.ts';
import type { Sandbox } from '../../core/evaluation/sandbox.ts';
import { greedySettings } from '../../core/evaluation/settings.ts';
import type { RecipeResultRow, RecipeSettings } from '../../core/study/recipe.ts';
import { benchmarkHash, evaluateModel } from '../../node/evaluation/evaluate-model.ts';
import { loadModel } from '../../node/generation/load-model.ts';
import type { JobContext } from '../child.ts';
import type { StageOutcome } from './stage.ts';
import type { TrainedRow } from './training.ts';

/** A set of problems that every model of the grid is asked. */
export type Benchmark = {
  readonly name: string;
  readonly problems: readonly FunctionProblem[];
  readonly timeLimitMs: number;
};

export type EvaluateOutput = {
  /** Evaluation folders, row by row in the grid's order, each with one per benchmark. */
  readonly folders: readonly (readonly string[])[];
  readonly rows: readonly RecipeResultRow[];
  readonly isolation: EvaluationFile['isolation'];
};

const MAX_NEW_TOKENS = 96;

/** Every model answers every benchmark once, greedily; the lab's own benchmark comes first and makes the row. */
export async function evaluateGrid(
  context: JobContext,
  sandbox: Sandbox,
  grid: readonly TrainedRow[],
  benchmarks: readonly Benchmark[],
  settings: RecipeSettings,
): Promise<StageOutcome<EvaluateOutput>> {
  const folders: string[][] = [];
  const rows: RecipeResultRow[] = [];
  const verdicts: string[] = [];
  let asked = 0;
  const total = grid.length * benchmarks.reduce((sum, { problems }) => sum + problems.length, 0);
  for (const trained of grid) {
    const model = await loadModel(join(context.projectDir, trained.checkpoint), {
      threads: settings.threads,
    });
    const files: EvaluationFile[] = [];
    folders.push([]);
    try {
      for (const benchmark of benchmarks) {
        const id = `${trained.run}-${benchmark.name}-${benchmarkHash(benchmark.problems).slice(0, 8)}`;
        const folder = join('evaluations', id);
        const path = join(context.projectDir, folder);
        const before = asked;
        const evaluation = existsSync(join(path, 'evaluation.json'))
          ? await readEvaluation(path)
          : await evaluateModel(
              model,
              sandbox,
              {
                folder: path,
                id,
                run: {
                  id: trained.run,
                  name: trained.row,
                  step: trained.steps,
                  checkpointHash: trained.checkpointHash,
                },
                benchmark,
                settings: {
                  ...greedySettings,
                  maxNewTokens: MAX_NEW_TOKENS,
                  seed: settings.seed,
                  timeLimitMs: benchmark.timeLimitMs,
                  timeFactor: 0,
                },
              },
              {
                signal: context.signal,
                onProgress: ({ written, judged }) => {
                  context.progress({
                    stage: 'evaluate',
                    doing: `${trained.row} on ${benchmark.name}`,
                    // Writing and running are each half of a problem's way.
                    done: Math.floor(before + (written + judged) / 2),
                    total,
                    unit: 'problems',
                  });
                },
              },
            );
        asked += benchmark.problems.length;
        folders.at(-1)!.push(folder);
        files.push(evaluation.file);
        announce(context, trained, evaluation.file, folder);
        if (files.length === 1) keepVerdicts(verdicts, evaluation.samples);
      }
    } finally {
      await model.close();
    }
    const row = resultRow(trained, files);
    rows.push(row);
    context.emit({ type: 'row', row });
  }
  const last = rows.at(-1)!;
  return {
    output: { folders, rows, isolation: sandbox.isolation },
    counts: [
      { label: 'problems', value: last.problems, unit: 'problems' },
      { label: 'pass@1', value: Math.round(last.passAt1 * 1000) / 10, unit: '%' },
    ],
    scrap: { kind: 'verdicts', verdicts },
  };
}

/** The scrap shows the last model's verdicts. */
function keepVerdicts(verdicts: string[], samples: readonly JudgedSample[]): void {
  verdicts.splice(0, verdicts.length, ...samples.map(({ verdict }) => verdict));
}

function announce(context: JobContext, trained: TrainedRow, file: EvaluationFile, folder: string): void {
  context.emit({
    type: 'artifact',
    artifact: 'evaluation',
    name: `${trained.row} on ${file.benchmark}`,
    path: folder,
    hash: file.benchmarkHash,
    parents: [trained.checkpointHash],
  });
}

function resultRow(trained: TrainedRow, [own, humanEval]: readonly EvaluationFile[]): RecipeResultRow {
  const scoreOf = ({ passAt1, ci95, problems }: EvaluationFile) => ({ passAt1, ci95, problems });
  return {
    name: trained.row,
    parameters: trained.parameters,
    tokens: trained.tokens,
    ...scoreOf(own!),
    ...(humanEval === undefined ? {} : { humanEval: scoreOf(humanEval) }),
  };
}
