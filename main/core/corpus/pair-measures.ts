import type { Problem } from '../evaluation/problem.ts';
import { functionNodes } from './definitions.ts';
import { boundedDistance } from './edit-distance.ts';
import type { ProblemView } from './problem-view.ts';
import { codeOf, docstringsOf, viewOfFunction, viewOfProblem } from './problem-view.ts';
import type { CorpusRecord } from './record.ts';
import type { Structure } from './structure.ts';
import { StructureAlphabet } from './structure.ts';
import type { PythonParser } from './syntax.ts';
import { words } from './word-overlap.ts';

/** How close a text and a problem are by every detector, whichever of them found the pair. */
export type PairMeasures = {
  /** Words of the longest run that the docstrings share, and the run. */
  readonly longestRun: number;
  readonly run: string;
  /** Best match rate of two functions' trees, as written; 0 where the text has no function. */
  readonly matchRate: number;
  /** The same with the statements of both in a settled order. */
  readonly orderedRate: number;
};

/** Measures pairs whole, without thresholds: slower than detecting, and asked only for what is to be shown. */
export class PairMeter {
  private readonly parser: PythonParser;
  private readonly alphabet = new StructureAlphabet();
  private readonly problems: ReadonlyMap<string, ProblemView>;

  constructor(problems: readonly Problem[], parser: PythonParser) {
    this.parser = parser;
    this.problems = new Map(
      problems.map((problem) => [problem.taskId, viewOfProblem(problem, parser, this.alphabet)]),
    );
  }

  /** @throws RangeError for a task that was not given. */
  measure(record: Pick<CorpusRecord, 'text' | 'kind'>, taskId: string): PairMeasures {
    const problem = this.problems.get(taskId);
    if (problem === undefined) throw new RangeError(`No problem ${taskId}.`);
    const isProse = record.kind === 'textbook' || record.kind === 'story';
    const tree = this.parser.parse(codeOf(record.text, isProse));
    const shared = longestSharedRun(
      words(problem.words),
      words(isProse ? record.text : docstringsOf(tree, 'record')),
    );
    let [matchRate, orderedRate] = [0, 0];
    for (const node of functionNodes(tree)) {
      const view = viewOfFunction(tree, node, this.alphabet);
      for (const theirs of problem.functions) {
        matchRate = Math.max(matchRate, rateOf(view.structure, theirs.structure));
        orderedRate = Math.max(orderedRate, rateOf(view.ordered, theirs.ordered));
      }
    }
    return { longestRun: shared.length, run: shared.join(' '), matchRate, orderedRate };
  }
}

/** 1 − Levenshtein's distance / length of the longer. */
export function rateOf(one: Structure, other: Structure): number {
  const longer = Math.max(one.length, other.length);
  return longer === 0 ? 0 : 1 - boundedDistance(one, other, longer) / longer;
}

/**
 * The longest run of words that both have, the first of equals: dynamic programming over the ends of runs, O(a·b).
 *
 * @example longestSharedRun(['a', 'b', 'c'], ['x', 'b', 'c']) // ['b', 'c']
 */
export function longestSharedRun(a: readonly string[], b: readonly string[]): readonly string[] {
  let [longest, end] = [0, 0];
  let before = new Int32Array(b.length + 1);
  a.forEach((word, index) => {
    const ending = new Int32Array(b.length + 1);
    for (let at = 0; at < b.length; at++) {
      if (b[at] !== word) continue;
      ending[at + 1] = before[at]! + 1;
      if (ending[at + 1]! > longest) [longest, end] = [ending[at + 1]!, index + 1];
    }
    before = ending;
  });
  return a.slice(end - longest, end);
}
