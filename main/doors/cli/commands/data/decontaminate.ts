import { Option, type Command } from 'commander';
import type { CommonOptions, Context } from '../../context.ts';
import { notNegative, positiveWhole, shareOfOne } from '../../numbers.ts';
import { runAndPrint } from './run-operation.ts';

type Options = CommonOptions & {
  readonly out: string;
  readonly benchmark: readonly string[];
  readonly ngram: number;
  readonly matchRate: number;
  readonly model?: string;
  readonly distance: number;
  readonly order: boolean;
  readonly shortFunctions: 'evidence' | 'rate';
};

export function addDecontaminate(data: Command, context: Context): void {
  data
    .command('decontaminate')
    .description(
      'leave out what is too close to a benchmark: words in a row, syntax trees alike, embeddings near',
    )
    .argument('<DS>', 'folder of the dataset')
    .requiredOption('--benchmark <FILE...>', "problems in HumanEval's or MBPP's format")
    .requiredOption('--out <DS>', 'folder of the kept records; the dropped go to <DS>-dropped')
    .option('--ngram <N>', 'words in a row that must not be shared', positiveWhole, 13)
    .option(
      '--match-rate <T>',
      "syntax trees this much alike count as similar (the paper's τ)",
      shareOfOne,
      0.95,
    )
    .option('--model <DIR>', 'a model to compare embeddings by; without it they are not compared')
    .option('--distance <D>', 'embeddings so near count as similar, 0 to 2', notNegative, 0.05)
    .option('--no-order', 'do not compare trees with their statements in a settled order')
    .addOption(
      new Option('--short-functions <HOW>', 'whether a short function needs more evidence than its tree')
        .choices(['evidence', 'rate'])
        .default('evidence'),
    )
    .option('--json', 'one JSON document on standard output')
    .action((dataset: string, { benchmark, order, json, ...rest }: Options) =>
      runAndPrint(
        context,
        'decontaminate',
        { dataset, benchmarks: benchmark, anyOrder: order, ...rest },
        json === true,
      ),
    );
}
