import type { Command } from 'commander';
import type { CommonOptions } from '../context.ts';
import { print } from '../output.ts';

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('engines, versions, what is missing and why')
    .option('--json', 'one JSON document on standard output')
    .action(async (options: CommonOptions) => {
      const { checkUp } = await import('../../../lab/doctor.ts');
      const found = await checkUp();
      print(options.json === true, found, () => {
        const memory = (found.memoryBytes / 2 ** 30).toFixed(1);
        const { sandbox } = found;
        return [
          `Hornbook ${found.version}, Node ${found.node} on ${found.platform}`,
          `${found.cpu}, ${found.cores} cores, ${memory} GiB of memory`,
          ...found.engines.map(
            (engine) => `${engine.available ? '✓' : '✗'} engine ${engine.name}: ${engine.description}`,
          ),
          sandbox.available
            ? `✓ sandbox: isolation ${sandbox.isolation}, ready in ${sandbox.startSeconds.toFixed(1)} s`
            : `✗ sandbox: ${sandbox.description}`,
        ].join('\n');
      });
    });
}
