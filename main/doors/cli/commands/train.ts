import { CommanderError, type Command } from 'commander';
import { given } from '../../../lab/given.ts';
import type { TrainCommand } from '../../../lab/train.ts';
import type { CommonOptions, Context } from '../context.ts';
import { positive, positiveWhole, whole } from '../numbers.ts';
import { count, print } from '../output.ts';
import { paceOf } from '../progress-line.ts';

type Options = CommonOptions & {
  readonly data: string;
  readonly out: string;
  readonly preset?: string;
  readonly model?: string;
  readonly tokenizer?: string;
  readonly vocab?: number;
  readonly steps?: number;
  readonly minutes?: number;
  readonly tokens?: number;
  readonly batch?: number;
  readonly context?: number;
  readonly rate?: number;
  readonly warmup?: number;
  readonly seed: number;
  readonly threads?: number;
  readonly checkpointEvery?: number;
  readonly evalEvery?: number;
  readonly resume?: boolean;
};

export function addTrain(program: Command, context: Context): void {
  const train = program
    .command('train')
    .description('train a model on a dataset')
    .option('--preset <P>', 'size of the model', 'nano')
    .option('--vocab <N>', 'tokens of a tokenizer learned from the data (default: the preset’s)', whole);
  const finetune = program
    .command('finetune')
    .description('go on from a checkpoint with other data')
    .requiredOption('--model <DIR>', 'checkpoint, or the folder of a run');
  for (const command of [train, finetune]) {
    command
      .requiredOption('--data <DS>', 'folder of the dataset')
      .requiredOption('--out <DIR>', 'folder of the run')
      .option('--resume', 'go on with the run that is in the folder')
      .option('--tokenizer <DIR>', 'folder of a tokenizer.json')
      .option('--steps <N>', 'budget in steps', positiveWhole)
      .option('--minutes <M>', 'budget in minutes (default: 3)', positive)
      .option('--tokens <N>', 'budget in tokens', positiveWhole)
      .option('--batch <N>', 'sequences in a step', positiveWhole)
      .option('--context <N>', 'tokens in a sequence', positiveWhole)
      .option('--rate <R>', 'peak learning rate', positive)
      .option('--warmup <N>', 'steps until the peak', whole)
      .option('--seed <N>', 'seed of everything random', whole, 1)
      .option('--threads <N>', 'threads to train with', positiveWhole)
      .option('--checkpoint-every <N>', 'steps between checkpoints', positiveWhole)
      .option('--eval-every <N>', 'steps between held-out losses', positiveWhole)
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
  const { tokenizer, batch, rate, threads, checkpointEvery, evalEvery } = options;
  const { context: contextTokens, model: from, vocab: vocabularySize, warmup: warmupSteps } = options;
  const { trainModel } = await import('../../../lab/train.ts');
  const report = await trainModel({
    dataset: options.data,
    out: options.out,
    preset: options.preset ?? 'nano',
    budget: budgetOf(options),
    seed: options.seed,
    resume: options.resume === true,
    ...given({ tokenizer, batch, context: contextTokens, rate, threads, checkpointEvery, evalEvery }),
    ...given({ from, vocabularySize, warmupSteps }),
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
    seconds: report.seconds,
  };
  print(
    options.json === true,
    document,
    () => `Trained to step ${count(state.step)}; the model is ${report.checkpoint}.`,
  );
}

function budgetOf({ steps, minutes, tokens }: Options): TrainCommand['budget'] {
  if ([steps, minutes, tokens].filter((value) => value !== undefined).length > 1) {
    throw new CommanderError(2, 'usage', 'Give one of --steps, --minutes and --tokens.');
  }
  if (steps !== undefined) return { kind: 'steps', steps };
  if (tokens !== undefined) return { kind: 'tokens', tokens };
  return { kind: 'minutes', minutes: minutes ?? 3 };
}
