import { Argument, Option, type Command } from 'commander';
import type { CommonOptions, Context } from '../../context.ts';
import { count, print } from '../../output.ts';
import { paceOf } from '../../progress-line.ts';

const KINDS = ['code', 'textbook', 'exercise', 'story'] as const;

export function addImport(data: Command, context: Context): void {
  type Options = CommonOptions & { readonly kind: (typeof KINDS)[number]; readonly out: string };
  data
    .command('import')
    .description('read .py files into a dataset (without PATH: the Python standard library)')
    .addArgument(new Argument('[PATH...]', 'folders or files'))
    .addOption(new Option('--kind <K>', 'what the texts are').choices(KINDS).default('code'))
    .requiredOption('--out <DS>', 'folder of the new dataset')
    .option('--json', 'one JSON document on standard output')
    .action(async (paths: string[], options: Options) => {
      const pace = paceOf('import', 'reading files', 'files');
      const { importData } = await import('../../../../lab/data/import.ts');
      const result = await importData({
        paths,
        kind: options.kind,
        out: options.out,
        signal: context.interrupt().stop,
        onProgress: (records) => {
          context.progress.show(pace(records, 0));
        },
      });
      context.progress.clear();
      const { dataset, refused } = result;
      print(options.json === true, { ...result, path: options.out }, () => {
        const refusals = Object.entries(refused).filter(([, n]) => n > 0);
        const why = refusals.map(([reason, n]) => `${count(n)} ${reason}`).join(', ');
        return `${options.out}: ${count(dataset.records)} records, ${count(dataset.bytes)} bytes of text${why ? `; refused: ${why}` : ''}.`;
      });
    });
}
