import type { Command } from 'commander';
import type { CommonOptions, Context } from '../../context.ts';
import { shareOfOne, whole } from '../../numbers.ts';
import { runAndPrint } from './run-operation.ts';

type Options = CommonOptions & { readonly out: string; readonly heldOut: number; readonly seed: number };

export function addSplit(data: Command, context: Context): void {
  data
    .command('split')
    .description('hold a share of the records out')
    .argument('<DS>', 'folder of the dataset')
    .requiredOption('--out <DS>', 'folder of what stays; what is held out goes to <DS>-held-out')
    .option('--held-out <SHARE>', 'share of the records to hold out', shareOfOne, 0.02)
    .option('--seed <N>', 'decides with the ids which records they are', whole, 1)
    .option('--json', 'one JSON document on standard output')
    .action((dataset: string, { heldOut, seed, out, json }: Options) =>
      runAndPrint(context, 'split', { dataset, heldOut, seed, out }, json === true),
    );
}
