import { CommanderError, Option, type Command } from 'commander';
import { given } from '../../../lab/given.ts';
import type { TrainCommand } from '../../../lab/runs/train.ts';
import type { CommonOptions, Context } from '../context.ts';
import { positive, positiveWhole, whole } from '../numbers.ts';
import { count, print } from '../output.ts';
import { paceOf } from '../progress-line.ts';

type Options = CommonOptions & {
  readonly data?: string;
  readonly out: string;
  readonly fromRun?: string;
  readonly extend?: string;
  readonly hold?: boolean;
  /** A file, or `false` for `--no-samples`. */
  readonly samplePrompts?: string;
  readonly samples: boolean;
  readonly preset?: string;
  readonly model?: string;
  readonly tokenizer?: string;
  readonly vocab?: number;
  readonly steps?: number;
  readonly minutes?: number;
  readonly tokens?: number;
  readonly batch?: number;
  readonly accumulate?: number;
  readonly recompute?: NonNullable<TrainCommand['recompute']>;
  readonly context?: number;
  readonly rate?: number;
  readonly warmup?: number;
  readonly seed?: number;
  readonly engine?: string;
  readonly threads?: number;
  readonly checkpointEvery?: SavingRhythm;
  readonly evalEvery?: number;
  readonly resume?: boolean;
};

const recomputations = ['none', 'attention', 'block'] as const satisfies readonly TrainCommand['recompute'][];

/** By steps or by the clock. */
type SavingRhythm = { readonly checkpointEvery: number } | { readonly checkpointMinutes: number };

export function addTrain(program: Command, context: Context): void {
  const train = program
    .command('train')
    .description('train a model on a dataset')
    .option('--preset <P>', 'size of the model (default: nano)')
    .option(
      '--from-run <DIR>',
      'train a run again, with its own data and settings where nothing else is said',
    )
    .option('--extend <DIR>', 'go on from a finished run’s last checkpoint for --steps more')
    .option('--hold', 'with --extend: the rate stays after its warm-up instead of falling to 0')
    .option('--vocab <N>', 'tokens of a tokenizer learned from the data (default: the preset’s)', whole);
  const finetune = program
    .command('finetune')
    .description('go on from a checkpoint with other data')
    .requiredOption('--model <DIR>', 'checkpoint, or the folder of a run');
  for (const command of [train, finetune]) {
    command
      .option('--data <DS>', 'folder of the dataset')
      .requiredOption('--out <DIR>', 'folder of the run')
      .option('--resume', 'go on with the run that is in the folder')
      .option('--tokenizer <DIR>', 'folder of a tokenizer.json')
      .option('--steps <N>', 'budget in steps', positiveWhole)
      .option('--minutes <M>', 'budget in minutes (default: 3)', positive)
      .option('--tokens <N>', 'budget in tokens', positiveWhole)
      .option('--batch <N>', 'sequences in a step', positiveWhole)
      .option('--accumulate <N>', 'micro-batches of that size in a step', positiveWhole)
      .addOption(
        new Option(
          '--recompute <WHAT>',
          'compute again instead of keeping (default: by the free memory)',
        ).choices(recomputations),
      )
      .option('--context <N>', 'tokens in a sequence', positiveWhole)
      .option('--rate <R>', 'peak learning rate', positive)
      .option('--warmup <N>', 'steps until the peak', whole)
      .option('--seed <N>', 'seed of everything random (default: 1)', whole)
      .option('--engine <NAME>', 'engine to train on, by its name in doctor, or auto (default: onnxruntime)')
      .option('--threads <N>', 'threads to train with', positiveWhole)
      .option('--checkpoint-every <N>', 'steps between checkpoints, or minutes as in 10m', savingRhythm)
      .option('--eval-every <N>', 'steps between held-out losses', positiveWhole)
      .option('--sample-prompts <FILE>', 'what the model goes on with at each checkpoint (see docs/runs.md)')
      .option('--no-samples', 'write nothing at checkpoints')
      .option('--json', 'one JSON document on standard output')
      .action((options: Options) => run(options, context));
  }
}

async function run(options: Options, context: Context): Promise<void> {
  const { stop, kill } = context.interrupt();
  kill.addEventListener('abort', () => {
    process.exit(130);
  });
  const pace = paceOf('train', '', 'steps');
  const { tokenizer, batch, accumulate, recompute, rate, engine, threads, evalEvery } = options;
  const { context: contextTokens, model: from, vocab: vocabularySize, warmup: warmupSteps } = options;
  const { fromRun, extend, data: dataset, preset, seed } = options;
  if (dataset === undefined && fromRun === undefined && extend === undefined)
    throw new CommanderError(
      2,
      'usage',
      'Name the dataset with --data, or a run with --from-run or --extend.',
    );
  if (fromRun !== undefined && extend !== undefined)
    throw new CommanderError(2, 'usage', 'Give one of --from-run and --extend.');
  const { trainModel } = await import('../../../lab/runs/train.ts');
  const { readPrompts } = await import('../../../lab/runs/sample-prompts.ts');
  const samples = !options.samples
    ? ('none' as const)
    : options.samplePrompts === undefined
      ? undefined
      : ({ kind: 'prompts', prompts: readPrompts(options.samplePrompts) } as const);
  const report = await trainModel({
    out: options.out,
    ...given({ dataset, preset, budget: budgetOf(options), seed, fromRun, extend, samples }),
    decay: options.hold === true ? 'none' : 'linear',
    resume: options.resume === true,
    ...given({ tokenizer, batch, context: contextTokens, rate, engine, threads, evalEvery }),
    ...given({ accumulate, recompute, from, vocabularySize, warmupSteps }),
    ...options.checkpointEvery,
    signal: stop,
    onNote: context.progress.note,
    onStep: ({ step, loss, heldOutLoss, tokensPerSecond }, total) => {
      const heldOut = heldOutLoss === undefined ? '' : `, held-out ${heldOutLoss.toFixed(3)}`;
      const doing = `step ${count(step)} of ${count(total)}, loss ${loss.toFixed(3)}${heldOut}, ${count(tokensPerSecond)} tokens/s`;
      context.progress.show({ ...pace(step, total), doing });
    },
  });
  context.progress.clear();
  const { state } = report;
  const document = {
    outcome: report.outcome,
    checkpoint: report.checkpoint,
    step: state.step,
    parameters: report.record.parameters,
    engine: report.record.engineName,
    seconds: report.seconds,
  };
  print(
    options.json === true,
    document,
    () => `Trained to step ${count(state.step)}; the model is ${report.checkpoint}.`,
  );
}

function savingRhythm(text: string): SavingRhythm {
  return text.endsWith('m')
    ? { checkpointMinutes: positive(text.slice(0, -1)) }
    : { checkpointEvery: positiveWhole(text) };
}

function budgetOf({ steps, minutes, tokens }: Options): TrainCommand['budget'] | undefined {
  if ([steps, minutes, tokens].filter((value) => value !== undefined).length > 1) {
    throw new CommanderError(2, 'usage', 'Give one of --steps, --minutes and --tokens.');
  }
  if (steps !== undefined) return { kind: 'steps', steps };
  if (tokens !== undefined) return { kind: 'tokens', tokens };
  return minutes === undefined ? undefined : { kind: 'minutes', minutes };
}
