import type { Command } from 'commander';
import type { CommonOptions } from '../context.ts';
import { count, print } from '../output.ts';

type Options = CommonOptions & { readonly format: string; readonly out: string };

export function addReport(program: Command): void {
  program
    .command('report <eval...>')
    .description('evaluations side by side as a report; or a recipe (its project) in another format')
    .option('--format <FORMAT>', 'html, pdf, md, json, csv or latex', 'html')
    .requiredOption('--out <FILE>', 'where to put it')
    .option('--json', 'one JSON document on standard output')
    .action(async (sources: readonly string[], { format, out, json }: Options) => {
      const { writeReport } = await import('../../../lab/reports/write-report.ts');
      const written = await writeReport({ sources, format, out });
      print(
        json === true,
        written,
        () => `${written.title}: ${written.file} (${count(written.bytes / 1000)} kB).`,
      );
    });
}
