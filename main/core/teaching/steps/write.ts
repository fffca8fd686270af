import { checkOf, type Case } from '../cases.ts';
import { chooseCalls } from '../classics/write.ts';
import { sampleArgument } from '../inputs.ts';
import { signatureLine, type Hints } from '../python.ts';
import type { Random } from '../random.ts';
import type { Subject } from '../register.ts';
import type { Task } from '../wording.ts';
import { drawSmallFunction, type SmallFunction } from './draw.ts';

/** A small function with a name, calls and tests. */
export type WrittenSmallFunction = {
  readonly steps: SmallFunction['steps'];
  readonly name: string;
  readonly task: Task;
  readonly subject: Subject;
  readonly signature: string;
  readonly body: string;
  readonly cases: readonly Case[];
  readonly test: string;
};

const names = [
  'solve', 'compute', 'f', 'func', 'calculate', 'answer', 'process', 'combine', 'evaluate', 'test_it', 'task', 'run', 'work_out', 'helper_function',
  'transform', 'my_function', 'mix', 'merge', 'decide', 'derive', 'result_of', 'operate', 'handle', 'make', 'select', 'compare_them',
]; // prettier-ignore
const annotations = { number: 'int', text: 'str', list: 'list[int]', truth: 'bool' } as const;

/** Draws, names and tests a small function; undefined where the dice gave none, or too few calls say anything. */
export function writeSmallFunction(caseCount: number, random: Random, hints: Hints): WrittenSmallFunction | undefined {
  const drawn = drawSmallFunction(random);
  if (drawn === undefined) return undefined;
  const { parameters, order, lines, steps } = drawn;
  const result = annotations[drawn.result];
  const name = random.chance(0.5) ? random.pick(names) : nameAfter(steps, random);
  if (parameters.some((one) => one.name === name)) return undefined;
  const cases = chooseCalls(parameters.map(({ kind }) => () => sampleArgument(kind, random)), drawn.apply, caseCount);
  if (cases === undefined) return undefined;
  return {
    steps,
    name,
    task: { order, further: '' },
    subject: { name, parameters, result },
    signature: signatureLine(name, parameters, result, hints),
    body: `${lines.map((line) => `    ${line}`).join('\n')}\n`,
    cases,
    test: checkOf(cases),
  };
} // prettier-ignore

/** Words of the steps' names that say nothing by themselves; some Python keeps for itself. */
const idle: ReadonlySet<string> = new Set(['and', 'with', 'the', 'two', 'one', 'not', 'both', 'are', 'less']);

/** A name made of what is done: 'length_backwards'. */
function nameAfter(steps: SmallFunction['steps'], random: Random): string {
  const words = steps.flatMap(({ id }) => id.split(' ').filter((word) => word.length > 2 && !idle.has(word)));
  return [random.pick(words), random.pick(words)]
    .filter((word, at, all) => at === 0 || word !== all[0])
    .join('_');
}
