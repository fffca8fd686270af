import { basename, resolve } from 'node:path';
import type { EvaluationFile } from '../core/evaluation/evaluation-file.ts';
import type { FunctionProblem, Problem } from '../core/evaluation/problem.ts';
import { Failure } from '../core/failure.ts';
import { readProblems } from '../node/benchmarks/read-problems.ts';
import { evaluateModel } from '../node/evaluation/evaluate-model.ts';
import { loadModel } from '../node/generation/load-model.ts';
import { assertWritable } from '../node/projects/project.ts';
import { openSandbox } from '../node/sandbox/open-sandbox.ts';

export type EvaluateCommand = {
  readonly model: string;
  readonly problemsPath: string;
  readonly samplesPerProblem: number;
  readonly temperature: number;
  readonly topP: number;
  readonly maxNewTokens: number;
  readonly timeLimitMs: number;
  readonly seed: number;
  readonly out: string;
  readonly threads?: number;
  readonly signal: AbortSignal;
  readonly onProgress: (doing: 'writing' | 'running', done: number, total: number) => void;
};

/** The `eval` command: a model writes, the sandbox judges, the score is written with all samples. */
export async function evaluate(command: EvaluateCommand): Promise<EvaluationFile> {
  // What can be wrong with the request is found before a model or an interpreter is started for it.
  const problems = (await readProblems(command.problemsPath)).filter(isFunction);
  if (problems.length === 0) {
    throw new Failure('no-problems', `${command.problemsPath} holds no problems in HumanEval's format.`);
  }
  assertWritable(command.out);
  const model = await loadModel(command.model, { threads: command.threads });
  try {
    const sandbox = await openSandbox();
    try {
      const { samplesPerProblem, temperature, topP, maxNewTokens, timeLimitMs, seed } = command;
      const request = {
        folder: resolve(command.out),
        id: basename(resolve(command.out)),
        run: { id: basename(resolve(command.model)), name: basename(resolve(command.model)), checkpointHash: model.sha256 ?? '' },
        benchmark: { name: basename(command.problemsPath).replace(/\.jsonl(\.gz)?$/, ''), problems },
        ...{ samplesPerProblem, temperature, topP, maxNewTokens, timeLimitMs, seed },
      };
      const { signal, onProgress } = command;
      return (await evaluateModel(model, sandbox, request, { signal, onProgress })).file;
    } finally {
      await sandbox.close();
    }
  } finally {
    await model.close();
  }
}

const isFunction = (problem: Problem): problem is FunctionProblem => problem.kind === 'function';
