import { Option, type Command } from 'commander';
import type { CommonOptions, Context } from '../../context.ts';
import { shareOfOne } from '../../numbers.ts';
import { count, percent, print } from '../../output.ts';
import { paceOf } from '../../progress-line.ts';

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
    .action(async (dataset: string, options: Options) => {
      const pace = paceOf('dedup', 'reading texts', 'texts');
      const { dedupData } = await import('../../../../lab/data/dedup.ts');
      const result = await dedupData({
        dataset,
        out: options.out,
        by: options.by,
        leastSimilarity: options.similarity,
        signal: context.interrupt().stop,
        onProgress: (done, total) => {
          context.progress.show(pace(done, total));
        },
      });
      context.progress.clear();
      print(options.json === true, result, () => {
        const { kept, dropped, droppedPath, groups } = result;
        const all = kept.records + dropped.records;
        return `Kept ${count(kept.records)} of ${count(all)} records in ${options.out}; the ${count(dropped.records)} dropped (${percent(dropped.bytes / Math.max(1, kept.bytes + dropped.bytes))} of the text) repeat ${count(groups)} of them and are in ${droppedPath}.`;
      });
    });
}
