import { Option, type Command } from 'commander';
import type { CommonOptions, Context } from '../../context.ts';
import { shareOfOne, unitShare, whole } from '../../numbers.ts';
import { runAndPrint } from './run-operation.ts';

type Options = CommonOptions & {
  readonly out: string;
  readonly keepShare?: number;
  readonly keep?: number;
  readonly threshold?: number;
  readonly labels: number;
  readonly seed: number;
};

export function addFilter(data: Command, context: Context): void {
  data
    .command('filter')
    .description('keep the records of the best quality; what has no scores yet is scored by the rubric first')
    .argument('<DS>', 'folder of the dataset, best one that classify made')
    .requiredOption('--out <DS>', 'folder of the kept records; the dropped go to <DS>-dropped')
    .option(
      '--keep-share <SHARE>',
      'share of the records to keep (0.25 unless a threshold is given)',
      shareOfOne,
    )
    .addOption(
      new Option('--threshold <Q>', 'least quality to keep, 0 to 1')
        .argParser(unitShare)
        .conflicts('keepShare'),
    )
    .addOption(new Option('--keep <SHARE>', 'the same as --keep-share').argParser(shareOfOne).hideHelp())
    .option(
      '--labels <SHARE>',
      'share of the records that the rubric labels, without scores',
      shareOfOne,
      0.3,
    )
    .option('--seed <N>', 'seed of the sample and the forest, without scores', whole, 1)
    .option('--json', 'one JSON document on standard output')
    .action((dataset: string, { keepShare, keep, threshold, labels, seed, out, json }: Options) =>
      runAndPrint(
        context,
        'filter',
        {
          dataset,
          by: threshold === undefined ? 'share' : 'threshold',
          threshold,
          keep: keepShare ?? keep,
          labels,
          seed,
          out,
        },
        json === true,
      ),
    );
}
