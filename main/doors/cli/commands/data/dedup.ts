import { Option, type Command } from 'commander';
import type { CommonOptions, Context } from '../../context.ts';
import { shareOfOne } from '../../numbers.ts';
import { runAndPrint } from './run-operation.ts';

const MEASURES = ['exact', 'near', 'structure'] as const;

type Options = CommonOptions & {
  readonly out: string;
  readonly by: (typeof MEASURES)[number];
  readonly similarity: number;
};

export function addDedup(data: Command, context: Context): void {
  data
    .command('dedup')
    .description('keep the first of the records that are the same, nearly the same, or of the same structure')
    .argument('<DS>', 'folder of the dataset')
    .requiredOption('--out <DS>', 'folder of the kept records; the dropped go to <DS>-dropped')
    .addOption(
      new Option('--by <MEASURE>', 'when two count as one: text, shingles (MinHash), or syntax tree')
        .choices(MEASURES)
        .default('near'),
    )
    .option('--similarity <J>', 'least Jaccard similarity of near duplicates', shareOfOne, 0.8)
    .option('--json', 'one JSON document on standard output')
    .action((dataset: string, { by, similarity, out, json }: Options) =>
      runAndPrint(context, 'dedup', { dataset, by, similarity, out }, json === true),
    );
}
