import type { Command } from 'commander';
import type { CommonOptions, Context } from '../context.ts';
import { whole } from '../numbers.ts';
import { count, print } from '../output.ts';

export function addTokenizer(program: Command, context: Context): void {
  type Options = CommonOptions & { readonly vocab: number; readonly out: string };
  const tokenizer = program.command('tokenizer').description('byte-level BPE');
  tokenizer
    .command('train')
    .description('learn a vocabulary from datasets')
    .argument('<DS...>', 'folders of the datasets')
    .option('--vocab <N>', 'tokens in all', whole, 1024)
    .requiredOption('--out <DIR>', 'folder for tokenizer.json')
    .option('--json', 'one JSON document on standard output')
    .action(async (datasets: string[], options: Options) => {
      const { trainTokenizer } = await import('../../../lab/data/tokenizer.ts');
      const trained = await trainTokenizer({
        datasets,
        vocabularySize: options.vocab,
        out: options.out,
        signal: context.interrupt().stop,
      });
      print(
        options.json === true,
        trained,
        () =>
          `${trained.file}: ${count(trained.vocabularySize)} tokens, learned from ${count(trained.bytes)} bytes.`,
      );
    });
}
