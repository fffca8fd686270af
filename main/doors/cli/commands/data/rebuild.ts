import type { Command } from 'commander';
import type { CommonOptions, Context } from '../../context.ts';
import { runAndPrint } from './run-operation.ts';

export function addRebuild(data: Command, context: Context): void {
  data
    .command('rebuild')
    .description('make a dataset once more from what it was made from, and compare the hashes')
    .argument('<DS>', 'folder of the dataset')
    .option('--json', 'one JSON document on standard output')
    .action((dataset: string, { json }: CommonOptions) =>
      runAndPrint(context, 'rebuild', { dataset }, json === true),
    );
}
