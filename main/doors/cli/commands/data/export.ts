import { Option, type Command } from 'commander';
import type { CommonOptions } from '../../context.ts';
import { count, print } from '../../output.ts';

const FORMATS = ['parquet', 'jsonl'] as const;

export function addExport(data: Command): void {
  type Options = CommonOptions & {
    readonly out: string;
    readonly format: (typeof FORMATS)[number];
    readonly where?: string;
    readonly query: string;
    readonly regex?: boolean;
  };
  data
    .command('export')
    .description('write the records of a dataset, or those that match, as one file')
    .argument('<DS>', 'folder of the dataset')
    .requiredOption('--out <FILE>', 'the new file')
    .addOption(new Option('--format <F>', 'how it is written').choices(FORMATS).default('jsonl'))
    .option('--where <SQL>', 'a condition on the columns, as after WHERE: "quality > 0.8"')
    .option('--query <TEXT>', 'only records that hold this text', '')
    .option('--regex', 'the text is a regular expression')
    .option('--json', 'one JSON document on standard output')
    .action(async (folder: string, { out, format, where, query, regex, json }: Options) => {
      const { exportData } = await import('../../../../lab/data/export.ts');
      const made = await exportData({
        folder,
        out,
        format,
        ...(where === undefined ? {} : { where }),
        query,
        regex: regex === true,
      });
      print(
        json === true,
        made,
        () => `${made.path}: ${count(made.records)} records, ${count(made.bytes)} bytes.`,
      );
    });
}
