import type { Command } from 'commander';
import type { CommonOptions } from '../../context.ts';
import { whole } from '../../numbers.ts';
import { count, print, table } from '../../output.ts';

export function addShow(data: Command): void {
  type Options = CommonOptions & { readonly rows: number; readonly query: string };
  data
    .command('show')
    .description('what a dataset is and its first records')
    .argument('<DS>', 'folder of the dataset')
    .option('--rows <N>', 'records to show', whole, 10)
    .option('--query <TEXT>', 'only records that hold this text', '')
    .option('--json', 'one JSON document on standard output')
    .action(async (folder: string, options: Options) => {
      const { showData } = await import('../../../../lab/data/show.ts');
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
