import type { Command } from 'commander';
import type { TrainBench } from '../../../lab/bench/bench.ts';
import type { CommonOptions, Context } from '../context.ts';
import { positiveWhole } from '../numbers.ts';
import { count, percent, print, table } from '../output.ts';
import { addBenchData } from './bench-data.ts';
import { addBenchGenerate } from './bench-generate.ts';
import { addBenchSandbox } from './bench-sandbox.ts';
import { addBenchUi } from './bench-ui.ts';

type Options = CommonOptions & {
  readonly preset?: readonly string[];
  readonly threads?: number;
  readonly samples?: number;
  /** `true` where the option stands without an interpreter. */
  readonly peer?: string | true;
};

export function addBench(program: Command, context: Context): void {
  const bench = program.command('bench').description("the project's own measurements");
  addBenchData(bench, context);
  addBenchGenerate(bench, context);
  addBenchSandbox(bench, context);
  addBenchUi(bench, context);
  bench
    .command('train')
    .description('tokens/s, GFLOP/s and the share of this machine’s own matrix product')
    .option('--preset <NAME...>', 'presets to measure (default: nano and micro)')
    .option('--threads <N>', 'threads to train with', positiveWhole)
    .option('--samples <N>', 'samples that each median is taken over', positiveWhole)
    .option('--peer [PYTHON]', 'measure PyTorch beside it, by this interpreter (default: python3)')
    .option('--json', 'one JSON document on standard output')
    .action(async ({ preset, threads, samples, peer, json }: Options) => {
      context.progress.note('Measuring training beside plain matrix products …');
      const { benchTraining } = await import('../../../lab/bench/bench.ts');
      const measured = await benchTraining({
        ...(preset ? { presets: preset } : {}),
        ...(threads === undefined ? {} : { threads }),
        ...(samples === undefined ? {} : { samples }),
        ...(peer === undefined ? {} : { peer: peer === true ? 'python3' : peer }),
        onNote: (note) => {
          context.progress.note(note);
        },
      });
      print(json === true, measured, () => trainTable(measured));
    });
}

function trainTable(measured: TrainBench): string {
  const rows = Object.entries(measured.presets).flatMap(([name, preset]) => [
    [
      name,
      count(preset.parameters),
      count(preset.tokensPerSecond),
      preset.gflops.toFixed(1),
      percent(preset.shareOfSgemm),
      '',
    ],
    ...Object.entries(preset.peers).map(([peer, { tokensPerSecond, ratio }]) => [
      `  ${peer}`,
      '',
      count(tokensPerSecond),
      '',
      '',
      `${ratio.toFixed(2)} ×`,
    ]),
    ...Object.entries(preset.missingPeers ?? {}).map(([peer, reason]) => [`  ${peer}: ${reason}`]),
  ]);
  const header = ['preset', 'parameters', 'tokens/s', 'GFLOP/s', 'of sgemm', 'ours / theirs'];
  return `${table(header, rows)}\n\nsgemm 512³: ${measured.sgemmGflops.toFixed(1)} GFLOP/s (${measured.engine}).`;
}
