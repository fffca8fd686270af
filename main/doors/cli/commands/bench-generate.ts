import type { Command } from 'commander';
import type { CommonOptions, Context } from '../context.ts';
import { positive, positiveWhole } from '../numbers.ts';
import { count, percent, print, table } from '../output.ts';

type Options = CommonOptions & {
  readonly preset: string;
  readonly problems?: string;
  readonly newTokens: number;
  /** `true` where the option stands without an interpreter. */
  readonly peer?: string | true;
  readonly samples: number;
  readonly budget: number;
  readonly threads?: number;
  readonly batch?: readonly number[];
};

/** An option that may be given several values, each a whole number. */
const wholes = (text: string, before: readonly number[] = []): number[] => [...before, positiveWhole(text)];

/** `bench generate`: greedy completion of a benchmark's prompts, beside transformers where a Python has it. */
export function addBenchGenerate(bench: Command, context: Context): void {
  bench
    .command('generate')
    .description('tokens/s of greedy completion with a key/value cache')
    .option('--preset <NAME>', 'preset to measure', 'micro')
    .option('--problems <FILE>', "prompts in HumanEval's format (default: the lab's own benchmark)")
    .option('--new-tokens <N>', 'tokens of every completion', positiveWhole, 128)
    .option('--peer [PYTHON]', 'measure transformers beside it, by this interpreter (default: python3)')
    .option('--batch <N...>', 'batch sizes to try the peer at (default: 16, 32, 64 and 164)', wholes)
    .option('--samples <N>', 'runs of each side that each median is taken over', positiveWhole, 5)
    .option('--budget <SECONDS>', 'begin no run after this long', positive, 600)
    .option('--threads <N>', 'threads to use', positiveWhole)
    .option('--json', 'one JSON document on standard output')
    .action(async (options: Options) => {
      context.progress.note('Completing every prompt several times; some minutes with a peer …');
      const { benchGeneration } = await import('../../../lab/bench/bench.ts');
      const { peer, json, batch, ...rest } = options;
      const measured = await benchGeneration({
        ...rest,
        onNote: (note) => {
          context.progress.note(note);
        },
        ...(batch === undefined ? {} : { batches: batch }),
        ...(peer === undefined ? {} : { peer: peer === true ? 'python3' : peer }),
      });
      print(json === true, measured, () => {
        const row = (name: string, seconds: number, rate: number, ratio: string): string[] => [
          name,
          seconds.toFixed(2),
          count(rate),
          ratio,
        ];
        const peers = Object.entries(measured.peers).map(([name, peer]) =>
          row(
            `${name}, batches of ${String(peer.batch)}`,
            peer.seconds,
            peer.tokensPerSecond,
            `${peer.ratio.toFixed(2)} ×`,
          ),
        );
        const own = row('hornbook', measured.seconds, measured.tokensPerSecond, '');
        const same = Object.values(measured.peers).map(
          ({ version, sameCompletions }) =>
            `Beside ${version}: ${percent(sameCompletions)} of the completions are the same to the token.`,
        );
        return [
          table(['', 'seconds', 'tokens/s', 'hornbook is faster by'], [own, ...peers]),
          '',
          `${measured.preset}, ${count(measured.problems)} prompts of ${count(measured.promptTokens)} tokens, ${count(measured.newTokens)} new tokens each; medians of ${count(measured.samples)} runs (${measured.engine}).`,
          ...same,
        ].join('\n');
      });
    });
}
