import type { Command } from 'commander';
import type { CommonOptions, Context } from '../../context.ts';
import { shareOfOne, whole } from '../../numbers.ts';
import { count, percent, print } from '../../output.ts';
import { paceOf } from '../../progress-line.ts';

export function addFilter(data: Command, context: Context): void {
  type Options = CommonOptions & {
    readonly out: string;
    readonly keep: number;
    readonly labels: number;
    readonly seed: number;
  };
  data
    .command('filter')
    .description('keep the share of the highest educational value')
    .argument('<DS>', 'folder of the dataset')
    .requiredOption('--out <DS>', 'folder of the kept records; the dropped go to <DS>-dropped')
    .option('--keep <SHARE>', 'share of the records to keep', shareOfOne, 0.25)
    .option('--labels <SHARE>', 'share of the records that get a label', shareOfOne, 0.3)
    .option('--seed <N>', 'seed of the sample and the forest', whole, 1)
    .option('--json', 'one JSON document on standard output')
    .action(async (dataset: string, options: Options) => {
      const pace = paceOf('filter', 'measuring features', 'files');
      const { filterData } = await import('../../../../lab/data/filter.ts');
      const result = await filterData({
        dataset,
        out: options.out,
        keepShare: options.keep,
        labelShare: options.labels,
        seed: options.seed,
        signal: context.interrupt().stop,
        onProgress: (done, total) => {
          context.progress.show(pace(done, total));
        },
      });
      context.progress.clear();
      print(options.json === true, result, () => {
        const { kept, dropped, droppedPath, report } = result;
        const auc = report.classifier.auc;
        return [
          `Kept ${count(kept.records)} of ${count(report.records)} records in ${options.out}, ${percent(kept.bytes / (kept.bytes + dropped.bytes))} of the text; the others are in ${droppedPath}.`,
          `Threshold ${report.threshold.toFixed(3)}, ${count(report.labelled)} labelled${auc === null ? '' : `, held-out AUC ${auc.toFixed(3)}`}.`,
        ].join('\n');
      });
    });
}
