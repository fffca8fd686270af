import type { Command } from 'commander';
import type { CommonOptions, Context } from '../../context.ts';
import { runAndPrint } from './run-operation.ts';

type Options = CommonOptions & { readonly tokenizer: string };

export function addTokenise(data: Command, context: Context): void {
  data
    .command('tokenise')
    .description('encode a dataset once, in its own folder; trainings with this tokenizer find it there')
    .argument('<DS>', 'folder of the dataset')
    .requiredOption('--tokenizer <DIR>', 'folder of a tokenizer.json')
    .option('--json', 'one JSON document on standard output')
    .action((dataset: string, { tokenizer, json }: Options) =>
      runAndPrint(context, 'tokenise', { dataset, tokenizer }, json === true),
    );
}
