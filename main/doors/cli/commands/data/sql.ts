import type { Command } from 'commander';
import type { CommonOptions } from '../../context.ts';
import { print, table } from '../../output.ts';

export function addSql(data: Command): void {
  data
    .command('sql')
    .description('answer one SELECT over the records, which are the table data; nothing can be changed')
    .argument('<DS>', 'folder of the dataset')
    .argument('<SELECT>', 'the statement')
    .option('--json', 'one JSON document on standard output')
    .action(async (folder: string, sql: string, { json }: CommonOptions) => {
      const { selectData } = await import('../../../../lab/data/sql.ts');
      const { columns, rows, more } = await selectData(folder, sql);
      print(json === true, { columns, rows, more }, () =>
        table(
          columns.map(({ name }) => name),
          rows.map((row) => row.map((cell) => (cell === null ? '' : String(cell)))),
        ),
      );
    });
}
