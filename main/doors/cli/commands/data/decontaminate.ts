import type { Command } from 'commander';
import type { CommonOptions, Context } from '../../context.ts';
import { positiveWhole, shareOfOne } from '../../numbers.ts';
import { runAndPrint } from './run-operation.ts';

type Options = CommonOptions & {
  readonly out: string;
  readonly benchmark: readonly string[];
  readonly ngram: number;
  readonly matchRate: number;
};

export function addDecontaminate(data: Command, context: Context): void {
  data
    .command('decontaminate')
    .description('leave out what is too close to a benchmark: words in a row, or syntax trees alike')
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
    .option('--json', 'one JSON document on standard output')
    .action((dataset: string, { benchmark, ngram, matchRate, out, json }: Options) =>
      runAndPrint(
        context,
        'decontaminate',
        { dataset, benchmarks: benchmark, ngram, matchRate, out },
        json === true,
      ),
    );
}
