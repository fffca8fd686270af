import { Argument, Option, type Command } from 'commander';
import type { CommonOptions, Context } from '../../context.ts';
import { runAndPrint } from './run-operation.ts';

const KINDS = ['code', 'textbook', 'exercise', 'story'] as const;

type Options = CommonOptions & { readonly kind: (typeof KINDS)[number]; readonly out: string };

export function addImport(data: Command, context: Context): void {
  data
    .command('import')
    .description('read .py files into a dataset (without PATH: the Python standard library)')
    .addArgument(new Argument('[PATH...]', 'folders or files'))
    .addOption(new Option('--kind <K>', 'what the texts are').choices(KINDS).default('code'))
    .requiredOption('--out <DS>', 'folder of the new dataset')
    .option('--json', 'one JSON document on standard output')
    .action((paths: string[], { kind, out, json }: Options) =>
      runAndPrint(context, 'import', { paths, kind, out }, json === true),
    );
}
