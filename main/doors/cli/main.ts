import { Command } from 'commander';
import { labVersion } from '../../lab/version.ts';
import { addBench } from './commands/bench.ts';
import { addBenchmark } from './commands/benchmark.ts';
import { addCompare } from './commands/compare.ts';
import { addData } from './commands/data/data.ts';
import { addDoctor } from './commands/doctor.ts';
import { addEngines } from './commands/engines.ts';
import { addEval } from './commands/eval.ts';
import { addGenerate } from './commands/generate.ts';
import { addGrade } from './commands/grade.ts';
import { addJudge } from './commands/judge.ts';
import { addRecipe } from './commands/recipe.ts';
import { addReport } from './commands/report.ts';
import { addTeach } from './commands/teach.ts';
import { addStudy } from './commands/study.ts';
import { addTokenizer } from './commands/tokenizer.ts';
import { addTrain } from './commands/train.ts';
import type { Context } from './context.ts';
import type { Interrupt } from './interrupt.ts';
import { listenForInterrupt } from './interrupt.ts';
import { endingOf, printError } from './output.ts';
import { progressLine } from './progress-line.ts';

// Commands load what they need when they run: usage and help are there at once.
const json = process.argv.includes('--json');
const progress = progressLine(process.stderr);
let interrupt: Interrupt | undefined;
const wasInterrupted = (): boolean => interrupt?.stop.aborted ?? false;
const context: Context = {
  progress,
  interrupt: () => (interrupt ??= listenForInterrupt(progress.note)),
};

const program = new Command('lab')
  .description('Hornbook: what was better data worth?')
  .version(labVersion)
  .exitOverride()
  // Usage errors are printed once, below, in the shape that was asked for.
  .configureOutput({ writeErr: () => undefined })
  .showHelpAfterError(false);
const commands = [
  addRecipe,
  addDoctor,
  addEngines,
  addData,
  addTeach,
  addTokenizer,
  addTrain,
  addGenerate,
  addJudge,
  addEval,
  addCompare,
  addGrade,
  addStudy,
  addReport,
  addBench,
  addBenchmark,
];
for (const add of commands) add(program, context);
inherit(program);

/** Subcommands do not take these settings from their parents when they are made before them. */
function inherit(command: Command): void {
  for (const child of command.commands) {
    child.copyInheritedSettings(command);
    inherit(child);
  }
}

/** Exits when everything written has left this process. */
async function leave(code: number): Promise<never> {
  await new Promise<void>((resolve) => {
    process.stdout.write('', () => {
      resolve();
    });
  });
  process.exit(code);
}

try {
  if (process.argv.length <= 2) {
    process.stdout.write(program.helpInformation());
    await leave(2);
  }
  await program.parseAsync();
  await leave(0);
} catch (error) {
  progress.clear();
  const ending = endingOf(error, wasInterrupted());
  if (ending) printError(json, ending.error);
  await leave(ending?.exitCode ?? 0);
}
