import { basename, resolve } from 'node:path';
import type { EvaluationFile } from '../../core/evaluation/evaluation-file.ts';
import type { TaskRange } from '../../core/evaluation/prompt-form.ts';
import { formsOf, tasksOutside } from '../../core/evaluation/prompt-form.ts';
import type { EvaluationSettings, PromptForm } from '../../core/evaluation/settings.ts';
import { doubtfulTasks } from '../../node/benchmarks/import-benchmark.ts';
import { readProblems } from '../../node/benchmarks/read-problems.ts';
import { evaluateModel } from '../../node/evaluation/evaluate-model.ts';
import type { EvaluationProgress } from '../../node/evaluation/request.ts';
import { chooseEngine } from '../../node/engines/doctor/recommend.ts';
import { loadModel } from '../../node/generation/load-model.ts';
import { assertWritable } from '../../node/projects/project.ts';
import { openSandbox } from '../../node/sandbox/open-sandbox.ts';
import { assertIsolation } from './isolation.ts';
import { settingsFor } from './start-evaluation.ts';

export type EvaluateCommand = {
  readonly model: string;
  readonly problemsPath: string;
  readonly form?: PromptForm;
  readonly settings: Partial<EvaluationSettings>;
  /** Leaves out the prompts that are publicly known to be wrong or ambiguous. */
  readonly withoutDoubtful?: boolean;
  /** Asks only the tasks with these numbers. */
  readonly only?: TaskRange;
  /** Folder of the evaluation; one that was interrupted there is gone on with. */
  readonly out: string;
  /** Name of the engine that writes, or `auto`. */
  readonly engine?: string;
  readonly threads?: number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: EvaluationProgress) => void;
};

/** The `eval` command outside of a project: a model writes, the sandbox judges, the score is written with all samples. */
export async function evaluate(command: EvaluateCommand): Promise<EvaluationFile> {
  // What can be wrong with the request is found before a model or an interpreter is started for it.
  const problems = await readProblems(command.problemsPath);
  const without = [
    ...(command.settings.without ?? []),
    ...(command.withoutDoubtful === true ? doubtfulTasks(problems) : []),
    ...(command.only === undefined ? [] : tasksOutside(problems, command.only)),
  ];
  const settings = settingsFor(command.form ?? formsOf(problems)[0]!, {
    ...command.settings,
    without: [...new Set(without)],
  });
  const { isolation } = settings;
  assertIsolation(isolation);
  assertWritable(command.out);
  const engine = command.engine === undefined ? undefined : await chooseEngine(command.engine);
  const model = await loadModel(command.model, { engine, threads: command.threads });
  try {
    const sandbox = await openSandbox({ checking: true, ...(isolation === undefined ? {} : { isolation }) });
    try {
      const name = basename(resolve(command.model));
      const request = {
        folder: resolve(command.out),
        id: basename(resolve(command.out)),
        run: { id: name, name, checkpointHash: model.sha256 ?? '' },
        benchmark: { name: basename(command.problemsPath).replace(/\.jsonl?(\.gz)?$/, ''), problems },
        settings,
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
