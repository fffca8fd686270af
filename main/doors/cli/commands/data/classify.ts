import { Option, type Command } from 'commander';
import type { CommonOptions, Context } from '../../context.ts';
import { positiveWhole, shareOfOne, whole } from '../../numbers.ts';
import { runAndPrint } from './run-operation.ts';

const FEATURES = ['syntax', 'embedding', 'both'] as const;

type Options = CommonOptions & {
  readonly out: string;
  readonly labels?: string;
  readonly classifier?: string;
  readonly labelShare: number;
  readonly features: (typeof FEATURES)[number];
  readonly model?: string;
  readonly windows?: number;
  readonly seed: number;
};

export function addClassify(data: Command, context: Context): void {
  data
    .command('classify')
    .description('teach a random forest the labels, and score every record (columns quality and worthwhile)')
    .argument('<DS>', 'folder of the dataset to score')
    .requiredOption('--out <DS>', 'folder of the scored dataset; the classifier goes to <DS>-classifier')
    .addOption(
      new Option('--labels <DS>', 'dataset of labels that annotate made; without it the rubric labels'),
    )
    .addOption(
      new Option('--classifier <DIR>', 'score with this classifier instead of teaching one').conflicts(
        'labels',
      ),
    )
    .option('--label-share <SHARE>', 'share of the records that the rubric labels', shareOfOne, 0.3)
    .addOption(
      new Option('--features <KIND>', 'what it looks at: syntax, the mean hidden state of a model, or both')
        .choices(FEATURES)
        .default('syntax'),
    )
    .option('--model <DIR>', 'checkpoint that reads the texts, for embedding and both')
    .option('--windows <N>', 'places in which a text longer than its context is read', positiveWhole)
    .option('--seed <N>', 'seed of the sample and the forest', whole, 1)
    .option('--json', 'one JSON document on standard output')
    .action((dataset: string, { model, json, ...options }: Options) => {
      const { labels, classifier } = options;
      const from = classifier !== undefined ? 'classifier' : labels !== undefined ? 'labels' : 'rubric';
      return runAndPrint(
        context,
        'classify',
        { dataset, from, checkpoint: model, ...options },
        json === true,
      );
    });
}
