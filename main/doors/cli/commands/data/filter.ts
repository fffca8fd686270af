import type { Command } from 'commander';
import type { CommonOptions, Context } from '../../context.ts';
import { shareOfOne, whole } from '../../numbers.ts';
import { runAndPrint } from './run-operation.ts';

type Options = CommonOptions & {
  readonly out: string;
  readonly keep: number;
  readonly labels: number;
  readonly seed: number;
};

export function addFilter(data: Command, context: Context): void {
  data
    .command('filter')
    .description('keep the share of the highest educational value')
    .argument('<DS>', 'folder of the dataset')
    .requiredOption('--out <DS>', 'folder of the kept records; the dropped go to <DS>-dropped')
    .option('--keep <SHARE>', 'share of the records to keep', shareOfOne, 0.25)
    .option('--labels <SHARE>', 'share of the records that get a label', shareOfOne, 0.3)
    .option('--seed <N>', 'seed of the sample and the forest', whole, 1)
    .option('--json', 'one JSON document on standard output')
    .action((dataset: string, { keep, labels, seed, out, json }: Options) =>
      runAndPrint(context, 'filter', { dataset, keep, labels, seed, out }, json === true),
    );
}
