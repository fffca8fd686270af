import type { Command } from 'commander';
import type { CommonOptions, Context } from '../../context.ts';
import { positiveWhole, whole } from '../../numbers.ts';
import { count, percent, print, table } from '../../output.ts';

type Options = CommonOptions & {
  readonly out: string;
  readonly benchmark: string;
  readonly preset: string;
  readonly tokens: number;
  readonly vocabulary: number;
  readonly seed: number;
};

type Part = { readonly problems: number; readonly full: number; readonly retrained: number };
type Row = {
  readonly tau: number;
  readonly removed: number;
  readonly similar: Part;
  readonly notSimilar: Part;
  readonly total: Part;
};

/** `data prune-study`: the paper's section 5 in one command. Run again, it goes on where it was stopped. */
export function addPruneStudy(data: Command, context: Context): void {
  data
    .command('prune-study')
    .description(
      'prune at τ = 0.95, 0.9, 0.85 and 0.8, retrain each time, and compare on similar problems and others',
    )
    .argument('<DS>', 'folder of the dataset')
    .requiredOption('--benchmark <FILE>', "problems in HumanEval's format")
    .requiredOption('--out <DIR>', 'folder for the pruned datasets, the models and their evaluations')
    .option('--preset <P>', 'size of the five models', 'nano')
    .option('--tokens <N>', 'tokens that each of them sees', positiveWhole, 2_000_000)
    .option('--vocabulary <N>', 'tokens of the tokenizer that is learned', positiveWhole, 1024)
    .option('--seed <N>', 'seed of the trainings', whole, 1)
    .option('--json', 'one JSON document on standard output')
    .action(async (dataset: string, { benchmark, json, ...rest }: Options) => {
      const { runOperationHere } = await import('../../../../lab/data/run-operation-here.ts');
      const { summary, details } = await runOperationHere({
        name: 'prune-study',
        parameters: { dataset, benchmarks: [benchmark], ...rest },
        signal: context.interrupt().stop,
        onProgress: context.progress.show,
        onNote: context.progress.note,
      });
      context.progress.clear();
      const found = details as unknown as { readonly rows: readonly Row[] };
      print(json === true, { summary, ...found }, () => `${pruneTableText(found.rows)}\n\n${summary}`);
    });
}

function pruneTableText(rows: readonly Row[]): string {
  const share = (passed: number, { problems }: Part): string =>
    problems === 0 ? '–' : percent(passed / problems);
  const part = (one: Part): string[] => [
    count(one.problems),
    share(one.full, one),
    share(one.retrained, one),
  ];
  const header = [
    'τ',
    'removed',
    'similar',
    'full',
    'retrained',
    'not similar',
    'full',
    'retrained',
    'all: full',
    'retrained',
  ];
  return table(
    header,
    rows.map(({ tau, removed, similar, notSimilar, total }) => [
      tau.toFixed(2),
      count(removed),
      ...part(similar),
      ...part(notSimilar),
      share(total.full, total),
      share(total.retrained, total),
    ]),
  );
}
