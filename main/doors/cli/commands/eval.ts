import { CommanderError, InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import type { JobView } from '../../../../preload/contract/jobs.ts';
import type {
  EvaluationSettings,
  IsolationChoice,
  PromptForm,
  Sanitiser,
  TaskRange,
} from '../../../lab/evaluation/evaluation-options.ts';
import { isolations, promptForms, sanitisers } from '../../../lab/evaluation/evaluation-options.ts';
import { given } from '../../../lab/given.ts';
import { chooseProject } from '../../../lab/project/project.ts';
import type { EvaluationOutcome } from '../../../lab/evaluation/run-evaluation.ts';
import type { CommonOptions, Context } from '../context.ts';
import { notNegative, positiveWhole, shareOfOne, whole } from '../numbers.ts';
import { count, percent, print, table } from '../output.ts';
import { paceOf } from '../progress-line.ts';

type Options = CommonOptions & {
  readonly model?: string;
  readonly problems?: string;
  readonly out?: string;
  readonly project?: string;
  readonly run?: string;
  readonly checkpoints?: boolean;
  readonly benchmark: string;
  readonly resume?: string;
  readonly samples?: number;
  readonly temperature?: number;
  readonly topP?: number;
  readonly topK?: number;
  readonly maxTokens?: number;
  readonly timeLimit?: number;
  readonly timeFactor?: number;
  readonly form?: PromptForm;
  readonly sanitise?: Sanitiser;
  readonly without?: readonly string[];
  readonly withoutDoubtful?: boolean;
  readonly only?: TaskRange;
  readonly seed?: number;
  readonly isolation?: IsolationChoice;
  readonly engine?: string;
  readonly threads?: number;
};

export function addEval(program: Command, context: Context): void {
  program
    .command('eval')
    .description('have a model solve problems, run what it wrote, and score it')
    .option('--model <DIR>', 'checkpoint, or the folder of a run; with --problems and --out')
    .option('--problems <FILE>', "problems in HumanEval's, MBPP's or EvalPlus' format (.gz too)")
    .option('--out <DIR>', 'folder of the evaluation; one that was interrupted there is gone on with')
    .option('--run <RUN>', 'id or name of a run of the project, measured as a job')
    .option('--checkpoints', 'every checkpoint of the run, and which is the best')
    .option('--benchmark <ID>', 'benchmark of the project, with :FORM for another than its usual', 'hornbook')
    .option('--resume <JOB>', 'go on with an evaluation job of the project')
    .option('--project <DIR>', 'project folder (default: the starter project)')
    .option('--samples <N>', 'completions of each problem (default: 1)', positiveWhole)
    .option('--temperature <T>', '0 takes the likeliest token each time (default: 0)', notNegative)
    .option('--top-p <P>', 'sample from the likeliest tokens that hold this share (default: 1)', shareOfOne)
    .option('--top-k <K>', 'sample from the K likeliest tokens; 0 for all (default: 0)', whole)
    .option('--max-tokens <N>', 'tokens of a completion at most (default: 256)', positiveWhole)
    .option('--time-limit <MS>', 'milliseconds that a program may run (default: 3000)', positiveWhole)
    .option(
      '--time-factor <X>',
      'or X times the reference’s own time, if that is longer (default: 4)',
      notNegative,
    )
    .option('--form <FORM>', `how problems are put: ${promptForms.join(', ')}`, oneOf(promptForms))
    .option('--sanitise <HOW>', `after cutting: ${sanitisers.join(', ')} (default: none)`, oneOf(sanitisers))
    .option('--without <IDS>', 'task ids to leave out, separated by commas', list)
    .option('--without-doubtful', 'leave out the HumanEval prompts that are known to be wrong')
    .option('--only <FIRST-LAST>', "only tasks with these numbers; MBPP's test split is 11-510", range)
    .option('--seed <N>', 'seed of the sampling (default: 1)', whole)
    .option(
      '--isolation <WHERE>',
      "native: run answers in this machine's own Python in Bubblewrap, for its packages (default: strongest)",
      oneOf(isolations),
    )
    .option(
      '--engine <NAME>',
      'engine to compute with, by its name in doctor, or auto (default: onnxruntime)',
    )
    .option('--threads <N>', 'threads to use', positiveWhole)
    .option('--json', 'one JSON document on standard output')
    .action(async (options: Options) => {
      if (options.run !== undefined || options.resume !== undefined) await evaluateRun(options, context);
      else await evaluateFolder(options, context);
    });
}

const oneOf =
  <Choice extends string>(choices: readonly Choice[]) =>
  (text: string): Choice => {
    const found = choices.find((choice) => choice === text);
    if (found === undefined) throw new InvalidArgumentError(`It must be one of ${choices.join(', ')}.`);
    return found;
  };

function range(text: string): TaskRange {
  const [, first, last] = /^(\d+)-(\d+)$/.exec(text) ?? [];
  if (first === undefined || Number(last) < Number(first)) {
    throw new InvalidArgumentError('It must be two task numbers such as 11-510.');
  }
  return { first: Number(first), last: Number(last) };
}

const list = (text: string): string[] =>
  text
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');

function settingsOf(options: Options): Partial<EvaluationSettings> {
  return given({
    samplesPerProblem: options.samples,
    temperature: options.temperature,
    topP: options.topP,
    topK: options.topK,
    maxNewTokens: options.maxTokens,
    timeLimitMs: options.timeLimit,
    timeFactor: options.timeFactor,
    promptForm: options.form,
    sanitise: options.sanitise,
    without: options.without,
    seed: options.seed,
    isolation: options.isolation,
  });
}

async function evaluateFolder(options: Options, context: Context): Promise<void> {
  const { model, problems, out } = options;
  if (model === undefined || problems === undefined || out === undefined) {
    throw new CommanderError(
      2,
      'usage',
      'Give --model, --problems and --out, or --run for a run of a project.',
    );
  }
  const pace = paceOf('evaluate', 'writing and running completions', 'completions');
  const { evaluate } = await import('../../../lab/evaluation/evaluate.ts');
  const file = await evaluate({
    model,
    problemsPath: problems,
    out,
    settings: settingsOf(options),
    ...given({ form: options.form, only: options.only, engine: options.engine, threads: options.threads }),
    withoutDoubtful: options.withoutDoubtful === true,
    signal: context.interrupt().stop,
    onProgress: ({ written, judged, total }) => {
      context.progress.show(pace((written + judged) / 2, total));
    },
  });
  context.progress.clear();
  print(options.json === true, file, () => {
    const [low, high] = file.ci95;
    const further = file.passAtK.filter(({ k }) => k > 1 && [5, 10, 100, file.passAtK.length].includes(k));
    return [
      `pass@1 ${percent(file.passAt1)} (95 % interval ${percent(low)} – ${percent(high)}) over ${file.problems} problems; samples are in ${out} (isolation: ${file.isolation}).`,
      ...further.map(
        ({ k, rate, low: from, high: to }) =>
          `pass@${k} ${percent(rate)} (${percent(from)} – ${percent(to)})`,
      ),
    ].join('\n');
  });
}

async function evaluateRun(options: Options, context: Context): Promise<void> {
  const { stop, kill } = context.interrupt();
  const { runEvaluation } = await import('../../../lab/evaluation/run-evaluation.ts');
  const outcome = await runEvaluation({
    projectPath: chooseProject(options.project),
    run: options.run ?? '',
    checkpoints: options.checkpoints === true,
    benchmark: options.benchmark,
    settings: settingsOf(options),
    withoutDoubtful: options.withoutDoubtful === true,
    ...given({ only: options.only, resume: options.resume, threads: options.threads }),
    stop,
    kill,
    onNote: context.progress.note,
    onProgress: ({ progress }: JobView) => {
      if (progress) context.progress.show(progress);
    },
  });
  context.progress.clear();
  print(options.json === true, outcome, () => describe(outcome));
}

function describe({ evaluations, checkpoints }: EvaluationOutcome): string {
  const best = new Set(checkpoints.filter((one) => one.best).map((one) => one.evaluationId));
  const rows = evaluations.map(({ id, runName, step, benchmark, passAt1, ci95: [low, high], problems }) => [
    step === null ? runName : `${runName}, step ${count(step)}`,
    benchmark,
    percent(passAt1),
    `${percent(low)} – ${percent(high)}`,
    count(problems),
    best.has(id) ? 'best' : '',
    id,
  ]);
  return table(['model', 'benchmark', 'pass@1', '95 % interval', 'problems', '', 'evaluation'], rows);
}
