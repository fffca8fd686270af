import { Argument, Option, type Command } from 'commander';
import type { CommonOptions, Context } from '../../context.ts';
import { positive } from '../../numbers.ts';
import { runAndPrint } from './run-operation.ts';

const KINDS = ['code', 'textbook', 'exercise', 'story'] as const;
const FORMATS = ['auto', 'source', 'text', 'jsonl', 'json', 'csv', 'tsv', 'parquet', 'arrow', 'zip'] as const;

type Options = CommonOptions & {
  readonly kind: (typeof KINDS)[number];
  readonly out: string;
  readonly ending: readonly string[];
  readonly format: (typeof FORMATS)[number];
  readonly split?: string;
  readonly textColumn?: string;
  readonly idColumn?: string;
  readonly sourceColumn?: string;
  readonly licenseColumn?: string;
  readonly license?: string;
  readonly separator?: string;
  readonly largest: number;
  readonly minified: boolean;
  readonly refuseGenerated?: boolean;
};

export function addImport(data: Command, context: Context): void {
  data
    .command('import')
    .description(
      'read files into a dataset (without PATH: the Python standard library); what is refused is kept in its rejects.jsonl',
    )
    .addArgument(
      new Argument('[PATH...]', 'folders or files: source, JSON lines, Parquet, CSV, Arrow, text, zip'),
    )
    .addOption(new Option('--kind <K>', 'what the texts are').choices(KINDS).default('code'))
    .requiredOption('--out <DS>', 'folder of the new dataset')
    .option('--ending <E...>', 'endings of source files, each of which is one record', ['.py'])
    .addOption(new Option('--format <F>', 'read the files as this').choices(FORMATS).default('auto'))
    .option('--text-column <NAME>', 'column of the texts (default: text, content, code, story or markdown)')
    .option('--id-column <NAME>', 'column of the ids (default: id or hexsha, else file and row number)')
    .option('--source-column <NAME>', "column of the source (default: The Stack's repository and path, …)")
    .option('--license-column <NAME>', "column of the licence (default: license, or The Stack's licences)")
    .option('--license <L>', 'licence of all records that say none themselves')
    .option('--split <S>', 'only this split of a Hugging Face dataset')
    .option(
      '--separator <TEXT>',
      'between the texts of a .txt file (default: <|endoftext|>; \\n for a line end)',
    )
    .option('--largest <MB>', 'largest record', positive, 1)
    .option('--no-minified', 'take code that looks minified: a line over 1,000 characters, 100 on average')
    .option('--refuse-generated', 'refuse code that says in its first five lines that a program wrote it')
    .option('--json', 'one JSON document on standard output')
    .action((paths: string[], options: Options) => {
      const { ending, largest, minified, json, ...rest } = options;
      const parameters = {
        ...rest,
        paths,
        endings: ending.join(' '),
        largestMegabytes: largest,
        refuseMinified: minified,
      };
      return runAndPrint(context, 'import', parameters, json === true);
    });
}
