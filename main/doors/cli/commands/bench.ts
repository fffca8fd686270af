import type { Command } from 'commander';
import type { CommonOptions, Context } from '../context.ts';
import { positiveWhole } from '../numbers.ts';
import { count, percent, print, table } from '../output.ts';

type Options = CommonOptions & { readonly preset?: readonly string[]; readonly threads?: number };

export function addBench(program: Command, context: Context): void {
  const bench = program.command('bench').description("the project's own measurements");
  bench
    .command('train')
    .description('tokens/s, GFLOP/s and the share of this machine’s own matrix product')
    .option('--preset <NAME...>', 'presets to measure (default: nano and micro)')
    .option('--threads <N>', 'threads to train with', positiveWhole)
    .option('--json', 'one JSON document on standard output')
    .action(async (options: Options) => {
      context.progress.note('Measuring training beside plain matrix products; about a minute …');
      const { benchTraining } = await import('../../../lab/bench.ts');
      const measured = await benchTraining({
        ...(options.preset ? { presets: options.preset } : {}),
        ...(options.threads === undefined ? {} : { threads: options.threads }),
      });
      print(options.json === true, measured, () => {
        const rows = Object.entries(measured.presets).map(([name, preset]) => [
          name,
          count(preset.parameters),
          count(preset.tokensPerSecond),
          preset.gflops.toFixed(1),
          percent(preset.shareOfSgemm),
        ]);
        const header = ['preset', 'parameters', 'tokens/s', 'GFLOP/s', 'of sgemm'];
        return `${table(header, rows)}\n\nsgemm 512³: ${measured.sgemmGflops.toFixed(1)} GFLOP/s (${measured.engine}).`;
      });
    });
}
