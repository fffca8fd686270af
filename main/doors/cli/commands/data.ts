import { Argument, Option, type Command } from 'commander';
import type { CommonOptions, Context } from '../context.ts';
import { shareOfOne, whole } from '../numbers.ts';
import { count, percent, print, table } from '../output.ts';
import { paceOf } from '../progress-line.ts';

const KINDS = ['code', 'textbook', 'exercise', 'story'] as const;

export function addData(program: Command, context: Context): void {
  const data = program.command('data').description('the data pipeline, one step at a time');
  addImport(data, context);
  addShow(data);
  addFilter(data, context);
}

function addImport(data: Command, context: Context): void {
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
      const { importData } = await import('../../../lab/data.ts');
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

function addShow(data: Command): void {
  type Options = CommonOptions & { readonly rows: number; readonly query: string };
  data
    .command('show')
    .description('what a dataset is and its first records')
    .argument('<DS>', 'folder of the dataset')
    .option('--rows <N>', 'records to show', whole, 10)
    .option('--query <TEXT>', 'only records that hold this text', '')
    .option('--json', 'one JSON document on standard output')
    .action(async (folder: string, options: Options) => {
      const { showData } = await import('../../../lab/data.ts');
      const shown = await showData(folder, options.rows, options.query);
      print(options.json === true, shown, () => {
        const { dataset, rows, total } = shown;
        const header = ['id', 'kind', 'bytes', ...dataset.scores];
        const cells = rows.map((row) => [
          row.id,
          row.kind,
          count(row.bytes),
          ...dataset.scores.map((name) => row.scores[name]?.toFixed(3) ?? ''),
        ]);
        const about = `${dataset.name} (${dataset.operation}): ${count(dataset.records)} records, ${count(dataset.bytes)} bytes of text, hash ${dataset.hash.slice(0, 12)}.`;
        return `${about}\n\n${table(header, cells)}\n\n${count(rows.length)} of ${count(total)} shown.`;
      });
    });
}

function addFilter(data: Command, context: Context): void {
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
      const { filterData } = await import('../../../lab/data.ts');
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
