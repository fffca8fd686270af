import { resolve } from 'node:path';
import { Option, type Command } from 'commander';
import type { DataBench } from '../../../lab/bench/bench-data.ts';
import type { CommonOptions, Context } from '../context.ts';
import { positiveWhole, whole } from '../numbers.ts';
import { count, percent, print, table } from '../output.ts';

type Options = CommonOptions & {
  readonly mb: number;
  readonly seed: number;
  readonly workers?: number;
  readonly problems?: string;
  /** `true` where the option stands without an interpreter. */
  readonly peer?: string | true;
  readonly peerRun: 'small' | 'large';
};

/** `bench data`: MB/s of each stage, memory, growth, and what was found of what was planted. */
export function addBenchData(bench: Command, context: Context): void {
  bench
    .command('data')
    .description('MB/s of the data pipeline on perturbed Python, memory, and what it finds of planted copies')
    .option('--mb <N>', 'millions of bytes of text; a tenth of it is measured first', positiveWhole, 1000)
    .option('--seed <N>', 'seed of the texts', whole, 1)
    .option(
      '--workers <N>',
      'threads, on both sides (default: one for each core, four at most)',
      positiveWhole,
    )
    .option('--problems <FILE>', "problems in HumanEval's format to plant copies of (default: the lab's own)")
    .option('--peer [PYTHON]', 'measure datatrove beside it, by this interpreter (default: python3)')
    .addOption(
      new Option('--peer-run <RUN>', 'which run the peer is given: a tenth of the text, or all of it')
        .choices(['small', 'large'])
        .default('small'),
    )
    .option('--json', 'one JSON document on standard output')
    .action(async ({ mb, seed, workers, problems, peer, peerRun, json }: Options) => {
      const { benchDataPipeline } = await import('../../../lab/bench/bench-data.ts');
      const measured = await benchDataPipeline({
        megabytes: mb,
        seed,
        peerRun,
        ...(workers === undefined ? {} : { workers }),
        ...(problems === undefined ? {} : { problems: resolve(problems) }),
        ...(peer === undefined ? {} : { peer: peer === true ? 'python3' : peer }),
        signal: context.interrupt().stop,
        onNote: (note) => {
          context.progress.note(note);
        },
      });
      print(json === true, measured, () => dataTable(measured));
    });
}

function dataTable({ runs, growth, peers, workers }: DataBench): string {
  const [small, large] = runs as [DataBench['runs'][number], DataBench['runs'][number]];
  const names = Object.keys(large.stages) as (keyof typeof large.stages)[];
  const rows = names.map((name) => [
    name,
    ...[small, large].flatMap(({ stages }) => [
      stages[name].seconds.toFixed(1),
      stages[name].megabytesPerSecond.toFixed(1),
      count(stages[name].peakMebibytes),
    ]),
    `${growth.stages[name].toFixed(1)} ×`,
  ]);
  const header = ['stage', 's', 'MB/s', 'MiB', 's', 'MB/s', 'MiB', 'time'];
  const { nearDuplicates: near, exactDuplicates: exact, contamination } = large;
  const sentences = [
    `${small.megabytes.toFixed(0)} MB (${count(small.records)} texts) and ${large.megabytes.toFixed(0)} MB (${count(large.records)} texts), ${String(workers)} workers: time grew ${growth.seconds.toFixed(1)} ×, memory ${growth.memory.toFixed(2)} ×.`,
    `Near duplicates: recall ${percent(near.recall)}, precision ${percent(near.precision)} of ${count(near.planted)} planted; exact ones: ${count(exact.found)} of ${count(exact.planted)}.`,
    `Copies of problems: ${count(contamination.found)} of ${count(contamination.planted)} found, ${count(contamination.reported)} of ${count(contamination.independent)} independent texts reported.`,
    ...Object.entries(peers).map(
      ([name, peer]) =>
        `${name} ${peer.version}: ${peer.seconds.toFixed(1)} s, ${peer.megabytesPerSecond.toFixed(1)} MB/s, recall ${percent(peer.nearDuplicates.recall)}, precision ${percent(peer.nearDuplicates.precision)}; ours is ${peer.ratio.toFixed(2)} × as fast.`,
    ),
  ];
  return `${table(header, rows)}\n\n${sentences.join('\n')}`;
}
