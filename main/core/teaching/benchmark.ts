import type { FunctionProblem } from '../evaluation/problem.ts';
import { checkOf } from './cases.ts';
import { conceptsOf, drawComposition, stepsOf, type Composition, type ShapeWeights } from './composition.ts';
import { plainSentence, writeFunction } from './exercises.ts';
import { heldOutPairsOf } from './held-out.ts';
import { promptOf, shortExample } from './prompt.ts';
import { createRandom } from './random.ts';

/** How many problems of each difficulty the benchmark has: 164 in all, as many as HumanEval. */
export const problemsByDifficulty: Readonly<Record<1 | 2 | 3 | 4 | 5, number>> = {
  1: 32,
  2: 34,
  3: 36,
  4: 34,
  5: 28,
};

const shapes: ShapeWeights = { filter: 30, mapping: 25, both: 45, neither: 1 };
/**
 * Words in a docstring. A sentence of 13 words has a single 13-gram, which holds the whole sentence and so
 * the unseen pair: no training docstring can share it.
 */
const longestSentence = 13;
/**
 * No reduction may ask for more problems of one difficulty than this, so that no single form decides the
 * score. The limit rises by one for every `patience` draws, which lets any seed come to an end.
 */
const problemsPerReduction = 5;
const patience = 20_000;
const plainSources: ReadonlySet<string> = new Set([
  'list of numbers',
  'list of words',
  'characters of a text',
]);

/**
 * How hard a held-out composition is: 1 one unseen pair over a plain list or text; 2 the same over
 * another source or with a second parameter; 3 a filter and a mapping before the reduction; 4 the same
 * with two unseen pairs, another source or a second parameter; 5 a finish or a guard on top of these.
 */
export function gradeOf(composition: Composition): 1 | 2 | 3 | 4 | 5 {
  const { filter, mapping, finish, guard, source, extra } = composition;
  const plain = plainSources.has(source.piece.id) && extra === undefined;
  if (filter && mapping) {
    if (finish || guard) return 5;
    return plain && heldOutPairsOf(stepsOf(composition)).length === 1 ? 3 : 4;
  }
  if (finish || guard) return plain ? 3 : 4;
  return plain ? 1 : 2;
}

/**
 * Hornbook's own benchmark, in HumanEval's format: functions that compose known concepts in pairs that
 * no training exercise and no textbook section contains (see `held-out.ts`). Every problem differs from
 * every other in its concepts, has six or more asserts, and its asserts notice any one step left out.
 * The order is by difficulty; the task ids are `Hornbook/0` to `Hornbook/163`.
 */
export function heldOutProblems({ seed }: { seed: number }): FunctionProblem[] {
  const random = createRandom(seed ^ 0x5eed);
  const byGrade = new Map<number, Omit<FunctionProblem, 'taskId'>[]>();
  const taken = new Set<string>();
  const perReduction = new Map<string, number>();
  const wanted = Object.values(problemsByDifficulty).reduce((total, count) => total + count, 0);
  for (let found = 0, draws = 0; found < wanted; draws += 1) {
    const composition = drawComposition(random, shapes);
    if (composition === undefined || heldOutPairsOf(stepsOf(composition)).length === 0) continue;
    const grade = gradeOf(composition);
    const group = byGrade.get(grade) ?? [];
    if (group.length >= problemsByDifficulty[grade]) continue;
    const identity = Object.values(stepsOf(composition)).join(' | ');
    const use = `${String(grade)} ${composition.reduction.piece.id}`;
    const uses = perReduction.get(use) ?? 0;
    if (taken.has(identity) || uses >= problemsPerReduction + Math.floor(draws / patience)) continue;
    const written = writeFunction(composition, 6, random, { longestSentence });
    if (written === undefined) continue;
    const example = random.chance(0.2) ? shortExample(written.cases) : undefined;
    taken.add(identity);
    perReduction.set(use, uses + 1);
    group.push({
      kind: 'function',
      prompt: promptOf(written.signature, written.name, plainSentence(written.task), example),
      entryPoint: written.name,
      canonicalSolution: written.body,
      test: checkOf(written.cases),
      difficulty: grade,
      topics: conceptsOf(composition),
    });
    byGrade.set(grade, group);
    found += 1;
  }
  return [...byGrade.entries()]
    .sort(([left], [right]) => left - right)
    .flatMap(([, group]) => group)
    .map((problem, index) => ({ ...problem, taskId: `Hornbook/${String(index)}` }));
}
