import type { Command } from 'commander';
import type { Checkup } from '../../../lab/machine/doctor.ts';
import type { CommonOptions, Context } from '../context.ts';
import { count, print } from '../output.ts';

type DoctorOptions = CommonOptions & { readonly measure: boolean };

export function addDoctor(program: Command, { progress }: Context): void {
  program
    .command('doctor')
    .description('engines, versions, what is missing and why, and how fast each one trains')
    .option('--no-measure', 'only look; show what was measured before')
    .option('--json', 'one JSON document on standard output')
    .action(async (options: DoctorOptions) => {
      const { checkUp } = await import('../../../lab/machine/doctor.ts');
      const measure = options.measure ? 'all' : 'none';
      const found = await checkUp({ measure, onNote: progress.note });
      print(options.json === true, found, () => checkupText(found));
    });
}

function checkupText(found: Checkup): string {
  const memory = (found.memoryBytes / 2 ** 30).toFixed(1);
  const { sandbox, nvidia, engines } = found;
  const lines = [
    `Hornbook ${found.version}, Node ${found.node} on ${found.platform}`,
    `${found.cpu}, ${found.cores} cores, ${memory} GiB of memory`,
  ];
  if (nvidia.state === 'broken') lines.push(`NVIDIA: ${nvidia.why}`);
  if (nvidia.state === 'found') {
    for (const card of nvidia.cards) {
      lines.push(`${card.name}, driver ${card.driver}, ${(card.memoryMiB / 1024).toFixed(1)} GiB`);
    }
  }
  const measured = engines.filter((engine) => engine.available);
  lines.push('', 'Training nano (★: what --engine auto takes)', ...measured.map(lineOf));
  for (const engine of engines.filter((one) => !one.available)) {
    lines.push('', `✗ ${engine.name}: ${engine.description}`);
    if (engine.state.state === 'missing' && engine.state.command !== null)
      lines.push(`  ${engine.state.command}`);
  }
  lines.push(
    '',
    sandbox.available
      ? `✓ sandbox: isolation ${sandbox.isolation}, ready in ${sandbox.startSeconds.toFixed(1)} s`
      : `✗ sandbox: ${sandbox.description}`,
  );
  return lines.join('\n');
}

/** `★ onnxruntime          8,954 tokens/s  onnxruntime 1.30.0 on the CPU, 2 threads`; the star is what `auto` takes. */
function lineOf({ name, recommended, description, state }: Checkup['engines'][number]): string {
  const head = `${recommended ? '★' : '✓'} ${name.padEnd(20)}`;
  if (state.state !== 'ready') return `${head} ${'not measured'.padStart(16)}  ${description}`;
  const rate = `${count(state.speed.tokensPerSecond)} tokens/s`.padStart(16);
  const wrong = state.agrees ? '' : ' (its numbers differ from onnxruntime’s: it is never chosen)';
  return `${head} ${rate}  ${description}${wrong}`;
}
