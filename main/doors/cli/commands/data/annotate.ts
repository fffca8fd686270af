import { Option, type Command } from 'commander';
import type { CommonOptions, Context } from '../../context.ts';
import { notNegative, positiveWhole, whole } from '../../numbers.ts';
import { count, print } from '../../output.ts';
import { runAndPrint } from './run-operation.ts';

const ANNOTATORS = ['rubric', 'teacher', 'person'] as const;

type Options = CommonOptions & {
  readonly out: string;
  readonly by: (typeof ANNOTATORS)[number];
  readonly sample: number;
  readonly seed: number;
  readonly session?: string;
  readonly teacher?: string;
  readonly model?: string;
  readonly keyVariable?: string;
  readonly prompt?: string;
  readonly parallel?: number;
  readonly perMinute?: number;
  readonly tokenBudget?: number;
  readonly promptPrice?: number;
  readonly completionPrice?: number;
  readonly estimate?: true;
};

export function addAnnotate(data: Command, context: Context): void {
  data
    .command('annotate')
    .description('give a sample labels from 1 to 5 by educational value')
    .argument('<DS>', 'folder of the dataset')
    .requiredOption(
      '--out <DS>',
      'folder of the labelled sample; texts without a usable answer go to <DS>-aside',
    )
    .addOption(new Option('--by <WHO>', 'who labels').choices(ANNOTATORS).default('rubric'))
    .option(
      '--sample <N>',
      'texts to label; the same number and seed give the same texts',
      positiveWhole,
      500,
    )
    .option('--seed <N>', 'seed of the sample', whole, 1)
    .option('--session <DIR>', 'person: folder of the labelling session')
    .option('--teacher <T>', 'teacher: endpoint, the address of an OpenAI-compatible server, or a .gguf file')
    .option('--model <NAME>', 'teacher: model of the server (or HORNBOOK_TEACHER_MODEL)')
    .option('--key-variable <NAME>', 'teacher: environment variable that holds the key')
    .option('--prompt <FILE>', 'teacher: a prompt of your own, with {text} where the text goes')
    .option('--parallel <N>', 'teacher: questions at once', positiveWhole)
    .option('--per-minute <N>', 'teacher: questions in a minute at most', positiveWhole)
    .option('--token-budget <N>', 'teacher: stop when so many tokens were used', positiveWhole)
    .option('--prompt-price <P>', 'teacher: price of a million question tokens', notNegative)
    .option('--completion-price <P>', 'teacher: price of a million answer tokens', notNegative)
    .option('--estimate', 'teacher: only say what it would take')
    .option('--json', 'one JSON document on standard output')
    .action(async (dataset: string, { json, estimate, teacher, ...options }: Options) => {
      const parameters = { dataset, ...options, ...whoIsAsked(teacher) };
      if (estimate !== true) return runAndPrint(context, 'annotate', parameters, json === true);
      const { estimateCommand } = await import('../../../../lab/data/annotate.ts');
      const found = await estimateCommand(parameters);
      print(json === true, found, () => {
        const { asked, known, promptTokens, completionTokens, cost } = found;
        const price = cost === null ? '' : `, some ${cost.toFixed(2)} at these prices`;
        return `${count(asked)} texts would take about ${count(promptTokens)} tokens of questions and ${count(completionTokens)} of answers${price}; ${count(known)} answers are there already.`;
      });
    });
}

function whoIsAsked(said: string | undefined): Record<string, string> {
  if (said === undefined || said === 'endpoint') return {};
  return said.endsWith('.gguf') ? { teacher: 'gguf', gguf: said } : { address: said };
}
